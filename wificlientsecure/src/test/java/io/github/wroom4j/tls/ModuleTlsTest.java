package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.esp8266wifi.Session;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS in the mocked module of stock NonOS AT 1.7: only after setInsecure(), and with the reason for everything else. */
class ModuleTlsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());
    private static LegacyTlsServer server;
    private static MockStation station;

    @BeforeAll
    static void start() {
        server = LegacyTlsServer.ofManyVersions(LOCALHOST).start();
        station = MockStation.open("mock:at-1.7.4?ap=Lab/secret12");
    }

    @AfterAll
    static void end() {
        station.close();
        server.close();
    }

    private static WiFiClientSecure client() {
        var client = new WiFiClientSecure(station.context());
        client.setTlsLocation(TlsLocation.MODULE);
        client.setHandshakeTimeout(40_000);
        return client;
    }

    @Test
    void insecure_module_tls_fetches_a_page() {
        WiFiClientSecure client = client();
        client.setInsecure();
        try {
            assertEquals(
                    1,
                    client.connect("localhost", server.port()),
                    () -> client.getLastError().message());
            assertEquals("TLS in the module, which reports neither version nor suite", client.describeTls());
            client.print("GET / HTTP/1.0\r\n\r\n");
            client.setTimeout(15_000);
            assertTrue(client.readStringUntil('\n').startsWith("HTTP/1."));
        } finally {
            client.stop();
        }
    }

    @Test
    @Rule("TLS-1")
    void every_setting_that_the_firmware_cannot_honour_is_refused_before_a_command_is_sent() {
        Map<String, Consumer<WiFiClientSecure>> settings = new LinkedHashMap<>();
        settings.put("No trust is configured", c -> {});
        settings.put("trust anchors", c -> c.setTrustAnchors(new X509List(AUTHORITY.caPem())));
        settings.put("compares no fingerprints", c -> c.setFingerprint("00".repeat(20)));
        settings.put("allowSelfSignedCerts", WiFiClientSecure::allowSelfSignedCerts);
        settings.put("compares no host name", WiFiClientSecure::setModuleTrust);
        settings.put("cipher suites", c -> insecure(c).setCiphersLessSecure());
        settings.put("TLS versions", c -> insecure(c).setSSLVersion(0x0303, 0x0303));
        settings.put("sessions", c -> insecure(c).setSession(new Session()));
        settings.put("ALPN", c -> insecure(c).setALPN("http/1.1"));
        settings.put("server name of one's choice", c -> insecure(c).setServerName("example.com"));
        settings.forEach((word, setting) -> {
            WiFiClientSecure client = client();
            setting.accept(client);
            List<String> before = sent();

            assertEquals(0, client.connect("localhost", server.port()), word);

            assertEquals(Stage.SETTINGS, client.getLastError().stage(), word);
            assertTrue(
                    client.getLastError().message().contains(word),
                    client.getLastError().message());
            assertEquals(before, sent(), "nothing was sent");
        });
    }

    /** What went to the module; a CLOSED of an earlier link may come at any time. */
    private static List<String> sent() {
        return station.context()
                .module()
                .transcript()
                .text()
                .lines()
                .filter(line -> line.contains(" >> "))
                .toList();
    }

    private static WiFiClientSecure insecure(WiFiClientSecure client) {
        client.setInsecure();
        return client;
    }

    @Test
    void a_failed_module_handshake_says_what_is_known_and_names_the_doctor() {
        WiFiClientSecure client = client();
        client.setInsecure();

        try (var modern = LegacyTlsServer.onlyEcdhe(LOCALHOST).start()) {
            assertEquals(0, client.connect("localhost", modern.port()));

            TlsFailure failure = client.getLastFailure().orElseThrow();
            assertEquals(TlsFailure.Stage.OPAQUE, failure.stage());
            assertTrue(client.getLastError().message().contains("wroom4j doctor localhost:" + modern.port()));
            client.stop();
        }
    }
}
