package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run NAME --watch} and {@code watch}: a link is printed, and behind it is the page. */
@Timeout(60)
class WatchCommandTest {
    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/[\\w-]{24}/");

    private final HttpClient http = HttpClient.newHttpClient();

    /** Output that tells of the first link in it. */
    private static final class Told extends OutputStream {
        final CompletableFuture<String> link = new CompletableFuture<>();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            all.write(octet);
            Matcher found = LINK.matcher(all.toString(StandardCharsets.UTF_8));
            if (octet == '\n' && found.find()) {
                link.complete(found.group());
            }
        }
    }

    private String page(String link) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static CompletableFuture<Integer> start(Told out, String... arguments) {
        var terminal = new Terminal(
                new java.io.ByteArrayInputStream(new byte[0]),
                new java.io.PrintStream(out, true, StandardCharsets.UTF_8),
                new java.io.PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        return CompletableFuture.supplyAsync(
                () -> Wroom4j.execute(terminal, arguments), task -> new Thread(task, "command").start());
    }

    @Test
    void a_watched_sketch_prints_the_link_of_its_page_first() throws Exception {
        var out = new Told();
        var code = start(out, "run", "Blink", "--watch", "--ms", "5", "--for", "3s");

        String page = page(out.link.get());

        assertTrue(page.startsWith("<!doctype html>") && page.contains("uPlot"), page.substring(0, 200));
        assertEquals(0, code.get());
    }

    @Test
    void a_board_without_a_sketch_is_watched_too_and_answers_commands() throws Exception {
        var out = new Told();
        var code = start(out, "watch", "--for", "4s");
        String link = out.link.get();
        var wish = HttpRequest.newBuilder(URI.create(link + "do"))
                .header("X-Wroom4j-Token", URI.create(link).getPath().replace("/", ""))
                .POST(HttpRequest.BodyPublishers.ofString("what=type&text=AT%2BGMR&end=lf"))
                .build();
        try (InputStream events = http.send(
                        HttpRequest.newBuilder(URI.create(link + "events")).build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            awaitWord(events, "\"types\": \"at\"");

            assertEquals(
                    200, http.send(wish, HttpResponse.BodyHandlers.ofString()).statusCode());

            awaitWord(events, "\"k\": \"serial\"");
            awaitWord(events, "AT version");
        }
        assertEquals(0, code.get());
    }

    private static void awaitWord(InputStream events, String word) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(word, Math.max(0, text.length() - word.length())) < 0) {
            int octet = events.read();
            assertTrue(octet >= 0, () -> "ended before " + word + ": " + text);
            text.append((char) octet);
        }
    }

    @Test
    void a_recording_is_played_on_the_page_without_a_sketch(@TempDir Path folder) {
        Path log = folder.resolve("talk.wirelog");
        assertEquals(
                0,
                Captured.run("run", "WiFiScan", "--loops", "1", "--record", log.toString())
                        .code());

        var run = Captured.run("watch", "--board", "replay:" + log, "--for", "0s");

        assertEquals(0, run.code(), run.err());
        assertTrue(LINK.matcher(run.out()).find(), run.out());
    }

    @Test
    void a_replayed_sketch_is_watched_as_any_other(@TempDir Path folder) {
        Path log = folder.resolve("talk.wirelog");
        assertEquals(
                0,
                Captured.run("run", "WiFiScan", "--loops", "1", "--record", log.toString())
                        .code());

        var run = Captured.run("run", "WiFiScan", "--loops", "1", "--board", "replay:" + log, "--watch");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("wroom4j"), run.out());
    }

    @Test
    void a_page_for_the_network_is_warned_of() {
        var run = Captured.run("run", "Blink", "--ms", "1", "--loops", "1", "--watch", "--watch-bind", "0.0.0.0");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("--watch-bind 0.0.0.0 shows the page to the network"), run.err());
    }

    @Test
    void what_stands_behind_the_word_is_a_port_only_if_it_is_a_number() {
        var before = Captured.run("run", "--watch", "Blink", "--ms", "1", "--loops", "1");
        var between = Captured.run("run", "Blink", "--watch", "--ms", "1", "--loops", "1");
        var much = Captured.run("run", "Blink", "--watch=70000");

        assertEquals(0, before.code(), before.err());
        assertEquals(0, between.code(), between.err());
        assertEquals(2, much.code());
        assertTrue(much.err().contains("a port is 1 … 65535"), much.err());
    }

    @Test
    void without_the_word_nothing_is_served_and_nothing_is_warned_of() {
        var run = Captured.run("run", "Blink", "--ms", "1", "--loops", "1");

        assertFalse(run.out().contains("watch"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void an_address_that_is_none_of_this_computers_is_refused() {
        var run = Captured.run("run", "Blink", "--watch", "--watch-bind", "203.0.113.7");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("the page cannot be served on 203.0.113.7"), run.err());
        assertTrue(run.err().contains("no address of this computer's"), run.err());
        assertFalse(run.err().contains("another port"), run.err());
    }

    @Test
    void a_port_that_is_taken_is_told_from_an_address_that_is_not_ours() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = Captured.run("run", "Blink", "--watch=" + taken.getLocalPort());

            assertEquals(1, run.code());
            assertTrue(run.err().contains("name another port"), run.err());
        }
    }

    @Test
    void what_is_tied_to_the_word_and_is_no_number_is_told_as_a_port() {
        for (String[] words : new String[][] {{"run", "Blink", "--watch=abc"}, {"run", "--watch=abc", "Blink"}}) {
            var run = Captured.run(words);

            assertEquals(2, run.code());
            assertTrue(run.err().contains("--watch: a port is 1 … 65535, or 0 for any, not abc"), run.err());
        }
    }

    @Test
    void an_address_for_a_page_that_was_not_asked_for_is_wrong_usage() {
        var run = Captured.run("run", "Blink", "--loops", "1", "--watch-bind", "127.0.0.1");

        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("write --watch as well"), run.err());
    }

    @Test
    void the_json_of_a_watched_run_begins_with_the_link() {
        var run = Captured.run("run", "Blink", "--ms", "1", "--loops", "1", "--watch", "--json");

        assertTrue(run.out().lines().findFirst().orElse("").startsWith("{\"watch\": \"http://127.0.0.1:"), run.out());
    }
}
