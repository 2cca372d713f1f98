package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reading the command line: help on stdout, mistakes as one line on stderr with exit code 2. */
class CommandLineTest {

    @Test
    void help_goes_to_stdout_and_is_no_failure() {
        var help = Captured.run("--help");

        assertEquals(0, help.code());
        assertTrue(help.out().contains("Exit codes: 0 done"), help.out());
        assertEquals("", help.err());
    }

    @Test
    void the_version_is_told() {
        var version = Captured.run("--version");

        assertEquals(0, version.code());
        assertTrue(version.out().startsWith("wroom4j "), version.out());
    }

    @Test
    void a_missing_command_is_wrong_usage() {
        var nothing = Captured.run();

        assertEquals(2, nothing.code());
        assertEquals(1, nothing.errLines().size(), nothing.err());
        assertTrue(nothing.err().contains("a command is missing"), nothing.err());
    }

    @Test
    void an_unknown_command_is_wrong_usage_in_one_line() {
        var unknown = Captured.run("rum");

        assertEquals(2, unknown.code());
        assertEquals(1, unknown.errLines().size(), unknown.err());
        assertTrue(unknown.err().contains("rum"), unknown.err());
    }

    @Test
    void only_the_command_that_is_named_is_read_and_it_is_the_same_one() {
        var terminal = Captured.terminal(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        var all = Wroom4j.commandLine(terminal).getSubcommands();

        all.forEach((name, command) -> {
            var read = Wroom4j.commandLine(terminal, name, "--verbose").getSubcommands();
            // Help and completion tell of all the others.
            var expected = List.of("help", "completion").contains(name) ? all.keySet() : Set.of(name);
            assertEquals(expected, read.keySet());
            assertEquals(name, command.getCommandName());
            assertEquals(
                    command.getCommand().getClass(), read.get(name).getCommand().getClass());
        });
        assertEquals(
                all.keySet(),
                Wroom4j.commandLine(terminal, "--verbose", "at")
                        .getSubcommands()
                        .keySet());
    }
}
