package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What running Espressif's own code has shown a driver must know (at-recorded, at-recorded-esp-at), a fact a test. */
@Timeout(120)
class RecordedFactsTest {
    static Stream<String> profiles() {
        return Profile.names().stream();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static AtDriver joined(MockWroom02 mock) {
        AtDriver driver = AtDriver.open(mock);
        driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        return driver;
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** E1: 2.2.0 and 2.2.1 know CIPSTATUS alone, and what comes after 2.3 may know CIPSTATE alone. */
    @ParameterizedTest
    @CsvSource({"AT\\+CIPSTATUS, AT\\+CIPSTATE\\?, +CIPSTATE:", "AT\\+CIPSTATE\\?, AT\\+CIPSTATUS, +CIPSTATUS:"})
    void whichever_list_of_links_is_refused_the_other_is_asked(String absent, String there, String row) {
        var module = ScriptedModule.espAt22();
        var refusals = new AtomicInteger(1);
        module.on(
                "AT\\+CIPSEND=(\\d),(\\d+)",
                m -> refusals.getAndDecrement() > 0
                        ? ScriptedModule.ERROR
                        : module.enter(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))));
        module.on(absent, ScriptedModule.ERROR);
        module.on(there, row + "4,\"TCP\",\"10.0.0.2\",80,1024,0\r\n" + ScriptedModule.OK);
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            link.write(new byte[] {'x'}, 0, 1, soon());
            link.flush(soon());
            assertTrue(link.isOpen());
        }
    }

    /** E2: each ERROR of 2.0 has its code before it, and the code reaches whoever reads the failure. */
    @Test
    void a_refusal_of_2_0_is_one_with_its_code_line() {
        try (var driver =
                AtDriver.open(MockWroom02.builder().profile("esp-at-2.0").build())) {
            var refused = assertThrows(AtException.class, () -> driver.raw("AT+NOSUCH", soon()));
            assertEquals(AtException.Kind.ERROR_REPLY, refused.kind(), refused.getMessage());
            assertFalse(driver.raw("AT+GMR", soon()).isEmpty());
        }
    }

    /** E3: a program before us has turned passive receive on; 2.0 forgets that with a restart only. */
    @Test
    void a_module_of_2_0_that_was_left_in_passive_receive_pushes_again() {
        try (var mock = MockWroom02.builder().profile("esp-at-2.0").build();
                var server = LoopbackServer.echo()) {
            byte[] left = "AT+CIPRECVMODE=1\r\n".getBytes(StandardCharsets.US_ASCII);
            mock.uart().write(left, 0, left.length, soon());
            assertTrue(hears(mock, "\r\nOK\r\n"));
            byte[] sent = noise(5_000);
            try (var driver = joined(mock);
                    Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
                link.write(sent, 0, sent.length, soon());
                assertArrayEquals(sent, AgainstMockTest.readFully(link, sent.length));
            }
        }
    }

    private static boolean hears(MockWroom02 mock, String word) {
        var heard = new StringBuilder();
        var buffer = new byte[256];
        Deadline deadline = soon();
        while (heard.indexOf(word) < 0) {
            int n = mock.uart().read(buffer, 0, buffer.length, deadline);
            if (n <= 0) {
                return false;
            }
            heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return true;
    }

    /** E5, E22 and at-recorded D2: nothing stands behind a payload, and no tail of it is a batch that cancels it. */
    @ParameterizedTest
    @MethodSource("profiles")
    void a_payload_that_ends_in_three_pluses_arrives_whole_whatever_its_length(String profile) {
        int[] lengths = {3, 103, 203, 2_003, 2_048};
        try (var server = LoopbackServer.echo();
                var driver = joined(MockWroom02.builder().profile(profile).build());
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
            for (int length : lengths) {
                byte[] sent = noise(length);
                Arrays.fill(sent, length - 3, length, (byte) '+');
                link.write(sent, 0, length, soon());
                link.flush(soon());
                assertArrayEquals(sent, AgainstMockTest.readFully(link, length), length + " bytes");
            }
        }
    }

    /** E6, D25: the peer has gone, and every byte that it left is read before the end is told. */
    @ParameterizedTest
    @MethodSource("profiles")
    void what_a_peer_left_behind_is_read_to_its_last_byte(String profile) {
        byte[] sent = noise(12_000);
        try (var server = new LoopbackServer(socket -> {
                    InputStream in = socket.getInputStream();
                    in.read();
                    socket.getOutputStream().write(sent);
                });
                var driver = joined(MockWroom02.builder().profile(profile).build());
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
            link.write(new byte[] {'x'}, 0, 1, soon());
            assertArrayEquals(sent, AgainstMockTest.readFully(link, sent.length));
            assertEquals(-1, link.read(new byte[1], 0, 1, soon()));
        }
    }

    /** Q9: the number of a wrong password is another in each version, and where it says nothing, nothing is claimed. */
    @ParameterizedTest
    @CsvSource({
        "esp-at-2.0, false",
        "esp-at-2.1, false",
        "esp-at-2.2, true",
        "esp-at-2.3, true",
        "at-1.7, true",
    })
    void a_wrong_password_is_called_one_only_by_a_number_that_means_it(String profile, boolean means) {
        try (var driver = AtDriver.open(MockWroom02.builder().profile(profile).build())) {
            var wrong = assertThrows(AtException.class, () -> driver.join(MockBuilder.SSID, "not-the-password"));
            assertEquals(AtException.Kind.JOIN_FAILED, wrong.kind(), wrong.getMessage());
            assertTrue(wrong.getMessage().contains("wrong password"), wrong.getMessage());
            assertEquals(means, wrong.getMessage().contains("failed: wrong password"), wrong.getMessage());
        }
    }

    /** E9: connections end before the loss of the network is told; datagrams stay. */
    @ParameterizedTest
    @ValueSource(strings = {"esp-at-2.0", "esp-at-2.2", "esp-at-2.3", "at-0.40", "at-1.7"})
    void a_link_that_the_loss_of_the_network_ended_is_told_once_and_its_id_is_free(String profile) {
        try (var mock = MockWroom02.builder().profile(profile).build();
                var server = LoopbackServer.echo();
                var driver = joined(mock)) {
            Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()));
            driver.station().leave(soon());
            assertThrows(AtException.class, () -> {
                if (link.read(new byte[1], 0, 1, soon()) < 0) {
                    throw new AtException(AtException.Kind.LINK_CLOSED, "ended", "");
                }
            });
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            for (int i = 0; i < 5; i++) {
                driver.open(LinkRequest.tcp("127.0.0.1", server.port()));
            }
        }
    }
}
