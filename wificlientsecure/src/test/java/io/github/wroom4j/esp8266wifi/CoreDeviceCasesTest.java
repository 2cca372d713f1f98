package io.github.wroom4j.esp8266wifi;

import static io.github.wroom4j.esp8266httpclient.HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS;
import static io.github.wroom4j.esp8266httpclient.HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange.Reply;
import io.github.wroom4j.servers.HttpExchange.Request;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.trust.PeerCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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

    private static Reply script(Request request) {
        String path = request.target();
        if (path.startsWith("/data?size=")) {
            return Reply.text(200, "a".repeat(Integer.parseInt(path.substring(11))));
        }
        if (path.startsWith("/redirect")) {
            return Reply.text(Integer.parseInt(path.substring(9)), "").with("Location", "/target");
        }
        return Reply.text(200, path.equals("/target") ? request.method() + " redirect success" : "hello!!!");
    }

    /** test_sw_http_client, "HTTP GET &amp; POST requests": pages, posts, and redirects followed, limited or not. */
    @Test
    @Rule({"HC-12", "HC-24"})
    @CoreCase("T30")
    void t30_http_get_and_post_requests() {
        try (var scripted = DemoServer.builder(authority)
                        .handler(CoreDeviceCasesTest::script)
                        .start();
                var client = new WiFiClient(context);
                var http = new HTTPClient(context)) {
            String url = "http://localhost:" + scripted.plainPort();
            assertTrue(http.begin(client, url + "/"));
            assertEquals(200, http.GET());
            assertEquals("hello!!!", http.getString());
            http.end();
            assertTrue(http.begin(client, url + "/data?size=8000"));
            assertEquals(200, http.GET());
            assertEquals("a".repeat(8000), http.getString());
            http.end();
            assertTrue(http.begin(client, url + "/"));
            http.setReuse(false); // the core's own server closes after each answer
            assertEquals(200, http.POST("foo=bar"));
            http.end();
            assertEquals(-1, http.POST("foo=bar"), "after end() there is nothing to post to");
            http.setReuse(true);

            for (int code : new int[] {301, 302, 307}) {
                assertEquals(200, redirected(http, client, url, code, HTTPC_STRICT_FOLLOW_REDIRECTS, 10));
                assertEquals(code, redirected(http, client, url, code, HTTPC_DISABLE_FOLLOW_REDIRECTS, 10));
            }
            assertEquals(301, redirected(http, client, url, 301, HTTPC_STRICT_FOLLOW_REDIRECTS, 0));
            http.setRedirectLimit(10);
            for (int mode : new int[] {HTTPC_STRICT_FOLLOW_REDIRECTS, HTTPC_DISABLE_FOLLOW_REDIRECTS}) {
                assertTrue(http.begin(client, url + "/redirect303"));
                http.setFollowRedirects(mode);
                assertEquals(mode == HTTPC_DISABLE_FOLLOW_REDIRECTS ? 303 : 200, http.POST("foo=bar"));
                assertEquals(mode == HTTPC_DISABLE_FOLLOW_REDIRECTS ? "" : "GET redirect success", http.getString());
                http.end();
            }
        }
    }

    private static int redirected(HTTPClient http, WiFiClient client, String url, int code, int mode, int limit) {
        assertTrue(http.begin(client, url + "/redirect" + code));
        http.setFollowRedirects(mode);
        http.setRedirectLimit(limit);
        int answer = http.GET();
        String body = http.getString();
        assertEquals(answer == 200 ? "GET redirect success" : "", body, "redirect " + code);
        http.end();
        return answer;
    }

    /** test_sw_WiFiServer: an echo server answers five lines of 128 characters and more. */
    @Test
    @Rule({"WS-1", "WS-2"})
    @CoreCase("T37")
    void t37_an_echo_server_answers_five_long_lines() throws IOException {
        try (var echo = new WiFiServer(context, WiFiServerTest.freePort())) {
            echo.begin();
            try (var peer = new Socket(InetAddress.getLoopbackAddress(), echo.port())) {
                peer.setSoTimeout(10_000);
                var answers = new BufferedReader(new InputStreamReader(peer.getInputStream(), US_ASCII));
                WiFiClient client = null;
                for (int i = 0; i < 5; i++) {
                    String line = i + "x".repeat(128 + i);
                    peer.getOutputStream().write((line + "\n").getBytes(US_ASCII));
                    while (client == null || !client.asBool()) {
                        client = echo.accept();
                    }
                    client.setTimeout(10_000);
                    client.print(client.readStringUntil('\n') + "\n");
                    client.flush();
                    assertEquals(line, answers.readLine());
                }
                client.stop();
            }
        }
    }

    /** test_sw_http_client, "HTTPS GET request": a fingerprint with blanks, a page, and one of 4000 bytes. */
    @Test
    @Rule({"TLS-4", "HC-12"})
    @CoreCase("T31")
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
    @CoreCase("T32")
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
    @CoreCase("T33")
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
