package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.mock.MockWroom02;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the page, and who does not; spoken byte by byte, as who attacks it does. */
@Timeout(60)
class PageServerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private MockWroom02 mock;
    private Watch watch;
    private URI link;

    @BeforeEach
    void begin() {
        mock = MockWroom02.builder().build();
        watch = new Watch("A test", new WireLog());
        watch.around(mock);
        link = watch.serve(HERE, 0);
    }

    @AfterEach
    void end() {
        watch.close();
        mock.close();
    }

    private String ask(String request) throws IOException {
        try (var socket = new Socket(HERE, link.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String path, String host, String... more) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + String.join("", List.of(more)) + "\r\n");
    }

    private String get(String resource) throws IOException {
        return get(link.getPath() + resource, link.getAuthority());
    }

    private String post(String body, String... headers) throws IOException {
        return ask("POST " + link.getPath() + "do HTTP/1.1\r\nHost: " + link.getAuthority()
                + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + String.join("", List.of(headers)) + "\r\n" + body);
    }

    private String token() {
        return "X-Wroom4j-Token: " + link.getPath().replace("/", "") + "\r\n";
    }

    private static int code(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Test
    void who_has_the_link_gets_the_page_with_its_policy_and_nothing_is_for_other_origins() throws Exception {
        String answer = get("");

        assertEquals(200, code(answer));
        String head = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(java.util.Locale.ROOT);
        assertTrue(head.contains("content-security-policy: default-src 'none'; script-src 'sha256-"), head);
        assertTrue(head.contains("frame-ancestors 'none'") && head.contains("referrer-policy: no-referrer"), head);
        assertTrue(head.contains("cache-control: no-store") && head.contains("x-content-type-options: nosniff"), head);
        assertFalse(head.contains("access-control-") || head.contains("unsafe") || head.contains("http:"), head);
    }

    @Test
    void the_link_is_on_loopback_and_nobody_guesses_its_path() {
        assertTrue(link.toString().matches("http://(127\\.0\\.0\\.1|localhost):\\d+/[\\w-]{24}/"), link.toString());
        try (var other = new Watch("Another", new WireLog())) {
            assertFalse(other.serve(HERE, 0).getPath().equals(link.getPath()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events", "/favicon.ico", "/aaaaaaaaaaaaaaaaaaaaaaaa/", "/../", "/%00/"})
    void who_does_not_know_the_path_gets_nothing(String path) throws Exception {
        assertEquals(404, code(get(path, link.getAuthority())));
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, 403",
        "evil.example:80, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example, 403",
        "192.168.1.5, 403",
        "'', 403",
        "127.0.0.1, 200",
        "localhost:1234, 200",
        "LOCALHOST, 200",
        "[::1]:80, 200"
    })
    void a_name_that_somebody_lets_point_here_is_refused(String host, int code) throws Exception {
        assertEquals(code, code(get(link.getPath(), host)));
    }

    @Test
    void a_post_without_the_token_changes_nothing() throws Exception {
        String off = "what=network&name=wroom4j&on=no";

        assertEquals(403, code(post(off)));
        assertEquals(403, code(post(off, "X-Wroom4j-Token: aaaaaaaaaaaaaaaaaaaaaaaa\r\n")));
        assertEquals(1, mock.air().points().size());

        assertEquals(200, code(post(off, token())));
        assertEquals(0, mock.air().points().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "PUT", "DELETE", "HEAD"})
    void other_methods_are_refused_so_that_no_other_origin_may_ask_for_leave(String method) throws Exception {
        String answer = ask(
                method + " " + link.getPath() + "do HTTP/1.1\r\nHost: " + link.getAuthority()
                        + "\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Headers: x-wroom4j-token\r\nConnection: close\r\n\r\n");

        assertEquals(405, code(answer));
        assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what=wire&pin=99&to=low",
                "what=wire&pin=0&to=nowhere",
                "what=wire&pin=-1&to=low",
                "what=analog&value=1024",
                "what=network&name=nobody&on=no",
                "what=trouble&name=nothing&on=yes",
                "what=type&text=hello",
                "what=everything",
                "",
                "%%%",
                "what=%zz"
            })
    void a_wish_that_cannot_be_is_refused_with_the_reason(String wish) throws Exception {
        String answer = post(wish, token());

        assertEquals(409, code(answer));
        assertTrue(answer.indexOf("\r\n\r\n") + 4 < answer.length(), answer);
    }

    @Test
    void too_long_a_wish_is_refused() throws Exception {
        assertEquals(413, code(post("what=type&text=" + "a".repeat(20_000), token())));
    }

    @Test
    void the_recording_is_a_file_for_the_browser_to_keep() throws Exception {
        byte[] command = "AT+CWJAP_CUR=\"Lab\",\"secret-1\"\r\n".getBytes(StandardCharsets.US_ASCII);
        watch.log().add(WireLog.Direction.TO_MODULE, command, 0, command.length);

        String answer = get("recording");

        assertTrue(answer.contains("attachment; filename=\"wroom4j.wirelog\""), answer);
        assertTrue(answer.contains("\\\"Lab\\\",\\\"\" *8 \"\\\"\\r\\n\""), answer);
        assertFalse(answer.contains("secret-1"), answer);
    }

    @Test
    void events_come_as_they_happen_and_a_newcomer_gets_those_before() throws Exception {
        watch.print("before");
        try (var socket = new Socket(HERE, link.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + link.getPath() + "events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertTrue(readUntil(in, "before").contains("text/event-stream"));

            watch.print("after");

            readUntil(in, "after");
        }
    }

    private static String readUntil(InputStream in, String word) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(word, Math.max(0, text.length() - word.length())) < 0) {
            int octet = in.read();
            assertTrue(octet >= 0, () -> "ended before \"" + word + "\": " + text);
            text.append((char) octet);
        }
        return text.toString();
    }

    @Test
    void a_browser_that_does_not_read_delays_nobody_and_is_told_what_it_lost() throws Exception {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new java.net.InetSocketAddress(HERE, link.getPort()));
            socket.getOutputStream()
                    .write(("GET " + link.getPath() + "events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            readUntil(in, "around");
            byte[] line = ("AT+" + "A".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 20_000; i++) {
                watch.log().add(WireLog.Direction.TO_MODULE, line, 0, line.length);
                if (i % 100 == 0) {
                    watch.catchUp();
                }
            }

            readUntil(in, "\"k\": \"lost\"");
        }
    }

    @Test
    void a_port_that_is_taken_is_told_with_what_to_do() {
        try (var other = new Watch("Another", new WireLog())) {
            var failure = assertThrows(BoardException.class, () -> other.serve(HERE, link.getPort()));

            assertEquals(BoardException.Kind.BUSY, failure.kind());
            assertTrue(failure.getMessage().contains("name another port"), failure.getMessage());
        }
    }

    @Test
    void after_its_end_nobody_listens_there() {
        watch.close();

        assertThrows(IOException.class, () -> get(""));
    }
}
