package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest extends HttpTestBench {
    /** {@code /CODE/TARGET} redirects to {@code /TARGET} with that code; anything else is the end. HEAD gets no body. */
    private static HttpScript server() throws IOException {
        return new HttpScript(request -> {
            String method = request.line().split(" ")[0];
            String[] parts = request.path().split("/", 3);
            boolean moves = parts.length == 3 && parts[1].matches("3\\d\\d");
            String body = method.equals("HEAD") ? "" : moves ? "moved" : method + " " + request.text();
            String status = moves ? parts[1] + " Moved\r\nLocation: /" + parts[2] : "200 OK";
            return Reply.keep("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        });
    }

    private int follow(HttpScript server, int mode, String method, String code) {
        http.setFollowRedirects(mode);
        assertTrue(http.begin(client, server.url("/" + code + "/end")));
        return http.sendRequest(method, "load");
    }

    @ParameterizedTest
    @CsvSource({
        "301,GET,GET load",
        "307,GET,GET load",
        "301,HEAD,''",
        "302,POST,'GET '",
        "303,POST,'GET '",
        "303,DELETE,'GET '",
        "308,GET,GET load"
    })
    @Rule({"HC-24", "HC-50"})
    void strict_mode_follows_what_is_safe(String code, String method, String arrives) throws IOException {
        try (var server = server()) {
            assertEquals(200, follow(server, HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS, method, code));
            assertEquals(arrives, http.getString());
            assertEquals(1, http.redirectCount());
            assertEquals(1, server.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"301,POST", "307,PUT", "308,POST", "304,GET", "300,GET", "305,GET"})
    @Rule("HC-50")
    void strict_mode_leaves_the_rest_to_the_sketch(String code, String method) throws IOException {
        try (var server = server()) {
            assertEquals(Integer.parseInt(code), follow(server, HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS, method, code));
            assertEquals("/end", http.getLocation());
        }
    }

    @ParameterizedTest
    @CsvSource({"301,POST,POST load", "307,PUT,PUT load", "308,POST,POST load"})
    @Rule("HC-50")
    void forced_mode_repeats_method_and_payload(String code, String method, String arrives) throws IOException {
        try (var server = server()) {
            assertEquals(200, follow(server, HttpCodes.HTTPC_FORCE_FOLLOW_REDIRECTS, method, code));
            assertEquals(arrives, http.getString());
        }
    }

    @Test
    @Rule({"HC-24", "HC-51"})
    void nothing_is_followed_by_default_or_with_limit_0() throws IOException {
        try (var server = server()) {
            assertEquals(301, follow(server, HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS, "GET", "301"));
            http.setRedirectLimit(0);
            assertEquals(301, follow(server, HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS, "GET", "301"));
            assertEquals(2, server.requests().size());
        }
    }

    @Test
    @Rule("HC-51")
    void a_loop_ends_at_the_limit_with_the_3xx() throws IOException {
        try (var server =
                HttpScript.always(Reply.keep("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"))) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(302, http.GET());
            assertEquals(11, server.requests().size());
            assertEquals(10, http.redirectCount());
        }
    }

    @Test
    @Rule({"HC-51", "HC-25"})
    void relative_references_are_followed_and_strictly_are_not() throws IOException {
        HttpScript.Request[] last = new HttpScript.Request[1];
        try (var server = new HttpScript(request -> {
            last[0] = request;
            return request.path().equals("/a/b?x=1")
                    ? Reply.keep("HTTP/1.1 302 Found\r\nLocation: ../c?y=2\r\nContent-Length: 0\r\n\r\n")
                    : Reply.ok("end");
        })) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/a/b?x=1")));
            assertEquals(200, http.GET());
            assertEquals("/c?y=2", last[0].path());
            http.close();
            strict();
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/a/b?x=1")));
            assertEquals(302, http.GET());
        }
    }

    @Test
    @Rule("HC-36")
    void headers_follow_within_the_origin_and_credentials_never_leave_it() throws IOException {
        module.host("other.test");
        try (var second = HttpScript.always(Reply.ok("there"));
                var first = new HttpScript(request -> Reply.keep("HTTP/1.1 302 Found\r\nLocation: "
                        + (request.path().equals("/1") ? "/2" : "http://other.test:" + second.port() + "/3")
                        + "\r\nContent-Length: 0\r\n\r\n"))) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, first.url("/1")));
            http.setAuthorization("u", "p");
            http.addHeader("X-Mine", "1");
            http.addHeader("Cookie", "secret=1");
            assertEquals(200, http.GET());
            assertEquals("there", http.getString());
            assertEquals("1", first.requests().get(1).header("X-Mine"));
            assertFalse(first.requests().get(1).header("Authorization").isEmpty());
            var elsewhere = second.requests().get(0);
            assertEquals("1", elsewhere.header("X-Mine"));
            assertEquals("", elsewhere.header("Authorization"));
            assertEquals("", elsewhere.header("Cookie"));
        }
    }

    @Test
    @Rule("HC-36")
    void strictly_custom_headers_are_lost_on_the_way() throws IOException {
        strict();
        try (var server = server()) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/302/end")));
            http.addHeader("X-Mine", "1");
            assertEquals(200, http.GET());
            assertEquals("1", server.requests().get(0).header("X-Mine"));
            assertEquals("", server.requests().get(1).header("X-Mine"));
        }
    }

    @Test
    @Rule({"HC-51", "HC-53"})
    void another_scheme_needs_a_client_factory() throws IOException {
        try (var server = HttpScript.always(
                Reply.keep("HTTP/1.1 302 Found\r\nLocation: https://localhost:1/\r\nContent-Length: 0\r\n\r\n"))) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(302, http.GET());
            var asked = new java.util.ArrayList<String>();
            http.setClientFactory((host, port, secure) -> {
                asked.add(host + ":" + port + ":" + secure);
                return new WiFiClient(context);
            });
            // A factory that answers with a client that does not encrypt is not obeyed either.
            assertEquals(302, http.GET());
            assertEquals(List.of("localhost:1:true"), asked);
        }
    }

    @Test
    @Rule("HC-52")
    void a_redirects_body_never_becomes_the_next_answer() throws IOException {
        String body = "x".repeat(200_000);
        try (var server = new HttpScript(request -> request.path().equals("/")
                ? Reply.keep("HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 200000\r\n\r\n" + body)
                : Reply.ok("end"))) {
            http.setFollowRedirects(HttpCodes.HTTPC_STRICT_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("end", http.getString());
        }
    }

    @Test
    @Rule("HC-32")
    void a_stream_is_not_sent_after_a_redirect() throws IOException {
        try (var server = server()) {
            http.setFollowRedirects(HttpCodes.HTTPC_FORCE_FOLLOW_REDIRECTS);
            assertTrue(http.begin(client, server.url("/302/end")));
            assertEquals(302, http.sendRequest("POST", new java.io.ByteArrayInputStream(new byte[] {1}), 1));
            assertEquals(1, server.requests().size());
        }
    }
}
