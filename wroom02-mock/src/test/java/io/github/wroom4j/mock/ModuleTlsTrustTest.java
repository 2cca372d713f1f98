package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.firmware.commands.Certificates;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a module's own TLS checks and shows, against servers that notice (at-protocol §§8.3 … 8.5). */
class ModuleTlsTrustTest {
    private static final DemoAuthority OURS = DemoAuthority.create("ours");
    private static final DemoAuthority THEIRS = DemoAuthority.create("theirs");
    private static final Identity LOCALHOST = OURS.issue(Leaf.localhost());
    private static final Identity CLIENT = OURS.issue(Leaf.forClient("module"));

    @TempDir
    private Path folder;

    private static byte[] der(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getEncoded();
    }

    private static Certificates flashed() throws GeneralSecurityException {
        return new Certificates(
                List.of(der(OURS.certificate())),
                List.of(der(CLIENT.leaf())),
                CLIENT.key().getEncoded());
    }

    private static LegacyTlsServer.Builder serving(Identity identity) {
        return LegacyTlsServer.ofManyVersions(identity);
    }

    private static String start(Bench bench, int port) {
        bench.terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + port + "\r\n");
        return bench.terminal.expectPattern(".*?(OK|ERROR)\r\n");
    }

    private static void connects(Bench bench, int port) {
        String reply = start(bench, port);
        assertTrue(reply.endsWith("CONNECT\r\n\r\nOK\r\n"), Terminal.visible(reply));
        bench.terminal.command("AT+CIPCLOSE");
    }

    private static void fails(Bench bench, int port) {
        String reply = start(bench, port);
        // axTLS: an alert of the server's is a link that was closed in order (at-recorded D4).
        boolean refused = reply.endsWith("\r\nERROR\r\n") || reply.endsWith("CLOSED\r\n\r\nOK\r\n");
        assertTrue(refused && !reply.contains("CONNECT\r\n"), Terminal.visible(reply));
    }

    // ---- CIPSSLCCONF, NonOS and ESP-AT ----

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void with_an_authority_flashed_the_server_is_verified_on_demand(String profile) throws Exception {
        try (LegacyTlsServer good = serving(LOCALHOST).start();
                LegacyTlsServer bad = serving(THEIRS.issue(Leaf.localhost())).start();
                // The certificate's name is another: no firmware of these compares it unasked (at-protocol §8.3).
                LegacyTlsServer named =
                        serving(OURS.issue(Leaf.forHost("other.example"))).start();
                Bench bench = Bench.of(MockWroom02.builder().profile(profile).certificates(flashed()))) {
            connects(bench, bad.port());
            assertEquals("\r\nOK\r\n", bench.terminal.command(configure(profile, 2)));
            connects(bench, good.port());
            connects(bench, named.port());
            fails(bench, bad.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "at-1.7.6", "esp-at-2.2"})
    void with_a_certificate_flashed_a_server_that_asks_is_shown_it(String profile) throws Exception {
        try (LegacyTlsServer server = serving(LOCALHOST).needClientCertificate().start();
                Bench bench = Bench.of(MockWroom02.builder().profile(profile).certificates(flashed()))) {
            fails(bench, server.port());
            bench.terminal.command(configure(profile, 3));
            connects(bench, server.port());
        }
    }

    /** ESP-AT wants the numbers of the certificates too, which NonOS has not (at-recorded-esp-at §3.2). */
    private static String configure(String profile, int bits) {
        return "AT+CIPSSLCCONF=" + bits + (profile.startsWith("esp-at") ? ",0,0" : "");
    }

    @Test
    void with_nothing_flashed_the_link_fails_and_esp_at_has_said_what_is_missing() throws Exception {
        try (LegacyTlsServer server = serving(LOCALHOST).start()) {
            try (Bench bench = Bench.of("at-1.7")) {
                for (int bits = 1; bits <= 3; bits++) {
                    assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCCONF=" + bits));
                    assertEquals("\r\nERROR\r\n", start(bench, server.port()));
                }
                bench.terminal.command("AT+CIPSSLCCONF=0");
                connects(bench, server.port());
            }
            try (Bench bench =
                    Bench.of(MockWroom02.builder().profile("esp-at-2.2").certificates(Certificates.NONE))) {
                assertEquals(
                        "NO CERT FOUND\r\nNO PRVT_KEY FOUND\r\n\r\nOK\r\n",
                        bench.terminal.command("AT+CIPSSLCCONF=1,0,0"));
                assertEquals("\r\nERROR\r\n", start(bench, server.port()));
                assertEquals("NO CA FOUND\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCCONF=2,0,0"));
                assertEquals("\r\nERROR\r\n", start(bench, server.port()));
                assertTrue(bench.terminal.command("AT+CIPSSLCCONF?").startsWith("+CIPSSLCCONF:0,2,0,0\r\n"));
                bench.terminal.command("AT+CIPSSLCCONF=0");
                connects(bench, server.port());
            }
        }
    }

    /** The factory image's items 0 and 1 are there, and no others; they are nobody's here (at-recorded-esp-at §3.2). */
    @Test
    void esp_at_as_it_is_delivered_has_certificates_that_no_server_here_knows() throws Exception {
        try (LegacyTlsServer server = serving(LOCALHOST).start();
                LegacyTlsServer asking =
                        serving(LOCALHOST).needClientCertificate().start();
                Bench bench = Bench.of("esp-at-2.2")) {
            assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCCONF=3,1,0"));
            fails(bench, server.port());
            assertEquals("NO CA FOUND\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCCONF=2,0,2"));
            assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCCONF=1,0,0"));
            connects(bench, server.port());
            fails(bench, asking.port());
        }
    }

    // ---- ESP-AT: SNI, CN, ALPN, PSK ----

    @Test
    void esp_at_sends_a_server_name_only_when_told() {
        try (LegacyTlsServer server =
                        serving(LOCALHOST).needServerName("lab.example").start();
                Bench bench = Bench.of("esp-at-2.2")) {
            fails(bench, server.port());
            bench.terminal.command("AT+CIPSSLCSNI=\"lab.example\"");
            connects(bench, server.port());
            bench.terminal.command("AT+CIPSSLCSNI=\"else.example\"");
            fails(bench, server.port());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void esp_at_compares_the_common_name_only_when_told_and_apart_from_the_name_it_sends() throws Exception {
        try (LegacyTlsServer server = serving(OURS.issue(Leaf.forHost("other.example")))
                        .needServerName("lab.example")
                        .start();
                Bench bench =
                        Bench.of(MockWroom02.builder().profile("esp-at-2.2").certificates(flashed()))) {
            bench.terminal.command("AT+CIPSSLCCONF=2,0,0");
            bench.terminal.command("AT+CIPSSLCSNI=\"lab.example\"");
            connects(bench, server.port());
            bench.terminal.command("AT+CIPSSLCCN=\"wrong.example\"");
            fails(bench, server.port());
            bench.terminal.command("AT+CIPSSLCCN=\"other.example\"");
            connects(bench, server.port());
        }
    }

    @Test
    void esp_at_offers_the_protocols_it_was_told_and_openssl_picks_one() throws IOException {
        Require.program("openssl");
        try (var server = openssl("-alpn", "mqtt,http/1.1");
                Bench bench = Bench.of("esp-at-2.2")) {
            bench.terminal.command("AT+CIPSSLCALPN=2,\"h2\",\"http/1.1\"");
            connects(bench, server.port());
            server.program().awaitLog("ALPN protocols selected: http/1.1");
        }
    }

    @Test
    void esp_at_shares_a_key_with_a_server_that_has_nothing_else() throws IOException {
        Require.program("openssl");
        String key = HexFormat.of().formatHex("secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String[] arguments = {"-nocert", "-psk", key, "-psk_identity", "module", "-tls1_2", "-cipher", "PSK:@SECLEVEL=0"
        };
        try (var server = Counterparts.openssl(folder, arguments);
                Bench bench = Bench.of("esp-at-2.2")) {
            fails(bench, server.port());
            bench.terminal.command("AT+CIPSSLCPSK=\"secret\",\"module\"");
            connects(bench, server.port());
            bench.terminal.command("AT+CIPSSLCPSK=\"wrong\",\"module\"");
            fails(bench, server.port());
        }
    }

    private Counterparts.Server openssl(String... options) throws IOException {
        Path cert = Files.writeString(folder.resolve("cert.pem"), LOCALHOST.chainPem());
        Path key = Files.writeString(folder.resolve("key.pem"), LOCALHOST.keyPem());
        var arguments = new ArrayList<>(List.of("-cert", cert.toString(), "-key", key.toString()));
        arguments.addAll(List.of(options));
        return Counterparts.openssl(folder, arguments.toArray(String[]::new));
    }

    // ---- ESP_ATMod ----

    @Test
    void esp_atmod_knows_a_server_by_its_fingerprint() throws Exception {
        try (LegacyTlsServer good = serving(LOCALHOST).start();
                LegacyTlsServer bad = serving(OURS.issue(Leaf.localhost())).start();
                Bench bench = Bench.of("atmod-0.5")) {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(der(LOCALHOST.leaf()));
            String colons = HexFormat.ofDelimiter(":").formatHex(sha1);
            assertEquals("fp not valid\r\n\r\nERROR\r\n", bench.terminal.command("AT+CIPSSLAUTH=1"));
            assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSSLFP=\"" + colons + "\""));
            bench.terminal.type("AT+CIPSSLFP?\r\n");
            bench.terminal.expect("+CIPSSLFP:\"" + colons + "\"\r\n\r\n\r\nOK\r\n");
            connects(bench, bad.port());
            assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSSLAUTH=1"));
            connects(bench, good.port());
            fails(bench, bad.port());
        }
    }

    @Test
    void esp_atmod_asks_for_short_records_and_tells_whether_the_server_agreed() throws IOException {
        Require.program("openssl");
        try (var server = openssl();
                Bench bench = Bench.of("atmod-0.5")) {
            String probe = "AT+CIPSSLMFLN=\"localhost\",";
            // OpenSSL knows the extension (RFC 6066).
            assertEquals("+CIPSSLMFLN:TRUE\r\n\r\nOK\r\n", bench.terminal.command(probe + server.port() + ",512"));
            assertEquals("SIZE ERROR\r\n\r\nERROR\r\n", bench.terminal.command(probe + server.port() + ",700"));
            assertEquals("NOT CONNECTED\r\n\r\nERROR\r\n", bench.terminal.command("AT+CIPSSLSTA"));
            bench.terminal.command("AT+CIPSSLSIZE=512");
            assertTrue(start(bench, server.port()).endsWith("CONNECT\r\n\r\nOK\r\n"));
            assertEquals("+CIPSSLSTA:1\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPSSLSTA"));
            bench.terminal.command("AT+CIPCLOSE");
        }
        try (Bench bench = Bench.of("atmod-0.5")) {
            bench.connect();
            assertEquals("NOT A SSL\r\n\r\nERROR\r\n", bench.terminal.command("AT+CIPSSLSTA"));
        }
    }

    @Test
    void esp_atmod_loads_five_authorities_names_them_and_checks_the_servers_name() throws IOException {
        try (LegacyTlsServer good = serving(LOCALHOST).start();
                LegacyTlsServer other =
                        serving(OURS.issue(Leaf.forHost("other.example"))).start();
                Bench bench = Bench.of("atmod-0.5")) {
            assertEquals("+CIPSSLCERT:no certs loaded\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPSSLCERT?"));
            for (int i = 1; i <= 5; i++) {
                load(bench, (i == 1 ? OURS : DemoAuthority.create("authority " + i)).caPem());
                bench.terminal.expectPattern("\r\nRead \\d+ bytes\r\n\r\nOK\r\n");
            }
            bench.terminal.type("AT+CIPSSLCERT\r\n");
            bench.terminal.expect("Reached the maximum of 5 certificates\r\n\r\nERROR\r\n");
            bench.terminal.type("AT+CIPSSLCERT?2\r\n");
            bench.terminal.expectPattern("\\+CIPSSLCERT,2:[^\r]*authority 2[^\r]*\r\n\r\nOK\r\n");
            bench.terminal.type("AT+CIPSSLCERT=DELETE,5\r\n");
            bench.terminal.expect("+CIPSSLCERT,5:deleted\r\n\r\nOK\r\n");
            load(bench, OURS.caPem());
            bench.terminal.expectPattern(
                    "\r\nRead \\d+ bytes\r\nTried to load already existing certificate\r\n\r\nERROR\r\n");
            load(bench, "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n");
            bench.terminal.expectPattern("\r\nRead \\d+ bytes\r\nLoading certificate failed\r\n\r\nERROR\r\n");
            bench.terminal.command("AT+CIPSSLAUTH=2");
            connects(bench, good.port());
            fails(bench, other.port());
        }
    }

    private static void load(Bench bench, String pem) {
        bench.terminal.type("AT+CIPSSLCERT\r\n");
        bench.terminal.expect("\r\nOK\r\n>");
        bench.terminal.type(pem);
    }
}
