package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.words.Printable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and answers that others chose: whatever they hold, no line of the command moves a cursor or turns its writing. */
@Timeout(120)
class HostileWordsTest {
    /** Clears a screen, turns the writing, ends a line, hides, and ends a comment of Java twice over. */
    private static final String EVIL = "\u001b[2J\u009b31m\u202ednammoc\u2066\u200b\\u000a;evil();//*/\u007f\"";

    /** The same as a name of an access point, which has 32 bytes. */
    private static final String SSID = "%1B[2J%C2%9B%E2%80%AEevil%E2%80%8B";

    @TempDir
    Path folder;

    private static void isHarmless(String text) {
        text.codePoints()
                .filter(c -> c != '\n' && c != '\t' && !Printable.hasShape(c))
                .findFirst()
                .ifPresent(c -> {
                    throw new AssertionError(String.format("U+%04X in %s", c, Printable.of(text)));
                });
    }

    private static void isHarmless(Captured run) {
        isHarmless(run.out());
        isHarmless(run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "doctor, ''",
        "doctor, --json",
        "doctor, --verbose",
        "certinfo, ''",
        "certinfo, --json",
        "certinfo, --board=mock:"
    })
    void the_names_of_a_certificate(String command, String option) throws IOException {
        var nasty = DemoAuthority.create(EVIL, Leaf.KeyKind.EC_P256);
        Path html = folder.resolve("why.html");
        try (var server = DemoServer.builder(nasty)
                .identity(nasty.issue(Leaf.localhost().names("evil.example").key(Leaf.KeyKind.EC_P256)))
                .start()) {
            String at = "localhost:" + server.port();
            var run = command.equals("doctor") && option.isEmpty()
                    ? Captured.run(command, at, "--html=" + html)
                    : option.isEmpty() ? Captured.run(command, at) : Captured.run(command, at, option);

            isHarmless(run);
            assertTrue(run.out().contains("x1b[2J"), run.out());
            assertTrue(run.out().contains("u202e"), run.out());
            run.out()
                    .lines()
                    .filter(line -> !option.equals("--json"))
                    .filter(line -> line.strip().startsWith("//") || line.contains("; //"))
                    .forEach(line -> assertFalse(
                            line.substring(line.indexOf("//") + 2).matches(".*[\\\\*/].*"),
                            () -> "a name ends a comment: " + line));
            if (Files.exists(html)) {
                isHarmless(Files.readString(html));
            }
        }
    }

    @Test
    void the_names_of_access_points() {
        String board = "mock:at-1.7?ap=" + SSID + "/secret12";

        var table = Captured.run("scan", "--board", board);
        var json = Captured.run("scan", "--json", "--board", board);
        var raw = Captured.run("at", "AT+CWMODE=1", "AT+CWLAP", "--board", board);
        var rawJson = Captured.run("at", "AT+CWMODE=1", "AT+CWLAP", "--json", "--board", board);
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Wroom4j.execute(
                new Terminal(
                        new ByteArrayInputStream("AT+CWMODE=1\nAT+CWLAP\n".getBytes(StandardCharsets.US_ASCII)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        false),
                "monitor",
                "--board",
                board);
        var monitor = new Captured(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));

        for (var run : new Captured[] {table, json, raw, rawJson, monitor}) {
            assertEquals(0, run.code(), run.err());
            isHarmless(run);
            assertTrue(run.out().contains("u202eevil"), Printable.of(run.out()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw new IllegalStateException(words());", "Serial.println(words()); exit(3);"})
    void what_a_sketch_failed_with(String failing) throws IOException {
        Path sketch = Files.writeString(folder.resolve("Fails.java"), """
                import io.github.wroom4j.Sketch;

                public class Fails extends Sketch {
                    private static String words() {
                        return "failed with \\033[2J" + (char) 0x202e + (char) 0x9b + "evil";
                    }

                    @Override
                    public void setup() {
                        %s
                    }

                    @Override
                    public void loop() {}
                }
                """.formatted(failing));

        for (var run : new Captured[] {
            Captured.run("run", sketch.toString()), Captured.run("run", sketch.toString(), "--verbose")
        }) {
            assertTrue(run.code() != 0, run.out());
            isHarmless(run.err());
            assertTrue(run.err().contains("\\x1b[2J\\u202e\\x9bevil"), run.err());
        }
    }

    /** Text may come in pieces, and a piece may end within a character. */
    @Test
    void an_error_stream_is_printable_byte_by_byte() throws IOException {
        var below = new ByteArrayOutputStream();
        var out = new PrintableOutput(below);
        for (byte octet : "Größe 東京 😀\u202e\u001b[2J\tend\n".getBytes(StandardCharsets.UTF_8)) {
            out.write(octet);
        }

        assertEquals("Größe 東京 😀\\u202e\\x1b[2J\tend\n", below.toString(StandardCharsets.UTF_8));
    }
}
