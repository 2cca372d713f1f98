package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.RecordServer;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body without length over TLS: an end that may hide a loss is told, one that does hide one is an error. */
class EndsThatHideLossTest extends HttpTestBench {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity GOOD = AUTHORITY.issue(Leaf.localhost());
    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";

    private int get(RecordServer server) {
        var secure = new WiFiClientSecure(context);
        secure.setTrustAnchors(new X509List(AUTHORITY.caPem()));
        client = secure;
        assertTrue(http.begin(client, "https://localhost:" + server.port() + "/"));
        return http.GET();
    }

    /** Reads the request up to its blank line. */
    private static void request(RecordServer.Records records) throws IOException {
        records.request();
    }

    @Test
    @Rule("HC-62")
    void a_proper_end_leaves_no_doubt() throws IOException {
        try (var server = RecordServer.tls13(GOOD, records -> {
            request(records);
            records.data(HEAD + "all").closeNotify().fin();
        })) {
            assertEquals(200, get(server));
            assertEquals("all", http.getString());
            assertFalse(http.getLastError().isError(), () -> http.getLastError().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "stream", "copy"})
    @Rule("HC-62")
    void an_end_without_close_notify_is_told(String how) throws IOException {
        try (var server = RecordServer.tls13(GOOD, records -> {
            request(records);
            records.data(HEAD + "perhaps half").fin();
        })) {
            assertEquals(200, get(server));
            switch (how) {
                case "text" -> assertEquals("perhaps half", http.getString());
                case "copy" -> assertEquals(12, http.writeToStream(console.serial()));
                default -> assertEquals("perhaps half", http.getBodyStream().readString());
            }
            assertTrue(
                    http.getLastError().message().contains("close_notify"),
                    http.getLastError().message());
            assertTrue(client.getLastError().message().contains("close_notify"));
        }
    }

    @Test
    @Rule("HC-62")
    void a_length_that_was_reached_leaves_no_doubt() throws IOException {
        try (var server = RecordServer.tls13(GOOD, records -> {
            request(records);
            records.data("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nall").fin();
        })) {
            assertEquals(200, get(server));
            assertEquals("all", http.getString());
            assertFalse(http.getLastError().isError(), () -> http.getLastError().toString());
        }
    }

    @Test
    @Rule("HC-62")
    void a_record_that_is_cut_is_minus_10() throws IOException {
        try (var server = RecordServer.tls12(GOOD, records -> {
            request(records);
            records.data(HEAD + "half").cut("never whole", 9).fin();
        })) {
            assertEquals(200, get(server));
            assertEquals(HttpCodes.HTTPC_ERROR_STREAM_WRITE, http.writeToStream(console.serial()));
            assertEquals("half", console.printed());
            assertTrue(
                    http.getLastError().message().contains("inside a record"),
                    http.getLastError().message());
        }
    }

    @Test
    @Rule("HC-62")
    void a_reset_is_minus_10() throws IOException {
        try (var server = RecordServer.tls12(GOOD, records -> {
            request(records);
            records.data(HEAD + "half").flush();
            records.reset();
        })) {
            int code = get(server);
            // The reset may overtake the reply itself.
            if (code > 0) {
                assertEquals(HttpCodes.HTTPC_ERROR_STREAM_WRITE, http.writeToStream(console.serial()));
            } else {
                assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, code);
            }
            assertTrue(http.getLastError().isError());
        }
    }
}
