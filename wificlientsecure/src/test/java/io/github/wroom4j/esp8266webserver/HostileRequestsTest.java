package io.github.wroom4j.esp8266webserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that mean harm, or that two servers could read in two ways: a status, the end, and the next visitor is served. */
@Timeout(60)
class HostileRequestsTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final List<String> served = new ArrayList<>();
    private ESP8266WebServer server;

    @BeforeEach
    void listen() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = new ESP8266WebServer(context, port);
        server.on("/", () -> {
            served.add(server.arg("plain"));
            server.send(200, "text/plain", "[" + server.arg("plain") + "]");
        });
        server.on("/up", ESP8266WebServer.HTTP_POST, () -> server.send(200, "text/plain", "" + server.args()), () -> {
            if (server.upload().status != HTTPUpload.Status.UPLOAD_FILE_WRITE) {
                served.add(server.upload().status.name());
            }
        });
        server.begin();
    }

    @AfterEach
    void no_link_is_left() {
        server.close();
        assertEquals(0, module.openLinks());
        module.close();
    }

    /** Writes and reads on a thread of the visitor's own. */
    @FunctionalInterface
    private interface Visit {
        void write(OutputStream out) throws IOException;
    }

    /** All that comes back until the server closes: a module knows no half-closed link, so the visitor does not close. */
    private String visit(Visit visit) throws InterruptedException, ExecutionException {
        CompletableFuture<String> answer = OwnThread.supply(() -> {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.getServer().port())) {
                try {
                    visit.write(socket.getOutputStream());
                } catch (IOException closedOnUs) {
                    // What was answered before that is still read.
                }
                return new String(read(socket.getInputStream()), StandardCharsets.ISO_8859_1);
            } catch (IOException reset) {
                return "";
            }
        });
        while (!answer.isDone()) {
            server.handleClient();
        }
        return answer.get();
    }

    private static byte[] read(InputStream in) {
        var all = new java.io.ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                all.write(c);
            }
        } catch (IOException reset) {
            // The end, as good as any.
        }
        return all.toByteArray();
    }

    private String say(String request) throws InterruptedException, ExecutionException {
        return visit(out -> out.write(request.getBytes(StandardCharsets.UTF_8)));
    }

    private static String wire(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length : 5                                      | 400",
                "Transfer-Encoding : chunked                             | 400",
                "Content-Length: 5\\r\\nContent-Length: 6                | 400",
                "Content-Length: 5, 6                                    | 400",
                "Content-Length: +5                                      | 400",
                "Content-Length: 5\\r\\nTransfer-Encoding: chunked       | 400",
                "Transfer-Encoding: gzip, chunked                        | 400",
                "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: x    | 400",
                "Transfer-Encoding: xchunked                             | 400",
                "X: a\\0b                                                | 400",
                "X: a\\rContent-Length: 5                                | 400",
                "no colon                                                | 400",
                "X: a\\r\\n folded: b                                    | 400",
                ": empty                                                 | 400",
                "Expect: the-impossible                                  | 417",
                "Content-Length: 1048577                                 | 413",
            })
    @Rule("WB-4")
    void a_head_that_could_be_read_in_two_ways_is_refused(String header, int code)
            throws InterruptedException, ExecutionException {
        String answer = say("POST / HTTP/1.1\r\nHost: x\r\n" + wire(header) + "\r\n\r\nhello");
        assertTrue(answer.startsWith("HTTP/1.1 " + code + " "), answer);
        assertTrue(answer.contains("Connection: close\r\n"), answer);
        assertTrue(served.isEmpty(), "no handler saw it");
        assertTrue(
                say("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 200 "),
                "the next visitor is served");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5\\r\\nhello\\r\\n0\\r\\n\\r\\n                         | hello",
                "2;a=b\\r\\nhe\\r\\n3\\r\\nllo\\r\\n0\\r\\nTrailer: x\\r\\n\\r\\n | hello",
                "0\\r\\n\\r\\n                                           | ''",
            })
    @Rule("WB-4")
    void chunks_of_a_request_are_put_together(String body, String plain)
            throws InterruptedException, ExecutionException {
        String answer = say("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n" + wire(body)
                + "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertEquals(List.of(plain, ""), served, "and the next request begins right behind them");
        assertTrue(answer.contains("[" + plain + "]"), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x\\r\\n | 400", "-5\\r\\nhello\\r\\n | 400", "5\\r\\nhelloX\\r\\n | 400", "fffffffff\\r\\n | 400"
            })
    @Rule("WB-4")
    void chunks_that_are_none_are_refused(String body, int code) throws InterruptedException, ExecutionException {
        String answer = say("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + wire(body));
        assertTrue(answer.startsWith("HTTP/1.1 " + code + " "), answer);
        assertTrue(served.isEmpty());
    }

    @Test
    @Rule("WB-4")
    void endless_chunks_are_413() throws InterruptedException, ExecutionException {
        String answer = visit(out -> {
            out.write("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 32; i++) {
                out.write(chunk);
            }
        });
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(served.isEmpty());
    }

    @Test
    @Rule("WB-4")
    void who_waits_for_100_continue_is_told_and_then_answered() throws InterruptedException, ExecutionException {
        String answer =
                say("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        assertTrue(answer.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), answer);
        String tooLong = say("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
        assertTrue(tooLong.startsWith("HTTP/1.1 413 "), "refused before the body is sent: " + tooLong);
    }

    private static String part(String name, int length) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + "x".repeat(length) + "\r\n";
    }

    private String form(String parts) throws InterruptedException, ExecutionException {
        return visit(out -> {
            out.write(("POST /up HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B\r\nConnection: close\r\n"
                            + "Content-Length: 9999999999\r\n\r\n" + parts)
                    .getBytes(StandardCharsets.US_ASCII));
        });
    }

    @Test
    @Rule("WB-4")
    void fields_without_end_are_413_by_each_by_all_and_by_their_number()
            throws InterruptedException, ExecutionException {
        assertTrue(form(part("a", 65_537)).startsWith("HTTP/1.1 413 "));
        assertTrue(form(part("a", 60_000).repeat(20)).startsWith("HTTP/1.1 413 "));
        assertTrue(form(part("a", 1).repeat(300)).startsWith("HTTP/1.1 413 "));
        assertTrue(form("x".repeat(5000)).startsWith("HTTP/1.1 400 "), "no boundary at all");
        assertTrue(form("--B\r\nX: " + "y".repeat(5000)).startsWith("HTTP/1.1 431 "));
        assertTrue(
                say("POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n"
                                + "a&".repeat(2000))
                        .startsWith("HTTP/1.1 413 "));
        assertTrue(served.isEmpty());
    }

    @Test
    @Rule("WB-4")
    void a_file_whose_visitor_leaves_is_aborted_for_its_handler() throws InterruptedException, ExecutionException {
        CompletableFuture<Void> left = OwnThread.run(() -> {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.getServer().port())) {
                socket.getOutputStream()
                        .write(("POST /up HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B\r\n"
                                        + "Content-Length: 99999\r\n\r\n--B\r\nContent-Disposition: form-data; "
                                        + "name=\"f\"; filename=\"a.txt\"\r\n\r\nsome bytes")
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException unexpected) {
                throw new java.io.UncheckedIOException(unexpected);
            }
        });
        while (!left.isDone() || served.size() < 2) {
            server.handleClient();
        }
        assertEquals(List.of("UPLOAD_FILE_START", "UPLOAD_FILE_ABORTED"), served);
    }

    @Test
    @Rule("WB-7")
    void a_digest_answer_counts_once_and_the_old_form_not_at_all() throws InterruptedException, ExecutionException {
        server.on("/secret", () -> {
            if (server.authenticate("admin", "pw")) {
                server.send(200, "", "in");
            } else {
                server.requestAuthentication(ESP8266WebServer.DIGEST_AUTH);
            }
        });
        String challenge = say("GET /secret HTTP/1.1\r\nConnection: close\r\n\r\n");
        String nonce = challenge.replaceAll("(?s).*nonce=\"([^\"]*)\".*", "$1");
        String opaque = challenge.replaceAll("(?s).*opaque=\"([^\"]*)\".*", "$1");
        assertFalse(nonce.isEmpty());

        assertTrue(say(digest(nonce, opaque, "00000001")).startsWith("HTTP/1.1 200 "));
        assertTrue(say(digest(nonce, opaque, "00000001")).startsWith("HTTP/1.1 401 "), "heard and said again");
        assertTrue(say(digest(nonce, opaque, "00000003")).startsWith("HTTP/1.1 200 "));
        assertTrue(
                say(digest(nonce, opaque, "00000002")).startsWith("HTTP/1.1 200 "), "two connections of one browser");
        assertTrue(say(digest(nonce, opaque, "00000002")).startsWith("HTTP/1.1 401 "));
        assertTrue(say(digest(nonce, opaque, "00000000")).startsWith("HTTP/1.1 401 "));
        assertTrue(say(digest(nonce, opaque, "")).startsWith("HTTP/1.1 401 "), "RFC 2069 has no count");
        server.allowRfc2069(true);
        assertTrue(say(digest(nonce, opaque, "")).startsWith("HTTP/1.1 200 "));
    }

    private static String digest(String nonce, String opaque, String count) {
        String first = ESP8266WebServer.credentialHash("admin", "Login Required", "pw");
        String second = md5("GET:/secret");
        String response = count.isEmpty()
                ? md5(first + ":" + nonce + ":" + second)
                : md5(first + ":" + nonce + ":" + count + ":abc:auth:" + second);
        return "GET /secret HTTP/1.1\r\nConnection: close\r\nAuthorization: Digest username=\"admin\", realm=\"Login Required\", nonce=\""
                + nonce
                + "\", uri=\"/secret\", response=\"" + response + "\", opaque=\"" + opaque + "\""
                + (count.isEmpty() ? "" : ", qop=auth, nc=" + count + ", cnonce=\"abc\"") + "\r\n\r\n";
    }

    private static String md5(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
