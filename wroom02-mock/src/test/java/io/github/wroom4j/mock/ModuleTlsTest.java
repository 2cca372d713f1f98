package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AT+CIPSTART="SSL": TLS inside the module, with the library that the profile's firmware has (at-protocol §8). */
class ModuleTlsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();

    private static LegacyTlsServer server() {
        return LegacyTlsServer.ofManyVersions(AUTHORITY.issue(Leaf.localhost())).start();
    }

    @TestFactory
    Stream<DynamicTest> an_ssl_link_fetches_a_page_on_every_firmware_that_has_them() {
        return Profile.names().stream()
                .filter(name -> AtVersion.named(Profile.named(name).version()).is("ssl"))
                .map(name -> DynamicTest.dynamicTest(name, () -> fetch(name)));
    }

    private static void fetch(String profile) {
        try (LegacyTlsServer server = server();
                MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPSSLSIZE=4096");
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            String request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
            terminal.type("AT+CIPSEND=" + request.length() + "\r\n");
            terminal.expectPattern("(\r\n)?OK\r\n(\r\n>|> )");
            terminal.type(request);
            String answer = terminal.until(text -> text.contains("CLOSED\r\n") && text.contains("SEND OK\r\n"));
            assertTrue(answer.contains("+IPD,") && answer.contains("HTTP/1."), Terminal.visible(answer));
        }
    }

    @Test
    void the_buffer_cannot_change_and_no_second_ssl_link_opens_while_one_is_up() {
        try (LegacyTlsServer server = server();
                MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPMUX=1");
            terminal.type("AT+CIPSTART=0,\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("0,CONNECT\r\n\r\nOK\r\n");
            terminal.type("AT+CIPSSLSIZE=4096\r\n");
            terminal.expect("must close ssl link\r\n\r\nERROR\r\n");
            terminal.type("AT+CIPSTART=1,\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("ssl reach max\r\n\r\nERROR\r\n");
            terminal.type("AT+CIPSENDBUF=0,4\r\n");
            terminal.expect("ssl not supported\r\n\r\nERROR\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.60,           nano AXTLS,                 ",
        "at-1.3,            nano AXTLS, 1024 AXTLS",
        "at-1.4,            nano AXTLS, 1024 AXTLS",
        "at-1.6.2,          nano AXTLS, 1024 AXTLS",
        "at-1.7.0,          nano AXTLS, 1024 MBEDTLS_NONOS",
        "at-1.7.4,          nano AXTLS, 1024 AXTLS",
        "at-1.7.6,          nano AXTLS, 1024 MBEDTLS_NONOS"
    })
    void each_image_holds_the_library_that_was_found_in_it(String name, String small, String large) {
        Profile profile = Profile.named(name);
        for (String known : Stream.of(small, large).filter(Objects::nonNull).toList()) {
            String[] words = known.split(" ");
            assertEquals(
                    Profile.Tls.valueOf(words[1]), profile.inImage(words[0]).tls(), known);
        }
        if (large == null) {
            assertThrows(IllegalArgumentException.class, () -> profile.inImage("1024"));
        } else {
            assertEquals(profile.tls(), profile.inImage("1024").tls(), "the large image is the default");
        }
        assertEquals(profile.tls(), profile.inImage("nano").inImage("").tls());
    }

    @Test
    void the_small_image_tells_its_own_compile_time() {
        try (MockWroom02 mock =
                MockWroom02.builder().profile("at-1.7").image("nano").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            String reply = terminal.command("AT+GMR");
            assertTrue(reply.contains("compile time:May 27 2020 10:12:17\r\n"), Terminal.visible(reply));
        }
    }

    @Test
    void a_handshake_that_the_server_refuses_by_an_alert_ends_well_and_closed_on_axtls() {
        try (LegacyTlsServer server = LegacyTlsServer.onlyEcdhe(AUTHORITY.issue(Leaf.localhost()))
                        .start();
                MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            // libat hears of it as of a link that was closed in order (at-recorded D4).
            terminal.expect("CLOSED\r\n\r\nOK\r\n");
        }
    }

    @Test
    void mbedtls_hands_up_a_record_a_segment_at_a_time() throws Exception {
        withRecords("at-1.7.6", 3_300, terminal -> {
            terminal.expect("\r\n+IPD,1460:");
            terminal.bytes(1460);
            terminal.expect("\r\n+IPD,1460:");
            terminal.bytes(1460);
            terminal.expectPattern("\r\n\\+IPD,\\d+:");
        });
    }

    /** 3020 bytes take a header and its data, or never will; 0.60 had a larger ring (at-recorded D7). */
    @ParameterizedTest
    @CsvSource({"at-1.7, 3005", "at-1.3, 3005", "at-0.60, 3050"})
    void a_record_that_the_uarts_ring_holds_is_printed(String profile, int size) throws Exception {
        withRecords(profile, size, terminal -> terminal.expect("\r\n+IPD," + size + ":HTTP/1.1 200"));
    }

    @ParameterizedTest
    @CsvSource({"at-1.7, 3010", "at-1.3, 3010", "at-1.7, 3300"})
    void a_record_of_axtls_that_the_uarts_ring_cannot_hold_mutes_the_port_for_good(String profile, int size)
            throws Exception {
        withRecords(profile, size, terminal -> {
            assertEquals("", terminal.rest(Duration.ofMillis(300)));
            terminal.type("AT\r\n");
            assertEquals("", terminal.rest(Duration.ofMillis(100)));
        });
    }

    /** OpenSSL sends an empty record before each of TLS 1.0 in CBC mode. */
    @Test
    void a_record_without_plaintext_shows_as_a_block_of_no_bytes_on_axtls(@TempDir Path folder) throws IOException {
        Require.program("openssl");
        Identity identity = AUTHORITY.issue(Leaf.localhost());
        Path cert = Files.writeString(folder.resolve("cert.pem"), identity.chainPem());
        Path key = Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        String[] old = {"-cert", "" + cert, "-key", "" + key, "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0", "-www"};
        try (var server = Counterparts.openssl(folder, old);
                MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            terminal.type("AT+CIPSEND=18\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("GET / HTTP/1.0\r\n\r\n");
            terminal.expect("\r\nRecv 18 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,0:\r\n+IPD,");
        }
    }

    /** Where it works at all, it works until the first packet is out (at-recorded D29). */
    @ParameterizedTest
    @ValueSource(strings = {"at-1.3", "at-1.7", "at-1.7.6"})
    void transparent_transmission_over_ssl_is_left_only_before_a_packet_went_out(String profile) {
        try (LegacyTlsServer server = server();
                MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPMODE=1");
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            for (String packet : List.of("", "GET / HTTP/1.0\r\n")) {
                terminal.type("AT+CIPSEND\r\n");
                terminal.expect("\r\nOK\r\n\r\n>");
                terminal.type(packet);
                assertEquals("", terminal.rest(Duration.ofMillis(50)));
                terminal.type("+++");
                assertEquals("", terminal.rest(Duration.ofMillis(50)));
                terminal.type("AT\r\n");
                assertEquals(packet.isEmpty() ? "\r\nOK\r\n" : "", terminal.rest(Duration.ofMillis(100)), packet);
            }
        }
    }

    /** Asks a server of long records for a page; what has been answered up to its first record is read. */
    private static void withRecords(String profile, int size, Consumer<Terminal> then) throws Exception {
        HttpExchange page = request -> HttpExchange.Reply.text(200, "x".repeat(3_400));
        try (LegacyTlsServer server = LegacyTlsServer.builder(AUTHORITY.issue(Leaf.localhost()))
                        .recordSize(size)
                        .handler(page)
                        .start();
                MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            assertEquals("\r\nOK\r\n", terminal.command("AT+CIPSSLSIZE=4096"));
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            terminal.type("AT+CIPSEND=18\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("GET / HTTP/1.0\r\n\r\n");
            terminal.expect("\r\nRecv 18 bytes\r\n\r\nSEND OK\r\n");
            then.accept(terminal);
        }
    }
}
