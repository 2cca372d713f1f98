package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a runtime that jlink has cut down: what needs a missing module says so in one line, the rest works. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "one system is enough for it, and this one's jlink is quick")
class CutDownRuntimeIT {
    @TempDir
    static Path folder;

    @BeforeAll
    static void link() throws Exception {
        Path home = Path.of(System.getProperty("java.home"));
        var jlink = JarProcess.run(
                folder,
                List.of(
                        home.resolve("bin/jlink").toString(),
                        "--add-modules",
                        "java.base,java.logging,jdk.crypto.ec",
                        // Not --strip-debug, which needs objcopy: a bare machine has none.
                        "--strip-java-debug-attributes",
                        "--output",
                        folder.resolve("runtime").toString()));
        assertEquals(0, jlink.code(), jlink.out() + jlink.err());
    }

    private static JarProcess command(String... words) throws Exception {
        var command = new java.util.ArrayList<>(
                List.of(folder.resolve("runtime/bin/java").toString(), "-jar", System.getProperty("wroom4j.jar")));
        command.addAll(List.of(words));
        return JarProcess.run(folder, command);
    }

    @Test
    void a_sketch_in_a_file_needs_the_compiler_and_says_so_in_one_line() throws Exception {
        assertEquals(0, command("new", "Hello").code());

        var run = command("run", "Hello.java");

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(
                run.err().contains("javax.tools") && run.err().contains("let JAVA_HOME name a whole JDK"), run.err());
    }

    @Test
    void a_bundled_sketch_runs_without_one() throws Exception {
        var run = command("run", "Blink", "--loops", "1", "--ms", "1");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().replace("\r", "").endsWith("on\noff\n"), run.out());
    }
}
