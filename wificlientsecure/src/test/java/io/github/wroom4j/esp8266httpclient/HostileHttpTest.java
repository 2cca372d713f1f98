package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Peers;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that mean harm or are broken: the documented number and cause, no hang, no growth. */
class HostileHttpTest extends HttpTestBench {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void readRequest(Socket socket) throws IOException {
        for (int blank = 0; blank < 4; ) {
            int c = socket.getInputStream().read();
            blank = c == '\r' || c == '\n' ? blank + 1 : 0;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Rule("HC-40")
    void a_slow_loris_ends_at_the_total_timeout() throws IOException {
        try (var server = new Peers(socket -> {
            readRequest(socket);
            OutputStream out = socket.getOutputStream();
            out.write(ascii("HTTP/1.1 200 OK\r\nX: "));
            // One byte again and again, always before the limit between two bytes, until the client goes away.
            while (true) {
                out.write('x');
                LockSupport.parkNanos(20_000_000L);
            }
        })) {
            http.setTotalTimeout(700);
            assertTrue(http.begin(client, "http://localhost:" + server.port() + "/"));
            assertEquals(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, http.GET());
            assertTrue(http.getLastError().message().contains("too long"));
        }
    }

    @Test
    @Rule("HC-40")
    void silence_is_minus_11() throws IOException {
        var over = new CountDownLatch(1);
        try (var server = new Peers(socket -> await(over))) {
            http.setTimeout(200);
            assertTrue(http.begin(client, "http://localhost:" + server.port() + "/"));
            assertEquals(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, http.GET());
            assertTrue(http.getLastError().message().contains("200 ms"));
            over.countDown();
        }
    }

    @Test
    @Rule("HC-46")
    void an_endless_header_is_minus_8_and_does_not_grow() throws IOException {
        try (var server = new Peers(socket -> {
            readRequest(socket);
            OutputStream out = socket.getOutputStream();
            out.write(ascii("HTTP/1.1 200 OK\r\n"));
            byte[] line = ascii("X: " + "y".repeat(1000) + "\r\n");
            while (true) {
                out.write(line);
            }
        })) {
            assertTrue(http.begin(client, "http://localhost:" + server.port() + "/"));
            assertEquals(HttpCodes.HTTPC_ERROR_TOO_LESS_RAM, http.GET());
        }
    }

    @Test
    @Rule("HC-46")
    void an_endless_header_line_is_minus_8() throws IOException {
        try (var server = new Peers(socket -> {
            readRequest(socket);
            byte[] block = ascii("x".repeat(4096));
            while (true) {
                socket.getOutputStream().write(block);
            }
        })) {
            assertTrue(http.begin(client, "http://localhost:" + server.port() + "/"));
            assertEquals(HttpCodes.HTTPC_ERROR_TOO_LESS_RAM, http.GET());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"-5", "99999999999999999999999", "5x", "''", "0x10", "5, 6", "+5", "1e3"})
    @Rule("HC-42")
    void a_length_that_is_none_is_minus_7(String length) throws IOException {
        try (var server =
                HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, http.GET());
            assertTrue(http.getLastError().message().contains("length"));
        }
    }

    @Test
    @Rule("HC-42")
    void two_different_lengths_are_minus_7_and_two_equal_ones_are_one() throws IOException {
        try (var server = new HttpScript(r -> Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: "
                + r.path().substring(1) + "\r\n\r\nhello"))) {
            assertTrue(http.begin(client, server.url("/6")));
            assertEquals(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, http.GET());
            assertTrue(http.begin(client, server.url("/5")));
            assertEquals(200, http.GET());
            assertEquals("hello", http.getString());
        }
    }

    @Test
    @Rule("HC-42")
    void strictly_the_last_length_wins() throws IOException {
        strict();
        try (var server = HttpScript.always(
                Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 50\r\nContent-Length: 5x\r\n\r\nhello"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("hello", http.getString());
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip", "'gzip, chunked'", "xchunked"})
    @Rule("HC-42")
    void an_unknown_transfer_encoding_is_minus_9(String coding) throws IOException {
        try (var server =
                HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding + "\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_ENCODING, http.GET());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zz\\r\\nabc|-9",
                "-1\\r\\nabc|-9",
                "\\r\\nabc|-9",
                "0x3\\r\\nabc\\r\\n0\\r\\n\\r\\n|-9",
                "FFFFFFFFFFFFFFFFFF\\r\\nabc|-9",
                "3\\r\\nabcXY|-11",
                "3\\r\\nab|-10",
                "3\\r\\nabc|-5",
                "3\\r\\nabc\\r\\n|-5",
                "3\\r\\nabc\\r\\n0\\r\\n|-5"
            })
    @Rule("HC-63")
    void a_bad_chunk_has_its_number(String body, int code) throws IOException {
        try (var server = HttpScript.always(Reply.close("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body.replace("\\r", "\r").replace("\\n", "\n")))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(code, http.writeToStream(console.serial()));
            assertTrue(http.getLastError().isError());
        }
    }

    @Test
    @Rule("HC-63")
    void chunks_that_contradict_the_length_are_minus_10() throws IOException {
        try (var server = HttpScript.always(Reply.keep(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(HttpCodes.HTTPC_ERROR_STREAM_WRITE, http.writeToStream(console.serial()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what the server sends | what the core returns | what the core delivers
                "3\\r\\nabc\\r\\nzz\\r\\n        | 3   | abc",
                "3\\r\\nabc\\r\\n\\r\\n          | 3   | abc",
                "3\\r\\nabc\\r\\n-1\\r\\n        | -10 | abc",
                "0x3\\r\\nabc\\r\\n0\\r\\n\\r\\n | 3   | abc",
                "' 3;x=y\\r\\nabc\\r\\n0\\r\\n\\r\\n' | 3 | abc",
                "3\\r\\nabc\\r\\n\\n             | -11 | abc",
                "3\\r\\nabc0\\r\\n\\r\\n          | -11 | abc",
                "3\\nabc\\n0\\n\\n               | -11 | abc"
            })
    @Rule("HC-63")
    void strictly_a_size_line_is_read_as_strtol_reads_it(String body, int result, String delivered) throws IOException {
        strict();
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body.replace("\\r", "\r").replace("\\n", "\n")))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(result, http.writeToStream(console.serial()));
            assertEquals(delivered, console.printed());
            assertEquals(result > 0, http.connected(), "the connection stays exactly after a success");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3\\r\\nabc0\\r\\n\\r\\n", "3\\r\\nabcXY0\\r\\n\\r\\n", "3\\nabc\\n0\\n\\n"})
    @Rule("HC-63")
    void what_came_before_a_fault_is_delivered_first(String body) throws IOException {
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body.replace("\\r", "\r").replace("\\n", "\n")))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("abc", http.getString());
            assertTrue(http.getLastError().message().contains("CR and LF"));
            assertEquals(200, http.GET());
            assertEquals(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, http.writeToStream(console.serial()));
            assertEquals("abc", console.printed());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'content-length:  +5junk' | 5", "'Content-Length: 5' | 5", "'Content-Length: -' | 0"})
    @Rule("HC-42")
    void strictly_a_length_is_read_as_toint_reads_it(String header, int size) throws IOException {
        strict();
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\nhello"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(size, http.getSize());
            assertEquals("hello".substring(0, size), http.getString());
        }
    }

    @Test
    @Rule("HC-45")
    void strictly_headers_are_collected_as_the_core_fills_its_list() throws IOException {
        strict();
        try (var server = HttpScript.always(
                Reply.keep("HTTP/1.1 200 OK\r\nX:\r\nX: v\r\nX:\r\nX-S : v\r\nContent-Length: 0\r\n\r\n"))) {
            http.collectHeaders("X", "X-S", "X");
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("v,", http.header("X"));
            assertEquals("v,", http.header(0));
            assertEquals("", http.header("X-S"));
            assertEquals("X", http.headerName(2));
            assertEquals("", http.header(2));
            assertEquals(3, http.headers());
        }
    }

    @Test
    @Rule("HC-60")
    void strictly_the_size_of_a_body_without_length_stays_unknown() throws IOException {
        for (boolean strictly : new boolean[] {false, true}) {
            if (strictly) {
                strict();
            }
            try (var server = HttpScript.always(Reply.close("HTTP/1.1 200 OK\r\n\r\nhello"))) {
                assertTrue(http.begin(client, server.url("/")));
                assertEquals(200, http.GET());
                assertEquals("hello", http.getString());
                assertEquals(strictly ? -1 : 5, http.getSize());
                http.close();
            }
        }
    }

    @Test
    @Rule({"HC-40", "HC-62", "HC-63", "HC-64"})
    void a_close_at_every_byte_gives_a_number_or_says_that_the_body_is_cut() throws IOException {
        String reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        int headEnd = reply.indexOf("\r\n\r\n") + 4;
        for (int cut = 0; cut < reply.length(); cut++) {
            try (var server = HttpScript.always(Reply.close(reply.substring(0, cut)))) {
                assertTrue(http.begin(client, server.url("/")));
                int code = http.GET();
                if (cut < headEnd) {
                    assertEquals(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, code, "cut at " + cut);
                } else {
                    assertEquals(200, code, "cut at " + cut);
                    String body = http.getString();
                    assertTrue("hello".startsWith(body), body);
                    assertTrue(http.getLastError().isError(), "cut at " + cut);
                    assertEquals(body, http.getString());
                }
            }
            assertEquals(0, module.openLinks(), "cut at " + cut);
        }
    }

    @Test
    @Rule("HC-62")
    void a_body_shorter_than_its_length_is_minus_10_and_says_how_much_came() throws IOException {
        try (var server = HttpScript.always(Reply.close("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals("hello", http.getString());
            assertTrue(
                    http.getLastError().message().contains("5 of 10"),
                    http.getLastError().message());
        }
    }

    @Test
    @Rule("HC-62")
    void a_stalled_body_is_minus_11() throws IOException {
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"))) {
            http.setTimeout(200);
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, http.writeToStream(console.serial()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/2 200",
        "ICY 200 OK",
        "<html>",
        "HTTP/1.1",
        "HTTP/1.1 abc",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 020 x",
        "SSH-2.0-x"
    })
    @Rule("HC-41")
    void what_is_not_http_1_is_minus_7(String line) throws IOException {
        try (var server = HttpScript.always(Reply.close(line + "\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, http.GET());
            assertTrue(http.getLastError().message().contains("\""));
        }
    }

    @Test
    @Rule("HC-41")
    void interim_answers_without_end_are_minus_7() throws IOException {
        try (var server = HttpScript.always(Reply.keep("HTTP/1.1 102 Processing\r\n\r\n".repeat(50)))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, http.GET());
        }
    }

    @Test
    @Rule("HC-62")
    void a_100_mb_body_streams_through_a_heap_of_64_mb() throws IOException, InterruptedException {
        long size = 100_000_000;
        try (var server = new Peers(socket -> {
            readRequest(socket);
            OutputStream out = socket.getOutputStream();
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
            byte[] block = new byte[100_000];
            for (long n = 0; n < size; n += block.length) {
                out.write(block);
            }
        })) {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            Process child = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx64m",
                            "-cp",
                            classPath,
                            BigBody.class.getName(),
                            "http://localhost:" + server.port() + "/")
                    .redirectErrorStream(true)
                    .start();
            String told = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, child.waitFor(), told);
            assertTrue(told.startsWith("200 100000000 100000000 heap "), told);
            assertTrue(Integer.parseInt(told.strip().replaceAll(".* ", "")) <= 64, told);
        }
    }

    @Test
    @Rule("HC-64")
    void get_string_stops_at_its_limit() throws IOException {
        http.setLongestString(100);
        try (var server = HttpScript.always(Reply.ok("x".repeat(5000)))) {
            assertTrue(http.begin(client, server.url("/")));
            assertEquals(200, http.GET());
            assertEquals(100, http.getString().length());
            assertTrue(http.getLastError().message().contains("setLongestString"));
        }
    }

    @Test
    @Rule({"HC-41", "HC-52"})
    void bytes_left_over_from_one_answer_never_begin_the_next() throws IOException {
        try (var server = new HttpScript(r ->
                Reply.keep("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + "HTTP/1.1 200 OK\r\nEvil: 1\r\n\r\n"))) {
            assertTrue(http.begin(client, server.url("/1")));
            assertEquals(200, http.GET());
            assertEquals("ok", http.getString());
            assertEquals(200, http.GET());
            assertFalse(http.hasHeader("Evil"));
            assertEquals("ok", http.getString());
        }
    }
}
