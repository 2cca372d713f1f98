package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures carry their reason, in one line, once. */
@Timeout(120)
class ReasonsTest {
    @TempDir
    Path folder;

    /** {@code DIR} is a folder that is there, {@code NONE} one that is not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run Blink --loops 1 --ms 1 --record NONE/x.wirelog | there is no folder",
                "run Blink --loops 1 --ms 1 --record DIR | Is a directory",
                "monitor --record NONE/x.wirelog --for 1ms | there is no folder",
                "mock --tcp 0 --flash NONE/x.bin | cannot be written there",
                "mock --tcp 0 --flash DIR | cannot read the flash image",
                "new NONE/Blink | there is no folder",
                "run Blink --board serial:DIR | is not a serial port",
                "run Blink --board serial:/dev/null | is not a serial port",
                "doctor demo: --ca NONE/ca.pem | --ca NONE/ca.pem cannot be read: there is no folder",
                "doctor demo: --ca DIR | certs DIR makes files",
                "run BearSslServer --cert DIR/no.pem --key DIR/no.pem | no.pem: not a certificate",
            })
    void a_file_that_cannot_be_had_says_why(String words, String reason) throws IOException {
        Files.writeString(folder.resolve("no.pem"), "hello");
        String none = folder.resolve("none").toString();
        String[] typed =
                words.replace("DIR", folder.toString()).replace("NONE", none).split(" ");

        var run = Captured.run(typed);

        assertTrue(run.code() == 1 || run.code() == 2, run.out() + run.err());
        assertEquals(1, run.errLines().size(), run.err());
        String expected = reason.startsWith("certs DIR") ? reason : reason.replace("NONE", none);
        assertTrue(run.err().contains(expected), run.err());
        assertTrue(!run.err().contains("defect of wroom4j"), run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "run Blink --loops 1 --ms 1 --record, board",
        "monitor --for 1ms --record, ready",
        "doctor demo: --html, TLS on the JVM",
        "doctor demo: --pcap, TLS on the JVM",
        "doctor demo: --keylog, TLS on the JVM",
    })
    void a_file_that_is_written_at_the_end_is_tried_before_the_job_begins(String words, String done) {
        var run = Captured.run((words + " " + folder.resolve("none/x")).split(" "));

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("there is no folder " + folder.resolve("none")), run.err());
        assertTrue(!(run.out() + run.err()).contains(done), run.out() + run.err());
    }

    private Captured sketch(String body) throws IOException {
        Path file = Files.writeString(
                folder.resolve("Fails.java"),
                "public class Fails extends io.github.wroom4j.Sketch {\n" + body + "\npublic void loop() {}\n}\n");
        return Captured.run("run", file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public void setup() { setup(); } | at Fails.java:2: StackOverflowError",
                "public void setup() { throw new OutOfMemoryError(\"Java heap space\"); } | at Fails.java:2: OutOfMemoryError: Java heap space (of",
                "public void setup() { throw new NoClassDefFoundError(\"a/B\"); } | at Fails.java:2: NoClassDefFoundError: a/B (a class of a library comes with --lib FILE.jar)",
                "static int x = Integer.parseInt(\"z\"); public void setup() {} | at Fails.java:2: NumberFormatException",
                "public void setup() { throw new RuntimeException(new IllegalStateException(\"in\")); } | at Fails.java:2: ",
            })
    void whatever_a_sketch_lets_through_is_one_line_with_its_place(String body, String told) throws IOException {
        var run = sketch(body);

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("the sketch Fails failed " + told), run.err());
    }

    @Test
    void a_mistake_beside_the_sketch_names_the_other_file() throws IOException {
        Files.writeString(folder.resolve("Beside.java"), "class Beside {\n  int x = \"\";\n}\n");
        var run = sketch("public void setup() { new Beside(); }");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("Fails.java does not compile: Beside.java line 2: "), run.err());
    }

    @Test
    void a_failing_sketch_tells_its_reason_once_on_a_terminal() {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        var quiet = Captured.terminal(java.util.Map.of(), out, err);
        var terminal = new Terminal(quiet.in(), quiet.out(), quiet.err(), quiet.environment(), true);

        int code = Wroom4j.execute(terminal, "run", "WiFiClientBasic", "--host", "127.0.0.1", "--port", "9");

        assertEquals(1, code);
        String both = out.toString() + err;
        assertEquals(both.indexOf("connection failed"), both.lastIndexOf("connection failed"), both);
        assertTrue(err.toString().contains("wroom4j run: WiFiClientBasic ended with code 1"), err.toString());
    }
}
