package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Peers;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.tls.TlsLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the core lacks and users ask for: gzip, proxies; and the numbers that sketches know by heart. */
class HttpExtrasTest extends HttpTestBench {
    private static byte[] gzip(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static Reply packed(byte[] body, String framing) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + framing + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return new Reply(out.toByteArray(), false);
    }

    private static Reply packed(byte[] body) {
        return packed(body, "Content-Length: " + body.length);
    }

    private static byte[] chunked(byte[] body) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < body.length; i += 7) {
            int n = Math.min(7, body.length - i);
            out.writeBytes((n + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, i, n);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Test
    @Rule({"HC-66", "HC-68"})
    void gzip_is_asked_for_when_wanted_and_the_connection_stays() throws IOException {
        String text = "grün ".repeat(5000);
        byte[] small = gzip(text);
        try (var server = new HttpScript(request -> request.path().equals("/chunks")
                ? packed(chunked(small), "Transfer-Encoding: chunked")
                : packed(small))) {
            http.setAcceptGzip(true);
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("gzip", server.requests().get(0).header("Accept-Encoding"));
            assertEquals(-1, http.getSize());
            assertEquals(text, http.getString());
            assertEquals(text.getBytes(StandardCharsets.UTF_8).length, http.getSize());
            http.setURL("/chunks");
            assertEquals(200, http.GET());
            assertEquals(text, http.getBodyStream().readString());
            assertEquals(200, http.GET());
            assertEquals(text, http.getString());
            assertEquals(1, server.connections());
        }
    }

    @Test
    @Rule("HC-66")
    void gzip_that_nobody_asked_for_is_given_as_it_came() throws IOException {
        byte[] small = gzip("text");
        try (var server = HttpScript.always(packed(small))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(
                    "identity;q=1,chunked;q=0.1,*;q=0", server.requests().get(0).header("Accept-Encoding"));
            assertEquals(small.length, http.getSize());
            assertArrayEquals(small, http.getBodyStream().asInputStream().readAllBytes());
        }
    }

    @Test
    @Rule("HC-66")
    void broken_gzip_is_minus_9_and_a_bomb_meets_the_limit() throws IOException {
        http.setAcceptGzip(true);
        byte[] whole = gzip("x".repeat(100_000));
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 6);
        byte[] wrong = whole.clone();
        wrong[whole.length - 5] ^= 1;
        for (byte[] bad : List.of(cut, wrong, "no gzip at all".getBytes(StandardCharsets.US_ASCII))) {
            try (var server = HttpScript.always(packed(bad))) {
                assertTrue(http.begin(client, server.url("/")));
                assertEquals(200, http.GET());
                http.getString();
                assertTrue(
                        http.getLastError().message().contains("gzip"),
                        http.getLastError().message());
            }
        }
        http.setLongestString(1000);
        try (var server = HttpScript.always(packed(whole))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(1000, http.getString().length());
        }
        try (var server = HttpScript.always(packed(new byte[0]))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("", http.getString());
            assertFalse(http.getLastError().isError());
        }
    }

    @Test
    @Rule("HC-68")
    void a_proxy_is_asked_for_whole_urls() throws IOException {
        try (var proxy = HttpScript.always(Reply.ok("by proxy"))) {
            http.setProxy("localhost", proxy.port(), "pu", "pp");
            assertTrue(http.begin(client, "http://far.example:8080/a?b=c"));
            assertEquals(200, http.GET(), () -> http.getLastError().toString());
            assertEquals("by proxy", http.getString());
            http.setURL("/d");
            assertEquals(200, http.GET());
            var first = proxy.requests().get(0);
            assertEquals("GET http://far.example:8080/a?b=c HTTP/1.1", first.line());
            assertEquals("far.example:8080", first.header("Host"));
            assertEquals("Basic cHU6cHA=", first.header("Proxy-Authorization"));
            assertEquals(
                    "GET http://far.example:8080/d HTTP/1.1",
                    proxy.requests().get(1).line());
            assertEquals(1, proxy.connections());
            http.end();
            http.setNoProxy();
        }
        assertThrows(IllegalArgumentException.class, () -> http.setProxy("a\r\nb", 80));
        assertThrows(IllegalArgumentException.class, () -> http.setProxy("a", 0));
    }

    /** A proxy that tunnels everything to one port of this machine. */
    private static void tunnel(Socket client, int to, List<String> asked, String answer) throws IOException {
        var head = new ByteArrayOutputStream();
        InputStream in = client.getInputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        asked.add(head.toString(StandardCharsets.US_ASCII));
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        if (!answer.contains(" 200 ")) {
            return;
        }
        try (var server = new Socket(InetAddress.getLoopbackAddress(), to)) {
            var up = new Thread(() -> copy(client, server));
            up.setDaemon(true);
            up.start();
            copy(server, client);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException over) {
            System.getLogger("tunnel").log(System.Logger.Level.DEBUG, "over", over);
        }
    }

    @Test
    @Rule("HC-68")
    void tls_goes_through_a_proxys_tunnel_to_the_server_itself() throws IOException {
        var authority = DemoAuthority.create();
        var asked = new CopyOnWriteArrayList<String>();
        try (var server = DemoServer.start(authority);
                var proxy = new Peers(socket ->
                        tunnel(socket, server.port(), asked, "HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n"));
                var secure = new WiFiClientSecure(context)) {
            secure.setTrustAnchors(new X509List(authority.caPem()));
            http.setProxy("localhost", proxy.port(), "pu", "pp");
            assertTrue(http.begin(secure, "https://localhost/"));
            assertEquals(200, http.GET(), () -> http.getLastError().toString());
            assertFalse(http.getString().isEmpty());
            http.end();
            assertEquals(
                    "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\nProxy-Authorization: Basic cHU6cHA=\r\n\r\n",
                    asked.get(0));
            assertTrue(
                    server.requests().get(0).header("Proxy-Authorization").isEmpty(),
                    "the server learns nothing of it");
            // Another name than the certificate's is noticed through the tunnel too.
            assertTrue(http.begin(secure, "https://far.example/"));
            assertEquals(-1, http.GET());
            assertEquals(ClientError.Stage.TLS, http.getLastError().stage());
            // What the module encrypts cannot be led through a tunnel of ours.
            secure.setTlsLocation(TlsLocation.MODULE);
            assertTrue(http.begin(secure, "https://localhost/"));
            assertEquals(-1, http.GET());
            assertTrue(
                    http.getLastError().message().contains("proxy"),
                    http.getLastError().message());
            http.close();
        }
    }

    @Test
    @Rule("HC-68")
    void a_proxy_that_refuses_is_named_as_the_cause() throws IOException {
        for (String answer : List.of("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "", "nonsense\r\n\r\n")) {
            try (var proxy = new Peers(socket -> tunnel(socket, 0, new CopyOnWriteArrayList<>(), answer));
                    var secure = new WiFiClientSecure(context)) {
                secure.setInsecure();
                http.setProxy("localhost", proxy.port());
                assertTrue(http.begin(secure, "https://localhost/"));
                assertEquals(-1, http.GET());
                assertTrue(
                        http.getLastError().message().contains("proxy localhost:" + proxy.port()),
                        http.getLastError().message());
                http.close();
            }
        }
    }

    @Test
    @Rule("HC-15")
    void begin_with_a_fingerprint_trusts_that_certificate_alone() throws Exception {
        var authority = DemoAuthority.create();
        try (var server = DemoServer.start(authority)) {
            byte[] right = MessageDigest.getInstance("SHA-1")
                    .digest(server.identity().leaf().getEncoded());
            assertTrue(http.begin(server.url(), right));
            assertEquals(200, http.GET(), () -> http.getLastError().toString());
            assertTrue(http.begin("localhost", server.port(), "/", right));
            assertEquals(200, http.GET(), () -> http.getLastError().toString());
            byte[] wrong = right.clone();
            wrong[7] ^= 1;
            assertTrue(http.begin(server.url(), wrong));
            assertEquals(-1, http.GET());
            assertFalse(http.begin(server.url(), new byte[19]));
            assertFalse(http.begin("localhost", server.port(), "/", "no fingerprint"));
        }
    }

    @Test
    @Rule({"HC-1", "HC-3", "HC-4"})
    void the_numbers_of_the_header_file() {
        assertEquals(5000, HttpCodes.HTTPCLIENT_DEFAULT_TCP_TIMEOUT);
        assertEquals("ESP8266HTTPClient", http.settings.userAgent);
        assertEquals(10, http.settings.redirectLimit);
        assertTrue(http.settings.reuse);
        assertEquals(HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS, http.settings.redirectMode);
        assertEquals(List.of(0, 1), List.of(HttpCodes.HTTPC_TE_IDENTITY, HttpCodes.HTTPC_TE_CHUNKED));
        assertEquals(
                List.of(0, 1, 2),
                List.of(
                        HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS,
                        HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS,
                        HttpCodes.HTTPC_FORCE_FOLLOW_REDIRECTS));
        // RFC 9110 and IANA's registry, by name; numbers that the registry has and the core has not are absent.
        String codes = "CONTINUE 100,SWITCHING_PROTOCOLS 101,PROCESSING 102,OK 200,CREATED 201,ACCEPTED 202,"
                + "NON_AUTHORITATIVE_INFORMATION 203,NO_CONTENT 204,RESET_CONTENT 205,PARTIAL_CONTENT 206,"
                + "MULTI_STATUS 207,ALREADY_REPORTED 208,IM_USED 226,MULTIPLE_CHOICES 300,MOVED_PERMANENTLY 301,"
                + "FOUND 302,SEE_OTHER 303,NOT_MODIFIED 304,USE_PROXY 305,TEMPORARY_REDIRECT 307,"
                + "PERMANENT_REDIRECT 308,BAD_REQUEST 400,UNAUTHORIZED 401,PAYMENT_REQUIRED 402,FORBIDDEN 403,"
                + "NOT_FOUND 404,METHOD_NOT_ALLOWED 405,NOT_ACCEPTABLE 406,PROXY_AUTHENTICATION_REQUIRED 407,"
                + "REQUEST_TIMEOUT 408,CONFLICT 409,GONE 410,LENGTH_REQUIRED 411,PRECONDITION_FAILED 412,"
                + "PAYLOAD_TOO_LARGE 413,URI_TOO_LONG 414,UNSUPPORTED_MEDIA_TYPE 415,RANGE_NOT_SATISFIABLE 416,"
                + "EXPECTATION_FAILED 417,MISDIRECTED_REQUEST 421,UNPROCESSABLE_ENTITY 422,LOCKED 423,"
                + "FAILED_DEPENDENCY 424,UPGRADE_REQUIRED 426,PRECONDITION_REQUIRED 428,TOO_MANY_REQUESTS 429,"
                + "REQUEST_HEADER_FIELDS_TOO_LARGE 431,INTERNAL_SERVER_ERROR 500,NOT_IMPLEMENTED 501,"
                + "BAD_GATEWAY 502,SERVICE_UNAVAILABLE 503,GATEWAY_TIMEOUT 504,HTTP_VERSION_NOT_SUPPORTED 505,"
                + "VARIANT_ALSO_NEGOTIATES 506,INSUFFICIENT_STORAGE 507,LOOP_DETECTED 508,NOT_EXTENDED 510,"
                + "NETWORK_AUTHENTICATION_REQUIRED 511";
        for (String code : codes.split(",")) {
            String[] parts = code.split(" ");
            assertEquals(Integer.parseInt(parts[1]), number("HTTP_CODE_" + parts[0]), parts[0]);
        }
    }

    private static int number(String name) {
        try {
            return HttpCodes.class.getField(name).getInt(null);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(name, missing);
        }
    }

    @Test
    @Rule("HC-23")
    void the_timeout_reaches_the_client_and_ends_a_silence() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> http.setTimeout(0));
        assertThrows(IllegalArgumentException.class, () -> http.setTimeout(65_536));
        http.setTimeout(300);
        try (var silent = new Peers(socket -> socket.getInputStream().transferTo(new ByteArrayOutputStream()))) {
            assertTrue(http.begin(client, "http://localhost:" + silent.port() + "/"));
            long start = System.nanoTime();
            assertEquals(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, http.GET());
            assertTrue(System.nanoTime() - start >= 300_000_000);
            assertTrue(
                    http.getLastError().message().contains("300 ms"),
                    http.getLastError().message());
        }
        assertEquals(300, client.getTimeout());
    }
}
