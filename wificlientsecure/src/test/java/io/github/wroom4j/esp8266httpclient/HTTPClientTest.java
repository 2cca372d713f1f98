package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HTTPClientTest extends HttpTestBench {

    @Test
    @Rule({"HC-10", "HC-30", "HC-60", "HC-64"})
    void get_gives_code_size_and_body() throws IOException {
        try (var server = HttpScript.always(Reply.ok("hello!!!"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(8, http.getSize());
            assertEquals("hello!!!", http.getString());
            assertEquals("hello!!!", http.getString());
            http.end();
            assertEquals("GET / HTTP/1.1", server.requests().get(0).line());
        }
    }

    @Test
    @Rule("HC-10")
    void begin_says_only_whether_the_url_can_be_read() {
        for (String url : List.of(
                "",
                "localhost",
                "ftp://localhost/",
                "http:/x",
                "http://",
                "http://h:0/",
                "http://h:x/",
                "http://h:99999/",
                "http://[::1]/",
                "http://a b/",
                "http://h/a\tb",
                "http://h/\r\nX: y",
                "http://h:1:2/")) {
            assertFalse(http.begin(client, url), url);
            assertEquals(Stage.SETTINGS, http.getLastError().stage(), url);
        }
        assertTrue(http.begin(client, "HTTP://nowhere.invalid/"));
        assertTrue(module.opened().isEmpty());
    }

    @Test
    @Rule("HC-12")
    void a_plain_client_is_refused_for_https() {
        assertFalse(http.begin(client, "https://localhost/"));
        assertTrue(http.getLastError().message().contains("WiFiClientSecure"));
    }

    @Test
    @Rule("HC-12")
    void begin_from_parts_means_the_same() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, "localhost", server.port(), "/a?b=c"));
            assertEquals(200, http.GET());
            assertEquals("/a?b=c", server.requests().get(0).path());
        }
    }

    @Test
    @Rule("HC-11")
    void a_url_without_a_path_asks_for_the_root_and_keeps_its_query() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, "http://localhost:" + server.port()));
            assertEquals(200, http.GET());
            http.end();
            assertTrue(http.begin(client, "http://localhost:" + server.port() + "?x=1#part"));
            assertEquals(200, http.GET());
            assertEquals("/", server.requests().get(0).path());
            assertEquals("/?x=1", server.requests().get(1).path());
        }
    }

    @Test
    @Rule({"HC-11", "HC-22"})
    void credentials_in_the_url_become_basic_authorization() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, "http://guest:secret@localhost:" + server.port() + "/"));
            assertEquals(200, http.GET());
            assertEquals("Basic Z3Vlc3Q6c2VjcmV0", server.requests().get(0).header("Authorization"));
            assertEquals("localhost:" + server.port(), server.requests().get(0).header("Host"));
        }
    }

    @Test
    @Rule("HC-14")
    void a_password_does_not_go_to_the_next_host() throws IOException {
        module.host("other.test");
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            http.setAuthorization("u", "p");
            assertEquals(200, http.GET());
            assertTrue(http.begin(client, "http://other.test:" + server.port() + "/"));
            assertEquals(200, http.GET());
            assertFalse(server.requests().get(0).header("Authorization").isEmpty());
            assertEquals("", server.requests().get(1).header("Authorization"));
        }
    }

    @Test
    @Rule("HC-14")
    void strictly_a_password_stays_until_it_is_cleared() throws IOException {
        strict();
        module.host("other.test");
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            http.setAuthorization("u", "p");
            assertEquals(200, http.GET());
            assertTrue(http.begin(client, "http://other.test:" + server.port() + "/"));
            assertEquals(200, http.GET());
            http.setAuthorization("");
            assertEquals(200, http.GET());
            assertFalse(server.requests().get(1).header("Authorization").isEmpty());
            assertEquals("", server.requests().get(2).header("Authorization"));
        }
    }

    @Test
    @Rule({"HC-16", "HC-33", "HC-67"})
    void a_kept_connection_serves_the_next_request_without_begin() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            for (int i = 0; i < 3; i++) {
                assertEquals(200, http.GET());
                assertEquals("x", http.getString());
            }
            http.end();
            assertEquals(200, http.GET());
            assertEquals(1, server.connections());
        }
    }

    @Test
    @Rule({"HC-13", "HC-67"})
    void a_second_begin_to_the_same_origin_reuses_the_connection() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            for (int i = 0; i < 3; i++) {
                assertTrue(http.begin(client, server.url("/" + i)));
                assertEquals(200, http.GET());
                assertEquals("x", http.getString());
                http.end();
            }
            assertEquals(1, server.connections());
        }
    }

    @Test
    @Rule({"HC-10", "HC-13"})
    void strictly_a_second_begin_drops_the_connection() throws IOException {
        strict();
        try (var server = HttpScript.always(Reply.ok("x"))) {
            for (int i = 0; i < 2; i++) {
                assertTrue(http.begin(client, server.url("/")));
                assertEquals(200, http.GET());
                http.getString();
                http.end();
            }
            assertEquals(2, server.connections());
        }
    }

    @Test
    @Rule("HC-13")
    void another_port_of_the_same_host_is_another_connection() throws IOException {
        try (var one = HttpScript.always(Reply.ok("one"));
                var two = HttpScript.always(Reply.ok("two"))) {
            assertTrue(http.begin(client, one.url("/")));
            assertEquals(200, http.GET());
            assertEquals("one", http.getString());
            assertTrue(http.begin(client, two.url("/")));
            assertEquals(200, http.GET());
            assertEquals("two", http.getString());
        }
    }

    @Test
    @Rule({"HC-16", "HC-20"})
    void without_reuse_the_client_is_let_go() throws IOException {
        http.setReuse(false);
        try (var server = HttpScript.always(Reply.close("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.POST("a"));
            assertEquals("close", server.requests().get(0).header("Connection"));
            http.end();
            assertEquals(-1, http.POST("a"));
            assertTrue(http.getLastError().message().contains("begin()"));
        }
    }

    @Test
    @Rule("HC-33")
    void a_stale_kept_connection_is_retried_once_for_a_get() throws IOException {
        try (var server = new HttpScript(r -> Reply.close("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("x", http.getString());
            assertEquals(200, http.GET());
            assertEquals(2, server.connections());
        }
    }

    @Test
    @Rule("HC-33")
    void a_post_is_never_sent_twice_by_itself() throws IOException {
        var seen = new ArrayList<String>();
        try (var server = new HttpScript(request -> {
            seen.add(request.text());
            return seen.size() == 1 ? Reply.ok("x") : Reply.close("");
        })) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.POST("one"));
            assertEquals("x", http.getString());
            assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, http.POST("two"));
            assertEquals(List.of("one", "two"), seen);
        }
    }

    @Test
    @Rule({"HC-2", "HC-37"})
    void refused_and_unknown_are_minus_one_with_different_reasons() {
        assertTrue(http.begin(client, "http://nowhere.invalid/"));
        assertEquals(-1, http.GET());
        assertEquals(Stage.RESOLVE, http.getLastError().stage());
        assertTrue(http.begin(client, "http://localhost:" + freePort() + "/"));
        assertEquals(-1, http.GET());
        assertEquals(Stage.CONNECT, http.getLastError().stage());
        assertEquals("connection failed", HTTPClient.errorToString(-1));
    }

    @Test
    @Rule("HC-2")
    void every_error_has_the_cores_text() {
        assertEquals("send header failed", HTTPClient.errorToString(-2));
        assertEquals("send payload failed", HTTPClient.errorToString(-3));
        assertEquals("not connected", HTTPClient.errorToString(-4));
        assertEquals("connection lost", HTTPClient.errorToString(-5));
        assertEquals("no stream", HTTPClient.errorToString(-6));
        assertEquals("no HTTP server", HTTPClient.errorToString(-7));
        assertEquals("not enough ram", HTTPClient.errorToString(-8));
        assertEquals("Transfer-Encoding not supported", HTTPClient.errorToString(-9));
        assertEquals("Stream write error", HTTPClient.errorToString(-10));
        assertEquals("read Timeout", HTTPClient.errorToString(-11));
        assertEquals("", HTTPClient.errorToString(-12));
        assertEquals("", HTTPClient.errorToString(200));
    }

    @Test
    @Rule("HC-21")
    void the_user_agent_can_be_changed_and_left_out() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            http.GET();
            http.setUserAgent("me/1");
            http.GET();
            http.setUserAgent("");
            http.GET();
            assertEquals("ESP8266HTTPClient", server.requests().get(0).header("User-Agent"));
            assertEquals("me/1", server.requests().get(1).header("User-Agent"));
            assertFalse(server.requests().get(2).head().contains("User-Agent"));
        }
    }

    @Test
    @Rule("HC-26")
    void http_1_0_neither_reuses_nor_offers_encodings() throws IOException {
        http.useHTTP10();
        try (var server = HttpScript.always(Reply.close("HTTP/1.0 200 OK\r\n\r\nold"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("old", http.getString());
            assertEquals("GET / HTTP/1.0", server.requests().get(0).line());
            assertFalse(server.requests().get(0).head().contains("Accept-Encoding"));
            assertEquals("close", server.requests().get(0).header("Connection"));
        }
    }

    @Test
    @Rule("HC-25")
    void set_url_takes_paths_and_urls_of_the_same_scheme() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertFalse(http.setURL("/early"));
            assertTrue(http.begin(client, server.url("/a")));
            http.GET();
            assertTrue(http.setURL("/b"));
            http.GET();
            assertFalse(http.setURL("next"));
            assertFalse(http.setURL("?p=2"));
            assertFalse(http.setURL("https://localhost/"));
            assertTrue(http.setURL(server.url("/c")));
            http.GET();
            assertEquals(
                    List.of("/a", "/b", "/c"),
                    server.requests().stream().map(HttpScript.Request::path).toList());
        }
    }

    @Test
    @Rule({"HC-31", "HC-32", "D-9"})
    void a_payload_is_counted_in_bytes() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.POST("grün"));
            assertEquals("5", server.requests().get(0).header("Content-Length"));
            assertEquals("grün", server.requests().get(0).text());
            assertEquals(200, http.GET());
            assertEquals("0", server.requests().get(1).header("Content-Length"));
        }
    }

    @Test
    @Rule("HC-32")
    void a_stream_is_sent_for_exactly_its_size() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            var source = new io.github.wroom4j.arduino.HardwareSerial(
                    new ByteArrayInputStream("abcdefgh".getBytes(StandardCharsets.US_ASCII)), System.out);
            assertEquals(200, http.sendRequest("PUT", source, 5));
            assertEquals("abcde", server.requests().get(0).text());
            assertEquals(200, http.sendRequest("PUT", source, 0));
            assertEquals("", server.requests().get(1).header("Content-Length"));
            source.setTimeout(10);
            assertEquals(-3, http.sendRequest("PUT", source, 9));
            assertEquals(-6, http.sendRequest("PUT", (io.github.wroom4j.arduino.Stream) null, 3));
        }
    }

    @Test
    @Rule("HC-68")
    void a_java_stream_of_unknown_size_goes_in_chunks_with_progress() throws IOException {
        byte[] big = new byte[5000];
        new java.util.Random(3).nextBytes(big);
        var progress = new ArrayList<Long>();
        http.onUploadProgress((done, all) -> progress.add(done));
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.sendRequest("POST", new ByteArrayInputStream(big), -1));
            assertEquals("chunked", server.requests().get(0).header("Transfer-Encoding"));
            org.junit.jupiter.api.Assertions.assertArrayEquals(
                    big, server.requests().get(0).body());
            assertEquals(5000L, progress.get(progress.size() - 1));
        }
    }

    @Test
    @Rule("HC-68")
    void a_multipart_form_names_its_parts() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            var form = new Multipart().field("a\"b", "1").file("f", "x.txt", "text/plain", new byte[] {'h', 'i'});
            assertEquals(200, http.POST(form));
            String body = server.requests().get(0).text();
            assertEquals(String.valueOf(body.length()), server.requests().get(0).header("Content-Length"));
            assertTrue(body.contains("name=\"a%22b\"\r\n\r\n1\r\n"), body);
            assertTrue(body.contains("name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nhi\r\n"), body);
        }
    }

    @Test
    @Rule({"HC-35", "HC-36"})
    void added_headers_are_replaced_by_name_and_live_for_one_request() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            http.addHeader("X-Foo", "1");
            http.addHeader("Foo", "2");
            http.addHeader("foo", "3");
            http.addHeader("First", "0", true);
            http.addHeader("Host", "evil");
            http.addHeader("user-agent", "evil");
            http.addHeader("Connection", "evil");
            assertEquals(200, http.GET());
            assertEquals(200, http.GET());
            String head = server.requests().get(0).head();
            assertTrue(head.contains("First: 0\r\nX-Foo: 1\r\nfoo: 3\r\n"), head);
            assertFalse(head.contains("evil"));
            assertFalse(server.requests().get(1).head().contains("X-Foo"));
        }
    }

    @Test
    @Rule("HC-35")
    void line_ends_in_headers_are_refused_before_anything_is_sent() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            for (String[] bad : new String[][] {
                {"X", "a\r\nEvil: 1"}, {"X", "a\nb"}, {"X\r\nEvil", "1"}, {"X Y", "1"}, {"", "1"}, {"\0X", "1"}
            }) {
                assertTrue(http.begin(client, server.url("/")));
                http.addHeader(bad[0], bad[1]);
                assertEquals(-2, http.GET());
                assertEquals(Stage.SETTINGS, http.getLastError().stage());
            }
            http.setUserAgent("a\r\nEvil: 1");
            assertEquals(-2, http.GET());
            http.setUserAgent("a");
            assertEquals(-2, http.sendRequest("GET / HTTP/1.1\r\nEvil: 1\r\n"));
            assertTrue(server.requests().isEmpty());
        }
    }

    @Test
    @Rule({"HC-44", "HC-45"})
    void every_header_is_kept_and_found_in_any_case() throws IOException {
        String reply =
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-One: 1\r\n folded\r\nContent-Length: 0\r\n\r\n";
        try (var server = HttpScript.always(Reply.keep(reply))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("1", http.header("x-one"));
            assertEquals("a=1,b=2", http.header("Set-Cookie"));
            assertEquals(List.of("a=1", "b=2"), http.headerValues("Set-Cookie"));
            assertEquals(3, http.headers());
            assertTrue(http.hasHeader("X-ONE"));
            assertFalse(http.hasHeader("nothing"));
            assertEquals("", http.header(99));
            http.collectHeaders("X-One", "Missing");
            assertEquals(2, http.headers());
            assertEquals("X-One", http.headerName(0));
            assertEquals("", http.header(1));
        }
    }

    @Test
    @Rule("HC-45")
    void strictly_only_collected_headers_are_there_by_their_exact_key() throws IOException {
        strict();
        http.collectHeaders("X-One");
        try (var server =
                HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nx-one: 1\r\nX-Two: 2\r\nContent-Length: 0\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("1", http.header("X-One"));
            assertEquals("", http.header("x-one"));
            assertEquals("", http.header("X-Two"));
            assertEquals(1, http.headers());
        }
    }

    @Test
    @Rule({"HC-17", "HC-61"})
    void the_raw_stream_of_a_chunked_reply_shows_its_framing() throws IOException {
        try (var server = HttpScript.always(
                Reply.keep("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))) {
            assertNull(http.getStreamPtr());
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertTrue(http.connected());
            assertEquals("3\r", http.getStream().readStringUntil('\n'));
            http.end();
            assertFalse(http.getStream().connected());
        }
    }

    @Test
    @Rule({"HC-61", "HC-63"})
    void the_body_stream_shows_no_framing_and_ends_at_once() throws IOException {
        try (var server = HttpScript.always(
                Reply.keep(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(-1, http.getSize());
            BodyStream body = http.getBodyStream();
            assertEquals("abc0123456789", body.readString());
            assertEquals(-1, body.read());
            assertEquals(0, body.available());
            assertTrue(body.isComplete());
            assertEquals(13, http.getSize());
            assertEquals(200, http.GET());
            assertEquals(
                    "abc0123456789",
                    new String(http.getBodyStream().asInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(1, server.connections());
        }
    }

    @Test
    @Rule("HC-62")
    void write_to_stream_returns_how_much_it_wrote() throws IOException {
        try (var server = HttpScript.always(Reply.ok("0123456789"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(-4, http.writeToStream(console.serial()));
            assertEquals(200, http.GET());
            assertEquals(10, http.writeToStream(console.serial()));
            assertEquals("0123456789", console.printed());
            assertEquals(200, http.GET());
            assertEquals(-6, http.writeToStream(null));
        }
    }

    @Test
    @Rule("HC-65")
    void empty_answers_end_at_once_on_a_kept_connection() throws IOException {
        http.setTimeout(30_000);
        for (String reply : List.of(
                "204 No Content\r\n", "304 Not Modified\r\nContent-Length: 5\r\n", "200 OK\r\nContent-Length: 5\r\n")) {
            try (var server = HttpScript.always(Reply.keep("HTTP/1.1 " + reply + "\r\n"))) {
                assertTrue(http.begin(client, server.url("/")));
                long before = System.nanoTime();
                assertTrue(http.HEAD() > 0);
                assertEquals("", http.getString());
                assertTrue(http.HEAD() > 0);
                assertTrue(System.nanoTime() - before < 15_000_000_000L);
                assertEquals(1, server.connections());
            }
        }
    }

    @Test
    @Rule("HC-41")
    void interim_answers_are_skipped() throws IOException {
        try (var server = HttpScript.always(
                Reply.keep(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("ok", http.getString());
        }
    }

    @Test
    @Rule("HC-41")
    void strictly_an_interim_answer_is_final() throws IOException {
        strict();
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 100 Continue\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(100, http.GET());
        }
    }

    @Test
    @Rule("HC-43")
    void a_reply_that_closes_is_not_reused() throws IOException {
        for (String line : List.of("HTTP/1.1 200 OK\r\nConnection: Close", "HTTP/1.0 200 OK", "HTTP/1.1 500 Oops")) {
            try (var server = HttpScript.always(Reply.keep(line + "\r\nContent-Length: 1\r\n\r\nx"))) {
                assertTrue(http.begin(client, server.url("/")));
                assertTrue(http.GET() > 0);
                assertEquals("x", http.getString());
                assertTrue(http.GET() > 0);
                assertEquals(2, server.connections(), line);
            }
        }
    }

    @Test
    @Rule("HC-66")
    void no_content_coding_is_offered() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(
                    "identity;q=1,chunked;q=0.1,*;q=0", server.requests().get(0).header("Accept-Encoding"));
        }
    }

    @Test
    @Rule("HC-68")
    void cookies_go_back_to_where_they_came_from_and_nowhere_else() throws IOException {
        module.host("other.test");
        var jar = new CookieJar();
        http.setCookieJar(jar);
        try (var server = HttpScript.always(
                Reply.keep(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: id=7; Path=/\r\nSet-Cookie: s=1; Secure; Path=/\r\nContent-Length: 0\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            http.GET();
            http.GET();
            assertTrue(http.begin(client, "http://other.test:" + server.port() + "/"));
            http.GET();
            assertEquals("", server.requests().get(0).header("Cookie"));
            assertEquals("id=7", server.requests().get(1).header("Cookie"));
            assertEquals("", server.requests().get(2).header("Cookie"));
        }
    }

    @Test
    @Rule("HC-68")
    void a_digest_challenge_is_answered_with_rfc_7616s_numbers() throws IOException {
        http.setDigestAuthorization("Mufasa", "Circle Of Life");
        try (var server =
                new HttpScript(request -> request.header("Authorization").isEmpty()
                        ? Reply.keep(
                                "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", opaque=\"o\"\r\nContent-Length: 2\r\n\r\nno")
                        : Reply.ok("in"))) {
            assertTrue(http.begin(client, server.url("/dir")));
            assertEquals(200, http.GET());
            assertEquals("in", http.getString());
            String sent = server.requests().get(1).header("Authorization");
            // md5(md5("Mufasa:r:Circle Of Life") ":n:" md5("GET:/dir")), computed with openssl
            assertTrue(sent.contains("response=\"" + DIGEST + "\""), sent);
            assertTrue(sent.contains("opaque=\"o\""), sent);
        }
    }

    /** From: printf of the three strings through {@code openssl md5}. */
    private static final String DIGEST = "5b756d5cf3312f7847fa7afa76fec06d";

    @Test
    @Rule("HC-16")
    void get_string_before_anything_is_empty_and_says_so() {
        assertEquals("", http.getString());
        assertTrue(http.getLastError().isError());
        assertFalse(http.connected());
        assertEquals("", http.getLocation());
    }

    @Test
    @Rule("HC-15")
    void begin_with_a_url_alone_makes_its_own_client() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("x", http.getString());
            assertTrue(http.begin("localhost", server.port(), "/y"));
            assertEquals(200, http.GET());
            assertEquals("/y", server.requests().get(1).path());
        }
    }

    @Test
    void nothing_is_found_without_a_board() {
        var alone = new HTTPClient();
        assertTrue(alone.begin(new WiFiClient(), "http://localhost/"));
        assertEquals(-1, alone.GET());
        assertTrue(alone.getLastError().message().contains("SketchRunner"));
        assertEquals(Optional.empty(), io.github.wroom4j.arduino.SketchContext.current());
    }
}
