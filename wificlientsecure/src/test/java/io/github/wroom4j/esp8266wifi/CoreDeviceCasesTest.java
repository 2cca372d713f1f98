package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.trust.PeerCheck;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The core's own device tests about connections, by their names there (arduino-api §23), against local servers. */
@Timeout(120)
class CoreDeviceCasesTest {
    private static DemoAuthority authority;
    private static Identity identity;
    private static DemoServer server;

    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);
        identity = authority.issue(Leaf.localhost().key(KeyKind.EC_P256));
        server = DemoServer.builder(authority).identity(identity).start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @AfterEach
    void no_link_is_left() {
        assertEquals(0, module.openLinks());
        module.close();
    }

    /** test_sw_http_client, "HTTPS GET request": a fingerprint with blanks, a page, and one of 4000 bytes. */
    @Test
    @Rule({"TLS-4", "HC-12"})
    void t31_https_get_by_fingerprint() throws GeneralSecurityException {
        try (var client = new WiFiClientSecure(context);
                var http = new HTTPClient(context)) {
            assertTrue(client.setFingerprint(
                    HexFormat.ofDelimiter(" ").withUpperCase().formatHex(PeerCheck.sha1(identity.leaf()))));
            for (String page : new String[] {"", "bytes/4000"}) {
                assertTrue(http.begin(client, server.url() + page));
                assertEquals(200, http.GET(), () -> "" + http.getLastError());
                String body = http.getString();
                assertTrue(page.isEmpty() ? !body.isEmpty() : body.length() == 4000, page);
                http.end();
            }
        }
    }

    /** test_BearSSL: what must connect and what must not, with a store of authorities; badssl.com's list, made here. */
    @Test
    @Rule({"TLS-7", "TLS-8", "TLS-17"})
    void t32_the_hosts_of_badssl() {
        Leaf leaf = Leaf.localhost().key(KeyKind.EC_P256);
        DemoAuthority intermediate = authority.intermediate("Demo Intermediate", KeyKind.EC_P256);
        var hosts = new LinkedHashMap<Identity, Boolean>();
        hosts.put(identity, true); // ecc256
        hosts.put(authority.issue(Leaf.localhost()), true); // rsa2048
        hosts.put(intermediate.issue(leaf), true);
        hosts.put(
                authority.issue(leaf.names(IntStream.range(0, 1000)
                        .mapToObj(i -> "host" + i + ".example")
                        .toArray(String[]::new))),
                true); // 1000-sans
        hosts.put(authority.issue(leaf.expired()), false);
        hosts.put(authority.issue(Leaf.forHost("wrong.example").key(KeyKind.EC_P256)), false);
        hosts.put(DemoAuthority.selfSigned(leaf), false);
        hosts.put(DemoAuthority.create("Another Root", KeyKind.EC_P256).issue(leaf), false); // untrusted-root
        Identity deep = intermediate.issue(leaf);
        hosts.put(new Identity(deep.key(), java.util.List.of(deep.leaf())), false); // incomplete-chain
        int number = 0;
        for (Map.Entry<Identity, Boolean> host : hosts.entrySet()) {
            int which = ++number;
            try (var each = DemoServer.builder(authority)
                            .identity(host.getKey())
                            .start();
                    var client = new WiFiClientSecure(context)) {
                client.setTrustAnchors(X509List.of(authority.certificate()));
                assertEquals(
                        host.getValue() ? 1 : 0,
                        client.connect("localhost", each.port()),
                        () -> "host " + which + ": " + client.getLastError());
            }
        }
    }

    /** test_ClientContext: ten connects leave nothing behind; there are five links. */
    @Test
    @Rule({"WC-1", "WC-7"})
    void t33_ten_connects_and_stops() {
        var plain = new WiFiClient(context);
        var secure = new WiFiClientSecure(context);
        secure.setTrustAnchors(X509List.of(authority.certificate()));
        for (int i = 0; i < 10; i++) {
            assertEquals(1, plain.connect("localhost", server.plainPort()));
            assertEquals(1, secure.connect("localhost", server.port()));
            assertEquals(2, module.openLinks());
            plain.stop();
            secure.stop();
            assertFalse(plain.connected() || secure.connected());
            assertEquals(0, module.openLinks());
        }
    }
}
