package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        var command = new ProcessBuilder(
                Jbang.java(), "-cp", classPath, written().toString(), "--board", "mock:", "--loops", "1");
        String out = Jbang.output(command.redirectErrorStream(true), 0);
        assertTrue(out.contains("up for "), out);
    }

    /** As a user has it: JBang itself, the headers as they were written, our artifacts from a local repository alone. */
    @Test
    void what_it_writes_runs_with_jbang() throws IOException, InterruptedException {
        String out = Jbang.run(folder, written().toString(), "--board", "mock:", "--loops", "1");

        assertTrue(out.contains("Hello at ") && out.contains("up for "), out);
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
