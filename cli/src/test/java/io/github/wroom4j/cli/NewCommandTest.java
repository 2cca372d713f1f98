package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.LocalRepository;
import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wroom4j new}, and the ways in which what it writes runs. */
@Timeout(180)
class NewCommandTest {
    /** Copied there by the build. */
    private static final Path JBANG = Path.of("target", "jbang", "jbang-cli-all.jar");

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
        var command =
                new ProcessBuilder(java(), "-cp", classPath, written().toString(), "--board", "mock:", "--loops", "1");
        String out = output(command.redirectErrorStream(true), 0);
        assertTrue(out.contains("up for "), out);
    }

    /** As a user has it: JBang itself, the headers as they were written, our artifacts from a local repository alone. */
    @Test
    void what_it_writes_runs_with_jbang() throws IOException, InterruptedException {
        Require.that("jbang", Files.exists(JBANG), "JBang is fetched by -Pfull only");
        try (var repository = new LocalRepository(
                Path.of("").toAbsolutePath().getParent(),
                List.of(
                        "hal",
                        "tls-wire",
                        "at-bridge",
                        "wroom02-mock",
                        "local-servers",
                        "wificlientsecure",
                        "sketches",
                        "hardware-tests",
                        "cli"))) {
            var jbang = new ProcessBuilder(java(), "-cp", JBANG.toAbsolutePath().toString(), "dev.jbang.Main");
            jbang.command().addAll(List.of("--offline", "run", written().toString()));
            jbang.command().addAll(List.of("--board", "mock:", "--loops", "1"));
            jbang.environment().put("HOME", folder.toString());
            jbang.environment().put("JBANG_DIR", folder.resolve("jbang").toString());
            jbang.environment().put("JBANG_REPO", repository.path().toString());
            jbang.environment().put("JBANG_NO_VERSION_CHECK", "true");
            jbang.redirectError(folder.resolve("jbang.err").toFile());

            // Code 255 asks JBang's start script to run what was printed, in its place.
            String line = output(jbang, 255);
            assertTrue(line.contains("wroom4j-cli-"), line);
            String out = output(new ProcessBuilder("sh", "-c", "exec " + line).redirectErrorStream(true), 0);

            assertTrue(out.contains("Hello at ") && out.contains("up for "), out);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String output(ProcessBuilder command, int code) throws IOException, InterruptedException {
        Process process = command.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(code, process.exitValue(), out);
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
