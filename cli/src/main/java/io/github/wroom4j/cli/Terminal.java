package io.github.wroom4j.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command talks to: its three streams, its environment, and whether a person sits there.
 *
 * @param in standard input
 * @param out results; a pipe gets nothing else
 * @param err progress, warnings and the one line that says what failed; whatever is written there comes out printable
 * @param environment variables such as {@code WROOM4J_BOARD}
 * @param interactive whether a person reads: never in a pipe
 */
record Terminal(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean interactive) {

    Terminal {
        environment = Map.copyOf(environment);
        err = new PrintStream(new PrintableOutput(err), true, StandardCharsets.UTF_8);
    }

    /** The process's own. */
    static Terminal system() {
        // From JDK 22 on System.console() is there even in a pipe, so the launcher looks (test -t) and passes it on.
        String given = System.getProperty("wroom4j.terminal");
        boolean person =
                given == null ? System.console() != null && Runtime.version().feature() < 22 : "true".equals(given);
        return new Terminal(System.in, utf8(new StandardOutput()), utf8(System.err), System.getenv(), person);
    }

    /** JDK 17 writes the platform's charset to stdout, which is ASCII in a bare service environment. */
    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** Whether colours are welcome: a person reads, the terminal knows them, and NO_COLOR (no-color.org) is not set. */
    boolean colours() {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** A variable that is set and not blank, else the other value. */
    String variable(String name, String otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** What was typed to start this: the launcher passes it, with {@code ./} where it is not on the {@code PATH}. */
    String command() {
        String jar = System.getProperty("java.class.path");
        return variable("WROOM4J_COMMAND", jar.endsWith("wroom4j.jar") ? "java -jar " + jar : "./wroom4j");
    }

    /** A line of progress, printed on a terminal only. */
    void progress(String line) {
        if (interactive) {
            err.println(line);
        }
    }
}
