package io.github.wroom4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One command that has run in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it said
 */
record Captured(int code, String out, String err) {

    /** Runs a command with an empty environment and no person at the terminal. */
    static Captured run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs a command with an environment. */
    static Captured run(Map<String, String> environment, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Wroom4j.execute(terminal(environment, out, err), arguments);
        return new Captured(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A terminal that keeps what it is told. */
    static Terminal terminal(Map<String, String> environment, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false);
    }

    /** The lines it said. */
    List<String> errLines() {
        return err.lines().toList();
    }
}
