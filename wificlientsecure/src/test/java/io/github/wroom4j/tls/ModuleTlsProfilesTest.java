package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.esp8266wifi.PublicKey;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.firmware.commands.Certificates;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS in modules of other firmware: what each can check is checked by it, what it cannot is refused beforehand. */
@Timeout(180)
class ModuleTlsProfilesTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity IDENTITY = AUTHORITY.issue(Leaf.localhost());
    private static LegacyTlsServer server;
    private static LegacyTlsServer foreign;

    @BeforeAll
    static void start() {
        server = LegacyTlsServer.ofManyVersions(IDENTITY).start();
        foreign = LegacyTlsServer.ofManyVersions(
                        DemoAuthority.create("Another Root").issue(Leaf.localhost()))
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
        foreign.close();
    }

    private static MockStation station(String profile) {
        return MockStation.of(MockWroom02.builder().profile(profile));
    }

    private static WiFiClientSecure client(MockStation station, Consumer<WiFiClientSecure> settings) {
        var client = new WiFiClientSecure(station.context());
        client.setTlsLocation(TlsLocation.MODULE);
        client.setHandshakeTimeout(40_000);
        settings.accept(client);
        return client;
    }

    private static void fetches(MockStation station, Consumer<WiFiClientSecure> settings) {
        WiFiClientSecure client = client(station, settings);
        try {
            assertEquals(
                    1,
                    client.connect("localhost", server.port()),
                    () -> client.getLastError().message());
            client.print("GET / HTTP/1.0\r\n\r\n");
            client.setTimeout(20_000);
            assertTrue(client.readStringUntil('\n').startsWith("HTTP/1."), () -> "" + client.getLastError());
            assertEquals(TlsLocation.MODULE, client.tlsLink().orElseThrow().location());
        } finally {
            client.stop();
        }
    }

    /** The module refuses the server: the failure says what is known and names the doctor. */
    private static void isRefusedByTheModule(MockStation station, int port, Consumer<WiFiClientSecure> settings) {
        WiFiClientSecure client = client(station, settings);
        try {
            assertEquals(0, client.connect("localhost", port));
            TlsFailure failure = client.getLastFailure().orElseThrow();
            assertEquals(TlsFailure.Stage.OPAQUE, failure.stage(), failure.getMessage());
            assertTrue(failure.advice().contains("wroom4j doctor localhost:" + port), failure.advice());
            assertTrue(failure.getMessage().contains("the firmware said"), failure.getMessage());
        } finally {
            client.stop();
        }
    }

    /** Word of the refusal → setting; nothing may be sent. */
    private static void refusesBeforeConnecting(MockStation station, Map<String, Consumer<WiFiClientSecure>> settings) {
        settings.forEach((word, setting) -> {
            WiFiClientSecure client = client(station, setting);
            List<String> before = sent(station);

            assertEquals(0, client.connect("localhost", server.port()), word);

            assertEquals(Stage.SETTINGS, client.getLastError().stage(), word);
            assertTrue(
                    client.getLastError().message().contains(word),
                    client.getLastError().message());
            assertEquals(before, sent(station), "nothing was sent: " + word);
        });
    }

    /** What went to the module, but for fetching: what a link that was just closed still holds is fetched whenever. */
    private static List<String> sent(MockStation station) {
        return station.context()
                .module()
                .transcript()
                .text()
                .lines()
                .filter(line -> line.contains(" >> ") && !line.contains("AT+CIPRECVDATA="))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.4", "esp-at-2.0", "esp-at-2.3", "atmod-0.5"})
    void an_unchecked_page_comes_over_every_kind_of_firmware(String profile) {
        try (MockStation station = station(profile)) {
            fetches(station, WiFiClientSecure::setInsecure);
            isRefusedByTheModule(station, foreignPlainPort(), WiFiClientSecure::setInsecure);
        }
    }

    /** A port at which nobody speaks TLS: the legacy server's, closed. */
    private static int foreignPlainPort() {
        try (LegacyTlsServer gone = LegacyTlsServer.onlyEcdhe(IDENTITY).start()) {
            return gone.port();
        }
    }

    @Test
    void esp_atmod_compares_fingerprints_and_verifies_by_authorities_that_the_sketch_gives() throws Exception {
        try (MockStation station = station("atmod-0.5")) {
            fetches(station, c -> assertTrue(c.setFingerprint(sha1(IDENTITY))));
            isRefusedByTheModule(station, server.port(), c -> c.setFingerprint("00".repeat(20)));
            fetches(station, c -> c.setTrustAnchors(new X509List(AUTHORITY.caPem())));
            isRefusedByTheModule(station, foreign.port(), c -> c.setTrustAnchors(new X509List(AUTHORITY.caPem())));
            isRefusedByTheModule(station, foreign.port(), c -> c.setFingerprint(sha1(IDENTITY)));
            fetches(station, WiFiClientSecure::setInsecure); // the mode is set for each link, never left over

            var refused = new LinkedHashMap<String, Consumer<WiFiClientSecure>>();
            refused.put("setKnownKey()", c -> c.setKnownKey(publicKey()));
            refused.put("pins", c -> c.setCertificatePins("00".repeat(32)));
            refused.put("setX509Time()", c -> {
                c.setTrustAnchors(new X509List(AUTHORITY.caPem()));
                c.setX509Time(1_800_000_000L);
            });
            refused.put("a certificate store is none of them", WiFiClientSecure::setSystemTrust);
            refused.put("ALPN", c -> {
                c.setInsecure();
                c.setALPN("http/1.1");
            });
            refused.put("client certificate", c -> {
                c.setInsecure();
                c.setModuleClientCert(true);
            });
            refusesBeforeConnecting(station, refused);
        }
    }

    private static PublicKey publicKey() {
        return new PublicKey(IDENTITY.leaf().getPublicKey().getEncoded());
    }

    private static String sha1(Identity identity) {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(identity.leaf().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void esp_at_verifies_by_what_was_flashed_into_it_and_says_so_when_nothing_was() throws Exception {
        var flashed = new Certificates(List.of(AUTHORITY.certificate().getEncoded()), List.of(), null);
        try (MockStation station =
                MockStation.of(MockWroom02.builder().profile("esp-at-2.3").certificates(flashed))) {
            fetches(station, WiFiClientSecure::setModuleTrust);
            isRefusedByTheModule(station, foreign.port(), WiFiClientSecure::setModuleTrust);
            fetches(station, c -> {
                c.setInsecure();
                c.setALPN("http/1.1");
                c.setServerName("localhost");
            });
            String sent = station.context().module().transcript().text();
            assertTrue(sent.contains("CIPSSLCSNI") && sent.contains("CIPSSLCALPN"), sent);
            assertTrue(sent.contains("CIPSSLCCN"), "the name is compared by the module");

            var refused = new LinkedHashMap<String, Consumer<WiFiClientSecure>>();
            refused.put("trust anchors", c -> c.setTrustAnchors(new X509List(AUTHORITY.caPem())));
            refused.put("compares no fingerprints", c -> c.setFingerprint("00".repeat(20)));
            refused.put("allowSelfSignedCerts", WiFiClientSecure::allowSelfSignedCerts);
            refusesBeforeConnecting(station, refused);
        }
        try (MockStation bare =
                MockStation.of(MockWroom02.builder().profile("esp-at-2.3").certificates(Certificates.NONE))) {
            WiFiClientSecure client = client(bare, WiFiClientSecure::setModuleTrust);
            assertEquals(0, client.connect("localhost", server.port()));
            assertTrue(
                    client.getLastError().message().contains("CA"),
                    client.getLastError().message());
            assertFalse(client.connected());
        }
    }

    @Test
    void a_firmware_of_2_0_verifies_nobody_and_is_not_asked_to() {
        try (MockStation station = station("esp-at-2.0")) {
            var refused = new LinkedHashMap<String, Consumer<WiFiClientSecure>>();
            refused.put("verifies no certificate", WiFiClientSecure::setModuleTrust);
            refused.put("server name of one's choice", c -> {
                c.setInsecure();
                c.setServerName("example.com");
            });
            refused.put("ALPN", c -> {
                c.setInsecure();
                c.setALPN("http/1.1");
            });
            refusesBeforeConnecting(station, refused);
        }
    }

    @Test
    void the_oldest_firmware_has_no_ssl_links_at_all() {
        try (MockStation station = station("at-0.40")) {
            refusesBeforeConnecting(station, Map.of("no SSL links", WiFiClientSecure::setInsecure));
        }
    }
}
