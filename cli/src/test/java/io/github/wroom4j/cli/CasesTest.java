package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sketches that new users and attackers tried and that failed once, run as they were handed in: the head of each says what is right. */
@Timeout(120)
class CasesTest {
    @TempDir
    Path folder;

    /** What the sketch itself printed. */
    private List<String> ran(String name, String... options) throws IOException {
        Path file = folder.resolve(name + ".java");
        try (var source = CasesTest.class.getResourceAsStream("/cases/" + name + ".txt")) {
            Files.write(file, Objects.requireNonNull(source, name).readAllBytes());
        }
        var arguments = new java.util.ArrayList<>(List.of("run", file.toString()));
        arguments.addAll(List.of(options));
        Captured run = Captured.run(arguments.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        return run.out()
                .lines()
                .filter(line -> !line.matches("(board|firmware) .*"))
                .toList();
    }

    @Test
    void an_inner_class_calls_what_the_sketch_inherits() throws IOException {
        assertTrue(ran("InnerClassCallsMillis").get(0).matches("due (true|false)"));
    }

    @Test
    void local_clients_in_a_loop_never_run_out_of_links() throws IOException {
        try (var server = DemoServer.builder(DemoAuthority.create())
                .handler(request -> HttpExchange.Reply.text(200, "kept alive\n"))
                .start()) {
            List<String> lines = ran("LocalClientsInLoop", "--page", "http://localhost:" + server.plainPort() + "/");
            assertEquals(12, lines.size(), lines.toString());
            for (int i = 0; i < 12; i++) {
                assertTrue(lines.get(i).startsWith(i + 1 + " 200"), lines.toString());
            }
        }
    }

    @Test
    void what_begin_refused_is_what_the_request_tells_also_after_get_string() throws IOException {
        List<String> lines = ran("BeginRefused");
        assertEquals(10, lines.size(), lines.toString());
        for (int i = 0; i < lines.size(); i += 2) {
            // "http://localhost:18080/q?msg=hello world -> -1 reason", then the reason again.
            String reason = lines.get(i).replaceFirst(".* -> -\\d+ ", "");
            assertFalse(reason.isBlank(), lines.toString());
            assertEquals("   after getString(): " + reason, lines.get(i + 1));
        }
        assertTrue(lines.get(0).contains("https"), lines.get(0));
        assertTrue(lines.get(8).contains("[::1]"), lines.get(8));
    }

    @Test
    void names_padded_with_nul_join() throws IOException {
        List<String> lines = ran("NulPaddedSsid");
        assertTrue(lines.get(0).startsWith("7 "), "joining: " + lines);
        assertTrue(lines.get(1).startsWith("3 "), "joined: " + lines);
    }

    @Test
    void bytes_are_bytes_where_they_can_be() throws IOException {
        assertEquals(
                List.of("ArduinoString Zoë ☀ 日本 length 15 of 15", "callback      Zoë ☀ 日本", "Content-Length 8 of 15"),
                ran("Utf8ByteWise").subList(1, 4));
    }
}
