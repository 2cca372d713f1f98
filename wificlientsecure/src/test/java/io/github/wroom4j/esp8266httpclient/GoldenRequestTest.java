package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The five shapes of sketches that must work unmodified, byte for byte, in strict mode (arduino-api §18, HC-34). */
@Rule("HC-34")
class GoldenRequestTest extends HttpTestBench {
    @BeforeEach
    void as_the_core_does() {
        strict();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = GoldenRequestTest.class.getResourceAsStream("/golden/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
        }
    }

    private HttpScript server() throws IOException {
        var server =
                HttpScript.always(Reply.close("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
        module.host("example.test", server.port());
        return server;
    }

    private static String sent(HttpScript server) {
        return server.requests().get(0).head() + server.requests().get(0).text();
    }

    @Test
    @Rule({"HC-31", "HC-34"})
    void s1_a_plain_get() throws IOException {
        try (var server = server()) {
            assertTrue(http.begin(client, "http://example.test/p"));
            assertEquals(200, http.GET());
            assertEquals("ok", http.getString());
            http.end();
            assertEquals(golden("S1"), sent(server));
        }
    }

    /** What is given to TLS: the same client, with its bytes left in the clear. */
    private static final class InTheClear extends WiFiClientSecure {
        InTheClear(SketchContext context) {
            super(context);
        }

        @Override
        protected Link openLink(String host, int port, Deadline deadline) {
            return context().module().open(LinkRequest.tcp(host, port), deadline);
        }
    }

    @Test
    @Rule({"HC-22", "HC-34"})
    void s2_a_get_over_tls_with_credentials() throws IOException {
        try (var server = server();
                var secure = new InTheClear(context)) {
            secure.setInsecure();
            assertTrue(http.begin(secure, "https://user:pass@example.test/secure?a=1"));
            assertEquals(200, http.GET());
            assertEquals("ok", http.getString());
            http.close();
            assertEquals(golden("S2"), sent(server));
        }
    }

    @Test
    @Rule({"HC-34", "HC-35"})
    void s3_a_post_of_json() throws IOException {
        try (var server = server()) {
            assertTrue(http.begin(client, "http://example.test:8080/api"));
            http.addHeader("Content-Type", "application/json");
            assertEquals(200, http.POST("{\"hello\":\"you\"}"));
            http.end();
            assertEquals(golden("S3"), sent(server));
        }
    }

    @Test
    @Rule({"HC-26", "HC-61"})
    void s4_a_body_read_from_the_stream() throws IOException {
        try (var server = server()) {
            http.useHTTP10();
            assertTrue(http.begin(client, "http://example.test/stream"));
            assertEquals(200, http.GET());
            long left = http.getSize();
            WiFiClient stream = http.getStreamPtr();
            var text = new StringBuilder();
            byte[] piece = new byte[128];
            while (http.connected() && (left > 0 || left == -1)) {
                int size = stream.available();
                if (size > 0) {
                    int got = stream.readBytes(piece, Math.min(size, piece.length));
                    text.append(new String(piece, 0, got, StandardCharsets.US_ASCII));
                    left -= left > 0 ? got : 0;
                }
            }
            http.end();
            assertEquals("ok", text.toString());
            assertEquals(golden("S4"), sent(server));
        }
    }

    @Test
    @Rule({"WC-8", "ST-10"})
    void s5_a_request_written_by_hand() throws IOException {
        // Strictly connected() is false as soon as the peer has closed, so this server does not (WC-8).
        try (var server =
                HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"))) {
            module.host("example.test", server.port());
            assertEquals(1, client.connect("example.test", 80));
            client.print("GET / HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\n\r\n");
            var head = new StringBuilder();
            while (client.connected()) {
                String line = client.readStringUntil('\n');
                if (line.equals("\r")) {
                    break;
                }
                head.append(line.strip()).append('|');
            }
            assertEquals("HTTP/1.1 200 OK|Content-Length: 2|Connection: close|", head.toString());
            byte[] body = new byte[2];
            assertEquals(2, client.readBytes(body, 2));
            assertEquals("ok", new String(body, StandardCharsets.US_ASCII));
            assertEquals(golden("S5"), sent(server));
        }
    }
}
