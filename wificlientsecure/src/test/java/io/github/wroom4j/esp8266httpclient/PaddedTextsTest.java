package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Texts out of EEPROM come padded with zeros: URLs, names, passwords and headers stop at the first, as C does. */
class PaddedTextsTest extends HttpTestBench {
    private static String padded(String text) {
        return text + "\0".repeat(7) + "left over";
    }

    @Test
    @Rule("HC-35")
    void urls_users_and_headers_end_at_the_first_nul() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            assertTrue(http.begin(client, padded(server.url("/first"))));
            http.setUserAgent(padded("sketch"));
            http.setAuthorization(padded("me"), padded("s3cret"));
            http.addHeader(padded("X-Key"), padded("k3y"));
            assertEquals(200, http.GET());
            assertTrue(http.setURL(padded("/second")));
            assertEquals(200, http.GET());

            String head = server.requests().get(0).head();
            assertTrue(head.startsWith("GET /first HTTP/1.1\r\n"), head);
            assertTrue(head.contains("\r\nUser-Agent: sketch\r\n"), head);
            assertTrue(head.contains("\r\nX-Key: k3y\r\n"), head);
            String user = Base64.getEncoder().encodeToString("me:s3cret".getBytes());
            assertTrue(head.contains("\r\nAuthorization: Basic " + user + "\r\n"), head);
            assertTrue(server.requests().get(1).head().startsWith("GET /second "), head);
        }
    }

    @Test
    void so_do_the_parts_of_a_url() throws IOException {
        try (var server = HttpScript.always(Reply.ok("x"))) {
            String url = server.url("/");
            int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
            String host = url.replaceAll("http://([^:]*):.*", "$1");
            assertTrue(http.begin(client, padded(host), port, padded("/parts")));
            assertEquals(200, http.GET());
            assertTrue(server.requests().get(0).head().startsWith("GET /parts "));
        }
    }
}
