package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reason stands until the next success, however many calls a sketch makes that only follow from it. */
class ReasonsTest extends HttpTestBench {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://localhost:18443/x | does not encrypt",
                "localhost:18080/x         | begins with http:// or https://",
                "http://[::1]/x            | IPv6",
                "http://h:0/               | port",
                "''                        | empty"
            })
    @Rule("HC-10")
    void what_begin_refused_is_what_the_request_tells(String url, String reason) {
        assertFalse(http.begin(client, url));
        ClientError why = http.getLastError();
        assertTrue(why.message().contains(reason), why.message());

        assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_FAILED, http.GET());
        assertEquals(why, http.getLastError());
        assertEquals("", http.getString());
        assertEquals(why, http.getLastError());
        assertEquals(HttpCodes.HTTPC_ERROR_NOT_CONNECTED, http.writeToStream(console.serial()));
        assertEquals(-1, http.getBodyStream().read());
        http.end();
        assertEquals(why, http.getLastError());
    }

    @Test
    @Rule("HC-10")
    void a_refused_begin_asks_nobody_not_even_who_was_asked_before() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            http.end();
            assertFalse(http.begin(client, "https://localhost/"));
            assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_FAILED, http.GET());
            assertEquals(1, server.requests().size());
            assertTrue(http.begin(client, server.url("/again")));
            assertEquals(200, http.GET());
            assertFalse(http.getLastError().isError());
        }
    }

    @Test
    void plain_http_to_a_server_of_tls_is_named_by_its_alert_or_by_its_port() throws IOException {
        String alert = "\u0015\u0003\u0003\0\2\2";
        for (String description :
                new String[] {"\u0046", "\n"}) { // protocol_version; unexpected_message is a line's end
            try (var server = HttpScript.always(Reply.close(alert + description))) {
                assertTrue(http.begin(client, server.url("/")));
                assertTrue(http.GET() < 0);
                assertTrue(
                        http.getLastError().message().contains("answered in TLS"),
                        http.getLastError().message());
            }
        }
        try (var server = HttpScript.always(Reply.close(""))) {
            module.host("silent.example", server.port());
            assertTrue(http.begin(client, "http://silent.example:443/"));
            assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, http.GET());
            assertTrue(
                    http.getLastError().message().contains("port 443 is one for TLS"),
                    http.getLastError().message());
            assertTrue(http.begin(client, "http://silent.example:80/"));
            assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, http.GET());
            assertFalse(http.getLastError().message().contains("TLS"));
        }
    }

    @Test
    @Rule("HC-14")
    void a_password_does_not_go_to_the_next_host_over_a_refused_begin() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, "http://first.invalid/"));
            http.setAuthorization("user", "secret");
            assertFalse(http.begin(client, "https://first.invalid/"));
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("", server.requests().get(0).header("Authorization"));
        }
    }

    @ParameterizedTest
    @CsvSource({"http://localhost", "https://localhost", "local host", "localhost/x", "user@localhost", "''"})
    @Rule("HC-12")
    void a_host_that_is_none_is_named(String host) {
        assertFalse(http.begin(client, host, 80, "/"));
        assertTrue(
                http.getLastError().message().contains("host"),
                http.getLastError().message());
    }

    @Test
    @Rule("HC-11")
    void a_blank_in_the_path_is_sent_as_percent_20() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/q?msg=hello world now")));
            assertEquals(200, http.GET());
            assertTrue(http.setURL("/a b"));
            assertEquals(200, http.GET());
            assertEquals("/q?msg=hello%20world%20now", server.requests().get(0).path());
            assertEquals("/a%20b", server.requests().get(1).path());
        }
    }

    @Test
    @Rule("HC-12")
    void a_path_without_its_slash_gets_one() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            int port = Integer.parseInt(server.url("/").replaceAll(".*:(\\d+)/.*", "$1"));
            assertTrue(http.begin(client, "127.0.0.1", port, "x"));
            assertEquals(200, http.GET());
            assertEquals("/x", server.requests().get(0).path());
        }
    }

    @Test
    @Rule("HC-33")
    void a_request_on_a_kept_connection_waits_for_nothing() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("x", http.getString());
            long before = context.clock().nanos();
            for (int i = 0; i < 20; i++) {
                assertEquals(200, http.GET());
                assertEquals("x", http.getString());
            }
            // With a wait it would be twenty seconds, however slow this computer is.
            assertTrue(context.clock().nanos() - before < 15_000_000_000L, "20 requests");
        }
    }

    @Test
    @Rule("HC-68")
    void a_digest_user_with_a_line_end_is_refused_before_anything_is_sent() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            http.setDigestAuthorization("user\r\nX: y", "secret");
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED, http.GET());
            assertTrue(server.requests().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"\\r", "\\n ", "\\0"})
    @Rule("HC-68")
    void what_a_server_sent_never_brings_a_line_end_into_our_own_head(String octet) throws IOException {
        String evil = "a" + octet.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0") + "X-Evil: 1";
        String head = "HTTP/1.1 401 No\r\nSet-Cookie: c=" + evil + "\r\nWWW-Authenticate: Digest realm=\"" + evil
                + "\", nonce=\"" + evil + "\"\r\nContent-Length: 0\r\n\r\n";
        try (var server = HttpScript.always(Reply.keep(head))) {
            http.setDigestAuthorization("user", "secret");
            http.setCookieJar(new CookieJar());
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(401, http.GET());
            http.GET();
            for (HttpScript.Request request : server.requests()) {
                assertFalse(request.head().contains("\nX-Evil"), request.head());
                assertFalse(request.head().contains("\rX-Evil"), request.head());
                assertFalse(request.head().contains("\0"), request.head());
            }
        }
    }

    @Test
    @Rule("HC-30")
    void more_than_the_buffer_holds_is_refused_before_anything_is_sent() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_SEND_PAYLOAD_FAILED, http.POST(new byte[3], 4));
            assertEquals(200, http.POST(new byte[] {'a', 'b', 'c'}, 2));
            assertEquals("ab", server.requests().get(0).text());
        }
    }
}
