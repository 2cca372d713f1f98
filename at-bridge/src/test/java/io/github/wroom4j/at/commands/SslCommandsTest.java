package io.github.wroom4j.at.commands;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import io.github.wroom4j.mock.firmware.commands.Certificates;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Module TLS by AT: what each firmware can be told (at-protocol §8), against a mock that does TLS with a real server. */
@Timeout(120)
class SslCommandsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create("the bench's root", Leaf.KeyKind.RSA_1024);
    private static final Identity SERVER = AUTHORITY.issue(Leaf.localhost().key(Leaf.KeyKind.RSA_1024));
    private static final Identity CLIENT =
            AUTHORITY.issue(Leaf.forClient("bench").key(Leaf.KeyKind.RSA_1024));

    /** One firmware of each kind; every one in the long run. */
    static Stream<String> profiles() {
        return Seeds.full()
                ? Profile.names().stream()
                : Stream.of("at-0.40", "at-1.3", "at-1.4", "at-1.7", "esp-at-2.0", "esp-at-2.2", "atmod-0.5");
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(40));
    }

    private static AtDriver joined(MockBuilder builder) {
        AtDriver driver = AtDriver.open(builder.build());
        driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        return driver;
    }

    private static MockBuilder mock(String profile) {
        return MockWroom02.builder().profile(profile).dns("localhost", "127.0.0.1");
    }

    /** What a link wants, one thing at a time. */
    private static final class Wish {
        private static SslOptions of(
                Integer buffer, boolean verify, boolean client, String sni, String cn, List<String> alpn, String sha1) {
            return new SslOptions(
                    Optional.ofNullable(buffer),
                    verify,
                    client,
                    Optional.ofNullable(sni),
                    Optional.ofNullable(cn),
                    alpn,
                    Optional.ofNullable(sha1),
                    Optional.empty());
        }

        static SslOptions buffer(int size) {
            return of(size, false, false, null, null, List.of(), null);
        }

        static SslOptions verify() {
            return of(null, true, false, null, null, List.of(), null);
        }

        static SslOptions verifyAndPresent() {
            return of(null, true, true, null, null, List.of(), null);
        }

        static SslOptions fingerprint(String sha1) {
            return of(null, false, false, null, null, List.of(), sha1);
        }

        static SslOptions names(String sni, String cn, String... alpn) {
            return of(null, false, false, sni, cn, List.of(alpn), null);
        }
    }

    private static String get(AtDriver driver, int port, SslOptions options) {
        byte[] request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
        try (Link link = driver.open(LinkRequest.ssl("localhost", port, options), soon())) {
            link.write(request, 0, request.length, soon());
            var page = new ByteArrayOutputStream();
            var buffer = new byte[2048];
            for (int n; (n = link.read(buffer, 0, buffer.length, soon())) > 0; ) {
                page.write(buffer, 0, n);
            }
            return page.toString(US_ASCII);
        }
    }

    private static void refused(Kind kind, AtDriver driver, int port, SslOptions options) {
        var refusal = assertThrows(AtException.class, () -> get(driver, port, options));
        assertEquals(kind, refusal.kind(), refusal.getMessage());
    }

    /** The commands that the transcript shows after a mark. */
    private static List<String> said(AtDriver driver, String name) {
        var commands = new ArrayList<String>();
        for (String line : driver.transcript().text().split("\n")) {
            int at = line.indexOf(">> AT+" + name);
            if (at >= 0) {
                commands.add(line.substring(at + 3));
            }
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_page_comes_over_the_modules_TLS_where_the_firmware_has_one(String profile) {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock(profile))) {
            if (driver.version().dialect().equals("nonos-0.40")) {
                refused(Kind.UNSUPPORTED, driver, server.port(), SslOptions.NONE);
                assertEquals(List.of(), server.outcomes());
                return;
            }
            for (int round = 0; round < 2; round++) { // the one SSL link is free again
                String page = get(driver, server.port(), SslOptions.NONE);
                assertTrue(page.startsWith("HTTP/1.") && page.contains(" 200 "), page);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.60", "at-1.7.0", "at-1.7", "atmod-0.5"})
    void the_record_buffer_is_set_within_the_firmwares_bounds_and_given_back(String profile) {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock(profile))) {
            int most = driver.capabilities().sslBufferMost();
            get(driver, server.port(), Wish.buffer(most));
            // ESP_ATMod takes the size and refuses to tell it.
            boolean tells = !profile.startsWith("atmod");
            if (tells) {
                assertEquals(List.of("+CIPSSLSIZE:" + most), driver.raw("AT+CIPSSLSIZE?", soon()));
            }
            refused(Kind.UNSUPPORTED, driver, server.port(), Wish.buffer(most + 1));
            refused(
                    Kind.UNSUPPORTED,
                    driver,
                    server.port(),
                    Wish.buffer(driver.capabilities().sslBufferLeast() - 1));
            get(driver, server.port(), SslOptions.NONE);
            if (tells) {
                assertEquals(List.of("+CIPSSLSIZE:2048"), driver.raw("AT+CIPSSLSIZE?", soon()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.1", "esp-at-2.2"})
    void what_one_link_asks_of_the_flashed_certificates_the_next_does_not_inherit(String profile) throws Exception {
        Identity stranger = DemoAuthority.create("a stranger's root", Leaf.KeyKind.RSA_1024)
                .issue(Leaf.localhost().key(Leaf.KeyKind.RSA_1024));
        var flashed = new Certificates(
                List.of(AUTHORITY.certificate().getEncoded()),
                List.of(CLIENT.leaf().getEncoded()),
                CLIENT.key().getEncoded());
        boolean byLink = profile.startsWith("esp-at");
        try (var server = LegacyTlsServer.ofManyVersions(stranger).start();
                var driver = joined(mock(profile).certificates(flashed))) {
            refused(Kind.CONNECT_FAILED, driver, server.port(), Wish.verifyAndPresent());
            assertEquals(List.of(byLink ? "AT+CIPSSLCCONF=4,3,0,0" : "AT+CIPSSLCCONF=3"), said(driver, "CIPSSLCCONF"));
            // each of the five ids once (at-protocol §8.3: a setting stays until the next reset)
            for (int i = 0; i < 5; i++) {
                assertTrue(get(driver, server.port(), SslOptions.NONE).contains(" 200 "));
            }
            List<String> rest = said(driver, "CIPSSLCCONF").subList(1, 6);
            assertTrue(rest.stream().allMatch(c -> c.endsWith(byLink ? ",0" : "=0")), rest.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void a_certificate_that_nobody_flashed_is_missed_by_name(String profile) {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock(profile).certificates(Certificates.NONE))) {
            var missing = assertThrows(AtException.class, () -> get(driver, server.port(), Wish.verify()));
            assertTrue(
                    missing.kind() == Kind.ERROR_REPLY || missing.kind() == Kind.CONNECT_FAILED, missing.getMessage());
            if (profile.startsWith("esp-at")) {
                assertTrue(missing.getMessage().contains("NO CA FOUND"), missing.getMessage());
            }
            assertEquals(List.of(), server.outcomes());
        }
    }

    @Test
    void ESP_AT_2_0_is_asked_for_no_certificate_and_told_of_none() {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("esp-at-2.0"))) {
            refused(Kind.UNSUPPORTED, driver, server.port(), Wish.verify());
            assertTrue(get(driver, server.port(), SslOptions.NONE).contains(" 200 "));
            assertEquals(List.of(), said(driver, "CIPSSL"));
        }
    }

    @Test
    void a_name_that_ESP_AT_2_1_keeps_is_not_sent_for_another_link() {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("esp-at-2.1"))) {
            get(driver, server.port(), Wish.names("localhost", null));
            for (int i = 0; i < 4; i++) { // the other ids
                assertTrue(get(driver, server.port(), SslOptions.NONE).contains(" 200 "));
            }
            refused(Kind.UNSUPPORTED, driver, server.port(), SslOptions.NONE);
            assertTrue(get(driver, server.port(), Wish.names("localhost", null)).contains(" 200 "));
        }
    }

    @Test
    void ESP_AT_is_told_names_and_protocols_for_one_link_and_forgets_them_for_the_next() {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER)
                        .needServerName("localhost")
                        .start();
                var driver = joined(mock("esp-at-2.2"))) {
            String page = get(driver, server.port(), Wish.names("localhost", "localhost", "http/1.1", "h2"));
            assertTrue(page.contains(" 200 "), page);
            assertEquals(List.of("AT+CIPSSLCSNI=4,\"localhost\""), said(driver, "CIPSSLCSNI"));
            assertEquals(List.of("AT+CIPSSLCCN=4,\"localhost\""), said(driver, "CIPSSLCCN"));
            assertEquals(List.of("AT+CIPSSLCALPN=4,2,\"http/1.1\",\"h2\""), said(driver, "CIPSSLCALPN"));
            for (int i = 0; i < 5; i++) { // each of the five ids once
                assertThrows(AtException.class, () -> get(driver, server.port(), SslOptions.NONE), "no name was sent");
            }
            assertEquals("AT+CIPSSLCSNI=4,\"\"", said(driver, "CIPSSLCSNI").get(1));
            assertEquals("AT+CIPSSLCCN=4,\"\"", said(driver, "CIPSSLCCN").get(1));
            assertEquals("AT+CIPSSLCALPN=4,0", said(driver, "CIPSSLCALPN").get(1));
        }
    }

    @Test
    void a_pre_shared_key_goes_out_and_never_shows() {
        var psk = new SslOptions(
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new SslOptions.PreSharedKey("bench", "s3cr3t")));
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("esp-at-2.2"))) {
            get(driver, server.port(), psk);
            assertTrue(
                    driver.raw("AT+CIPSSLCPSK?", soon()).contains("+CIPSSLCPSK:4,s3cr3t,bench"), "the module has it");
            String told = driver.transcript().text();
            assertTrue(told.contains("AT+CIPSSLCPSK="), told);
            assertFalse(told.contains("s3cr3t"), told);
            assertFalse(psk.toString().contains("s3cr3t"));
        }
    }

    @Test
    void ESP_ATMod_compares_a_fingerprint() throws Exception {
        String sha1 = HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-1").digest(SERVER.leaf().getEncoded()));
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("atmod-0.5"))) {
            assertTrue(get(driver, server.port(), Wish.fingerprint(sha1)).contains(" 200 "));
            refused(Kind.CONNECT_FAILED, driver, server.port(), Wish.fingerprint("00".repeat(20)));
            assertThrows(IllegalArgumentException.class, () -> get(driver, server.port(), Wish.fingerprint("not hex")));
            assertTrue(get(driver, server.port(), SslOptions.NONE).contains(" 200 "), "no comparing any more");
        }
    }

    @Test
    void ESP_ATMod_takes_certificates_over_AT_and_forgets_them() {
        DemoAuthority other = DemoAuthority.create("another root", Leaf.KeyKind.RSA_1024);
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("atmod-0.5"))) {
            driver.ssl().loadCertificate(other.caPem(), soon());
            refused(Kind.CONNECT_FAILED, driver, server.port(), Wish.verify());
            driver.ssl().loadCertificate(AUTHORITY.caPem(), soon());
            assertTrue(get(driver, server.port(), Wish.verify()).contains(" 200 "));
            var twice = assertThrows(AtException.class, () -> driver.ssl().loadCertificate(AUTHORITY.caPem(), soon()));
            assertTrue(twice.getMessage().contains("already existing"), twice.getMessage());
            driver.ssl().clearCertificates(soon());
            refused(Kind.ERROR_REPLY, driver, server.port(), Wish.verify());
            assertThrows(IllegalArgumentException.class, () -> driver.ssl().loadCertificate("no PEM", soon()));
        }
    }

    @Test
    void ESP_ATMod_asks_a_server_for_smaller_records() {
        try (var server = LegacyTlsServer.ofManyVersions(SERVER).start();
                var driver = joined(mock("atmod-0.5"))) {
            // This server knows no fragment lengths; a size that is none is refused by the firmware.
            boolean agreed = driver.ssl().probeFragmentLength("127.0.0.1", server.port(), 512, soon());
            assertEquals(agreed, driver.ssl().probeFragmentLength("127.0.0.1", server.port(), 1024, soon()));
            assertThrows(
                    AtException.class, () -> driver.ssl().probeFragmentLength("127.0.0.1", server.port(), 77, soon()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.4", "at-1.7", "esp-at-2.2"})
    void what_a_firmware_cannot_be_told_is_refused_before_a_byte_is_sent(String profile) {
        try (var driver = joined(mock(profile))) {
            int before = driver.transcript().text().length();
            for (Runnable call : List.<Runnable>of(
                    () -> driver.ssl().loadCertificate(AUTHORITY.caPem(), soon()),
                    () -> driver.ssl().clearCertificates(soon()),
                    () -> driver.ssl().probeFragmentLength("h", 443, 512, soon()),
                    () -> driver.open(LinkRequest.ssl("h", 443, Wish.fingerprint("00".repeat(20)))))) {
                assertEquals(
                        Kind.UNSUPPORTED,
                        assertThrows(AtException.class, call::run).kind());
            }
            assertEquals(before, driver.transcript().text().length());
        }
    }
}
