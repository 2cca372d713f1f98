package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.faults.Faults;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that were reported of real firmwares (peers.md §1.5), provoked in the mock: what reaches the reader, what is told. */
@Timeout(120)
class ReportedFaultsTest {
    private static final DriverOptions OPTIONS =
            DriverOptions.DEFAULT.withPatience(Duration.ofMillis(400), Duration.ofMillis(400));

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static Faults plan(long seed, List<String> names) {
        var plan = new Faults(seed);
        names.forEach(plan::and);
        return plan;
    }

    private static AtDriver joined(MockBuilder builder) {
        AtDriver driver = AtDriver.open(builder.build(), OPTIONS);
        driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        return driver;
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.1", "esp-at-2.0"})
    void a_frame_that_holds_more_than_it_counts_breaks_its_link(String profile) { // F3
        byte[] letters = new byte[1000];
        Arrays.fill(letters, (byte) 'x');
        try (var server = LoopbackServer.echo();
                var driver = joined(MockWroom02.builder().profile(profile).faults(plan(1, List.of("F3@nth=2"))));
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
            var broken = assertThrows(AtException.class, () -> {
                for (int i = 0; i < 4; i++) {
                    link.write(letters, 0, letters.length, soon());
                    for (int back = 0; back < letters.length; ) {
                        int n = link.read(new byte[2000], 0, 2000, soon());
                        assertTrue(n > 0, "a read gave " + n);
                        back += n;
                    }
                }
            });
            assertEquals(AtException.Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
            assertTrue(broken.getMessage().contains("more bytes"), broken.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.1", "esp-at-2.0"})
    void data_that_CLOSED_has_overtaken_are_read_before_the_end(String profile) { // F6
        byte[] told = "the last words".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (var server = new LoopbackServer(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(told);
                });
                var driver = joined(MockWroom02.builder().profile(profile).faults(plan(1, List.of("F6@nth=1"))));
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
            link.write(new byte[1], 0, 1, soon());
            var heard = new ByteArrayOutputStream();
            var buffer = new byte[100];
            for (int n; (n = link.read(buffer, 0, buffer.length, soon())) > 0; ) {
                heard.write(buffer, 0, n);
            }
            assertEquals(new String(told, java.nio.charset.StandardCharsets.US_ASCII), heard.toString());
        }
    }

    @Test
    void a_byte_that_the_module_changes_on_its_way_up_is_not_noticed_by_plain_tcp() { // F13: that is what TLS is for
        byte[] sent = {1, 2, 3, 4};
        try (var server = LoopbackServer.echo();
                var driver = joined(MockWroom02.builder().faults(plan(1, List.of("F13@nth=1"))));
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
            link.write(sent, 0, 4, soon());
            byte[] back = AgainstMockTest.readFully(link, 4);
            assertNotEquals(sent[0], back[0]);
            assertEquals(-1, Arrays.mismatch(sent, 1, 4, back, 1, 4));
            assertTrue(link.isOpen());
        }
    }
}
