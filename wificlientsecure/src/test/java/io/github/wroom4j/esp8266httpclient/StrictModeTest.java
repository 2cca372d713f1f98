package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the core does and this project only does when asked: the strict half of three rows of docs/differences.md. */
class StrictModeTest extends HttpTestBench {
    @Test
    @Rule("HC-12")
    void strictly_a_plain_client_sends_https_in_the_clear() throws IOException {
        strict();
        try (var server = HttpScript.always(Reply.ok("in the clear"))) {
            assertTrue(http.begin(client, "https://localhost:" + server.port() + "/secret"));
            assertEquals(200, http.GET());
            assertEquals("GET /secret HTTP/1.1", server.requests().get(0).line());
            http.end();
        }
    }

    @Test
    @Rule("HC-33")
    void strictly_a_stale_kept_connection_fails_the_request() throws IOException {
        for (boolean strictly : new boolean[] {false, true}) {
            if (strictly) {
                http.close();
                strict();
            }
            var asked = new AtomicInteger();
            try (var server =
                    new HttpScript(request -> asked.incrementAndGet() == 2 ? Reply.close("") : Reply.ok("x"))) {
                http.setReuse(true);
                assertTrue(http.begin(client, server.url("/")));
                assertEquals(200, http.GET());
                assertEquals("x", http.getString());
                int second = http.GET();
                assertEquals(!strictly, second == 200, "" + second);
                assertEquals(strictly ? 2 : 3, asked.get());
                http.end();
            }
        }
    }

    @Test
    @Rule("HC-65")
    void strictly_the_answer_to_head_is_waited_for_like_any_body() throws IOException {
        strict();
        http.setTimeout(300);
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertTrue(http.HEAD() > 0);
            long before = System.nanoTime();
            http.getString();
            assertTrue(System.nanoTime() - before > TimeUnit.MILLISECONDS.toNanos(250), "it waited for five bytes");
            http.end();
        }
    }
}
