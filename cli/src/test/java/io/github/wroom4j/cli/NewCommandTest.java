package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wroom4j new}, and the ways in which what it writes runs. */
@Timeout(180)
class NewCommandTest {
    @TempDir
    Path folder;

    private Path written() {
        Path file = folder.resolve("Hello.java");
        var run = Captured.run("new", folder.resolve("Hello").toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Hello.java"), run.out());
        return file;
    }

    @Test
    void what_it_writes_runs_as_a_file() {
        var run = Captured.run("run", written().toString(), "--board", "mock:", "--loops", "1");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Hello at ") && run.out().contains("up for "), run.out());
    }

    @Test
    void what_it_writes_runs_with_plain_java() throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertTrue(output(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        written().toString(),
                        "--board",
                        "mock:",
                        "--loops",
                        "1"))
                .contains("up for "));
    }

    @Test
    void what_it_writes_runs_with_jbang() throws IOException, InterruptedException {
        // No Debian package, so -Dwroom4j.require does not ask for it.
        assumeTrue(Require.find("jbang").isPresent(), "jbang is not installed");
        Path jbang = Require.program("jbang");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // The artifact is not installed while it is being built: the class path stands for it.
        Path file = written();
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^//DEPS .*\\n", ""));
        var command = new ArrayList<String>(List.of(jbang.toString(), "--cp", classPath, file.toString()));
        command.addAll(List.of("--board", "mock:", "--loops", "1"));
        assertTrue(output(command).contains("up for "));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), out);
        return out;
    }

    @Test
    void a_file_that_is_there_stays_and_a_name_must_be_one() throws IOException {
        Path file = written();
        Files.writeString(file, "mine");
        var again = Captured.run("new", file.toString());
        assertEquals(1, again.code());
        assertTrue(again.err().contains("is there already"), again.err());
        assertEquals("mine", Files.readString(file));
        for (String bad : new String[] {"1st", "a-b", "class", "a b"}) {
            assertEquals(2, Captured.run("new", folder.resolve(bad).toString()).code(), bad);
        }
        assertEquals(
                1,
                Captured.run("new", folder.resolve("no/such/Folder").toString()).code());
    }
}
