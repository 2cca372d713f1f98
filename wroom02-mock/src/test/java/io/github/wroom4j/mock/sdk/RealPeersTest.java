package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.tlswire.PcapNg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SDK 1.3.0's TLS against other people's: JSSE, OpenSSL, GnuTLS, nginx; and what tshark makes of its hello. */
@Timeout(120)
class RealPeersTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());
    private static final String GET = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    private String pem(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return folder.resolve(name).toString();
    }

    private static String page(int port) {
        try (var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 8192));
            Client client = Client.secure(lab, port).connect();
            assertEquals(
                    List.of("connectcb"),
                    client.until("connectcb"),
                    () -> Explanation.of(lab.observer.last().orElseThrow()));
            client.send(GET);
            client.end();
            return client.text();
        }
    }

    /**
     * The alert that a server refuses the hello with: seven bytes and the end, of which the application sees disconcb
     * and nothing else.
     */
    private static int alert(int port) throws IOException {
        try (var relay = new RecordingRelay(port);
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            Client client = Client.secure(lab, relay.port()).connect();
            assertEquals("disconcb", client.end());
            assertEquals(List.of("disconcb"), client.diary);
            int alert =
                    lab.observer.last().orElseThrow().alertsReceived().get(0).description();
            byte[] said = relay.fromServer();
            assertEquals(7, said.length);
            assertEquals(
                    String.format("1503%02x000202%02x", said[2], alert),
                    HexFormat.of().formatHex(said));
            return alert;
        }
    }

    // --- JSSE ----------------------------------------------------------------------------------------------------

    private ExternalProgram jsse(boolean cleared, String... ports) throws IOException {
        return JsseServer.start(folder, LOCALHOST, cleared, ports);
    }

    private static int port(ExternalProgram program, int n) {
        return JsseServer.port(program, n);
    }

    @Test
    void the_jdks_own_server_takes_all_four_suites_once_its_policy_is_cleared() throws IOException {
        List<String> suites = List.of(
                "TLS_RSA_WITH_AES_128_CBC_SHA",
                "TLS_RSA_WITH_AES_256_CBC_SHA",
                "SSL_RSA_WITH_RC4_128_SHA",
                "SSL_RSA_WITH_RC4_128_MD5");
        var ports = new ArrayList<String>();
        suites.forEach(suite -> ports.add("TLSv1.1/" + suite));
        ports.add("TLSv1.1/TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
        try (var server = jsse(true, ports.toArray(String[]::new))) {
            for (int i = 0; i < suites.size(); i++) {
                assertTrue(page(port(server, i)).endsWith("TLSv1.1 " + suites.get(i)), suites.get(i));
            }
            assertEquals(40, alert(port(server, suites.size())));
        }
    }

    @Test
    void the_jdks_own_server_refuses_by_default_with_70() throws IOException {
        try (var strict = jsse(false, "/")) {
            assertEquals(70, alert(port(strict, 0)));
        }
    }

    // --- OpenSSL -------------------------------------------------------------------------------------------------

    private Counterparts.Server openssl(Identity identity, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "-cert", pem("chain.pem", identity.chainPem()), "-key", pem("key.pem", identity.keyPem()), "-www"));
        arguments.addAll(List.of(options));
        return Counterparts.openssl(folder, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"AES128-SHA", "AES256-SHA"})
    void openssl_serves_tls_1_1(String suite) throws IOException {
        try (var server = openssl(LOCALHOST, "-tls1_1", "-cipher", suite + ":@SECLEVEL=0")) {
            String page = page(server.port());
            assertTrue(page.contains(suite), page);
        }
    }

    @Test
    void openssls_refusals_are_those_of_the_table() throws IOException {
        // java-ecosystem §3e
        try (var server = openssl(LOCALHOST, "-no_tls1_1", "-no_tls1")) {
            assertEquals(70, alert(server.port()));
        }
        try (var server = openssl(LOCALHOST, "-tls1_3")) {
            assertEquals(70, alert(server.port()));
        }
        try (var server = openssl(LOCALHOST, "-tls1_1", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0")) {
            assertEquals(40, alert(server.port()));
        }
        Identity ecdsa = AUTHORITY.issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
        try (var server = openssl(ecdsa, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")) {
            assertEquals(40, alert(server.port()));
        }
    }

    @Test
    void debians_default_openssl_says_80() throws IOException {
        try (var server = openssl(LOCALHOST)) {
            int alert = alert(server.port());
            assertTrue(ofTheDefault(alert), "alert " + alert);
        }
    }

    /** Debian's SECLEVEL 2 leaves TLS 1.1 without a signature algorithm: 80; other builds switch the version off: 70. */
    private static boolean ofTheDefault(int alert) {
        return alert == 80 || alert == 70;
    }

    // --- nginx ---------------------------------------------------------------------------------------------------

    private Counterparts.Server nginx(String settings) throws IOException {
        Require.program("nginx");
        pem("chain.pem", LOCALHOST.chainPem());
        pem("key.pem", LOCALHOST.keyPem());
        return Counterparts.nginx(folder, "ssl", "ssl_certificate chain.pem; ssl_certificate_key key.pem; " + settings);
    }

    @Test
    void nginx_refuses_by_default_as_its_openssl_does_and_with_ecdhe_only_says_40() throws IOException {
        try (var server = nginx("")) {
            int alert = alert(server.port());
            assertTrue(ofTheDefault(alert), "alert " + alert);
        }
        try (var server = nginx("ssl_protocols TLSv1.1 TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA:@SECLEVEL=0;")) {
            assertEquals(40, alert(server.port()));
        }
    }

    @Test
    void a_server_that_needs_a_server_name_says_112() throws IOException {
        Require.program("nginx");
        try (var server = Counterparts.nginx(
                folder,
                "ssl",
                "ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; ssl_reject_handshake on;")) {
            assertEquals(112, alert(server.port()));
        }
    }

    // --- GnuTLS --------------------------------------------------------------------------------------------------

    private Counterparts.Server gnutls(String priority) throws IOException {
        return Counterparts.gnutls(
                folder,
                "--x509certfile",
                pem("chain.pem", LOCALHOST.chainPem()),
                "--x509keyfile",
                pem("key.pem", LOCALHOST.keyPem()),
                "--http",
                "--priority",
                priority);
    }

    @ParameterizedTest
    @CsvSource({"+ARCFOUR-128,+SHA1", "+ARCFOUR-128,+MD5"})
    void gnutls_serves_both_rc4_suites(String cipher, String mac) throws IOException {
        try (var server = gnutls("NONE:+VERS-TLS1.1:+RSA:" + cipher + ":" + mac
                + ":+COMP-NULL:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1")) {
            assertTrue(page(server.port()).startsWith("HTTP/1.0 200"));
        }
    }

    @ParameterizedTest
    @CsvSource({"NORMAL", "SECURE128"})
    void gnutls_still_accepts_by_default(String priority) throws IOException {
        try (var server = gnutls(priority)) {
            String page = page(server.port());
            assertTrue(page.contains("TLS1.1") && page.contains("AES-128-CBC"), page);
        }
    }

    @ParameterizedTest
    @CsvSource({"NORMAL:-VERS-TLS1.1:-VERS-TLS1.0,70", "NORMAL:-RSA,40"})
    void gnutls_refusals_are_those_of_the_table(String priority, int alert) throws IOException {
        try (var server = gnutls(priority)) {
            assertEquals(alert, alert(server.port()));
        }
    }

    // --- tshark --------------------------------------------------------------------------------------------------

    @Test
    void tshark_reads_the_hello_as_tls_1_1_with_four_suites() throws IOException {
        Require.program("tshark");
        try (var server = LegacyTlsServer.onlyEcdhe(LOCALHOST).start();
                var relay = new RecordingRelay(server.port());
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            Client.secure(lab, relay.port()).connect().end();
            var capture = new PcapNg();
            var now = Instant.parse("2015-08-28T12:00:00Z");
            var connection =
                    capture.connect(now, PcapNg.address(192, 168, 1, 5), 4001, PcapNg.address(198, 18, 0, 1), 443);
            byte[] up = relay.fromClient();
            byte[] down = relay.fromServer();
            connection.fromClient(now.plusMillis(1), up, 0, 56);
            connection.fromServer(now.plusMillis(2), down, 0, down.length);
            Path file = folder.resolve("refused.pcapng");
            capture.write(file);
            String hello = Counterparts.tshark(
                    file,
                    "-Y",
                    "tls.handshake.type==1",
                    "-T",
                    "fields",
                    "-e",
                    "tls.handshake.version",
                    "-e",
                    "tls.handshake.ciphersuite");
            assertTrue(hello.contains("0x0302\t0x002f,0x0035,0x0005,0x0004"), hello);
            String alert = Counterparts.tshark(
                    file, "-Y", "tls.alert_message", "-T", "fields", "-e", "tls.alert_message.desc");
            assertTrue(alert.lines().anyMatch("40"::equals), alert);
        }
    }
}
