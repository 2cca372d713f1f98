package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.PtyFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ports}, {@code scan}, {@code at}, {@code monitor}: a module by hand. */
@Timeout(60)
class ModuleByHandTest {
    @RegisterExtension
    final PtyFixture pty = new PtyFixture();

    @TempDir
    Path folder;

    @Test
    void raw_commands_print_their_lines_and_a_final_OK_each() {
        var run = Captured.run("at", "AT+GMR", "AT+CIPMUX?", "--board", "mock:at-1.7");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("AT version:1.7.4.0"), run.out());
        assertTrue(run.out().endsWith("+CIPMUX:1\nOK\n"), run.out());
        assertEquals(2, run.out().lines().filter("OK"::equals).count(), run.out());
        assertEquals("", run.err());
    }

    @Test
    void the_first_raw_command_that_fails_ends_it_with_one_line_and_code_1() {
        var run = Captured.run("at", "AT+NOSUCH", "AT+GMR", "--board", "mock:at-1.7");

        assertEquals(1, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("AT+NOSUCH"), run.err());
        assertFalse(run.out().contains("AT version"), "the second command is not sent");
    }

    @Test
    void raw_commands_as_json_tell_which_one_failed() {
        var run = Captured.run("at", "AT+CIPMUX?", "AT+NOSUCH", "--json", "--board", "mock:at-1.7");

        assertEquals(1, run.code());
        assertEquals(1, run.out().lines().count(), run.out());
        assertTrue(
                run.out()
                        .startsWith("[{\"command\": \"AT+CIPMUX?\", \"ok\": true, \"lines\": [\"+CIPMUX:1\"]},"
                                + " {\"command\": \"AT+NOSUCH\", \"ok\": false, \"lines\": [], \"error\": "),
                run.out());
    }

    @Test
    void a_raw_command_with_a_line_break_is_refused_before_it_is_sent() {
        var run = Captured.run("at", "AT\r\nAT+RESTORE", "--board", "mock:at-1.7");

        assertEquals(2, run.code());
        assertEquals("", run.out());
        assertEquals(1, run.errLines().size(), run.err());
    }

    @Test
    void access_points_are_listed_the_strongest_first() {
        String board = "mock:at-1.7?ap=Far/secret12/3/-80&ap=Near/secret12/11/-40&ap=Caf%C3%A9%20%22x%22//6/-60";

        var table = Captured.run("scan", "--board", board);
        assertEquals(0, table.code(), table.err());
        var lines = table.out().lines().toList();
        assertEquals(4, lines.size(), table.out());
        assertTrue(lines.get(1).matches(" -40  11  .* Near"), table.out());
        assertTrue(lines.get(2).endsWith("open             Café \"x\""), table.out());
        assertTrue(lines.get(3).matches(" -80   3  .* Far"), table.out());

        var json = Captured.run("scan", "--json", "--board", board);
        assertEquals(1, json.out().lines().count(), json.out());
        assertTrue(json.out().startsWith("[{\"ssid\": \"Near\", \"bssid\": \""), json.out());
        assertTrue(json.out().contains("\"ssid\": \"Café \\\"x\\\"\""), json.out());
        assertTrue(json.out().contains("\"channel\": 11, \"rssi\": -40, \"security\": \""), json.out());
    }

    @Test
    void what_is_plugged_in_is_one_json_list_even_if_it_is_nothing() {
        var run = Captured.run("ports", "--json");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("\\[.*]\\R"), run.out());
        assertFalse(run.out().contains(pty.path()), "a pseudo-terminal is none");
    }

    @Test
    void nothing_plugged_in_is_told_on_stderr_and_is_no_failure() {
        var run = Captured.run("ports");

        assertEquals(0, run.code());
        if (run.out().isEmpty()) {
            assertTrue(run.err().contains("no board is plugged in"), run.err());
        } else {
            run.out().lines().forEach(line -> assertTrue(line.matches("(serial|pi):.*"), line));
        }
    }

    private static Captured monitor(String typed, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        int code = Wroom4j.execute(terminal, arguments);
        return new Captured(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void the_monitor_shows_every_line_with_its_time_and_records_what_can_be_replayed() throws Exception {
        Path log = folder.resolve("gmr.wirelog");
        var run = monitor("AT\nAT+GMR\n", "monitor", "--board", "mock:at-1.7", "--record", log.toString());

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().lines().anyMatch(line -> line.matches(" +\\d+\\.\\d{3}  AT version:1\\.7.*")), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.matches(" +\\d+\\.\\d{3}  OK")), run.out());
        assertFalse(run.out().contains("busy"), "piped lines wait for their turn");
        assertTrue(Files.readString(log).contains("AT+GMR"), "the recording holds both directions");

        var replayed = monitor("AT\nAT+GMR\n", "monitor", "--board", "replay:" + log);
        assertEquals(0, replayed.code(), replayed.err());
        assertTrue(replayed.out().contains("AT version:1.7"), replayed.out());
    }

    @Test
    void the_monitor_of_a_port_that_vanishes_says_so_and_ends_with_1() throws Exception {
        String path = pty.path();
        var unplugging = new Thread(() -> {
            byte[] first = new byte[1];
            pty.master().read(first, 0, 1, Deadline.in(Duration.ofSeconds(30)));
            pty.unplug();
        });
        unplugging.start();

        var run = monitor("AT\n", "monitor", "--board", "serial:" + path);
        unplugging.join();

        assertEquals(1, run.code(), run.out());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("has vanished"), run.err());
    }

    @ParameterizedTest
    @CsvSource({"scan", "info", "reset", "ports", "at", "monitor", "doctor", "certinfo", "run", "mock", "completion"})
    void every_command_has_help_with_an_example_or_its_json(String command) {
        var help = Captured.run(command, "--help");

        assertEquals(0, help.code());
        assertTrue(help.out().contains("Examples:") || help.out().contains("JSON:"), help.out());
        if (help.out().contains("--json")) {
            assertTrue(help.out().contains("JSON:"), "the keys are documented");
        }
    }
}
