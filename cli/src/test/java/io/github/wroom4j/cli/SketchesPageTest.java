package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/sketches.md shows each bundled sketch as it really runs on the mock, and README's first picture too. {@code
 * -Dwroom4j.pages=write} makes both anew; without it they are compared, the runs of all sketches with {@code -Pfull}.
 */
@Timeout(300)
class SketchesPageTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = TOP.resolve("docs/sketches.md");
    private static final Path PICTURE = TOP.resolve("docs/images/run.svg");
    private static final Path SOURCES = TOP.resolve("sketches/src/main/java/io/github/wroom4j/sketches");
    private static final boolean WRITE = "write".equals(System.getProperty("wroom4j.pages"));

    @TempDir
    Path folder;

    static List<SketchCatalog.Entry> sketches() {
        return SketchCatalog.bundled();
    }

    @Test
    void the_page_has_every_sketch_with_its_own_lines() throws Exception {
        if (WRITE) {
            write();
        }
        String page = Files.readString(PAGE);
        assertTrue(page.startsWith(head()), "the head of docs/sketches.md is not current: -Dwroom4j.pages=write");
        List<String> shown = new ArrayList<>();
        for (SketchCatalog.Entry sketch : sketches()) {
            assertTrue(
                    page.contains(beforeTheOutput(sketch)),
                    () -> sketch.name() + " is not current on docs/sketches.md");
        }
        page.lines().filter(line -> line.startsWith("## ")).forEach(shown::add);
        assertEquals(sketches().stream().map(sketch -> "## " + sketch.name()).toList(), shown);
    }

    @Test
    void the_picture_of_the_readme_is_what_the_first_command_prints() throws Exception {
        SketchCatalog.Entry first = sketches().get(0);
        String picture = TerminalPicture.of("./wroom4j run " + first.name(), output(first, folder));
        if (WRITE) {
            Files.writeString(PICTURE, picture);
        }
        assertEquals(Files.readString(PICTURE), picture);
    }

    @ParameterizedTest
    @MethodSource("sketches")
    void the_output_on_the_page_is_that_of_a_run(SketchCatalog.Entry sketch) throws Exception {
        assumeTrue(Seeds.full() || WRITE, "every sketch is run with -Pfull");
        if (sketch.name().equals("MqttPublish")) {
            Require.program("mosquitto");
        }
        String page = Files.readString(PAGE);
        String rest = page.substring(page.indexOf(beforeTheOutput(sketch)));
        int next = rest.indexOf("\n## ");

        assertEquals(section(sketch), next < 0 ? rest : rest.substring(0, next));
    }

    private void write() throws Exception {
        var page = new StringBuilder(head());
        for (SketchCatalog.Entry sketch : sketches()) {
            page.append('\n').append(section(sketch));
        }
        Files.writeString(PAGE, page);
    }

    private static String head() {
        var head = new StringBuilder("""
                # Sketches to copy

                Each of these comes with the command and runs without hardware; what stands below its lines is what it printed,
                on a mock and against real servers on loopback. With `--board`, `--ssid` and `--password` the same sketch runs on
                a module ([which one?](wiring.md)). What differs from run to run (times, ports, addresses,
                keys) is left out (…). This page is generated from runs; a test
                compares it with the next ones.

                | sketch | what it does |
                |---|---|
                """);
        for (SketchCatalog.Entry sketch : sketches()) {
            head.append("| [")
                    .append(sketch.name())
                    .append("](#")
                    .append(sketch.name().toLowerCase(java.util.Locale.ROOT))
                    .append(") | ")
                    .append(sketch.does())
                    .append(" |\n");
        }
        return head.toString();
    }

    private static String beforeTheOutput(SketchCatalog.Entry sketch) throws IOException {
        Gallery.Showing showing = Gallery.of(sketch.name());
        return """
                ## %s

                [Source](../sketches/src/main/java/io/github/wroom4j/sketches/%s.java). Board: %s.

                ```java
                %s
                ```

                ```sh
                ./wroom4j run %s%s
                ```
                """.formatted(
                        sketch.name(),
                        sketch.name(),
                        showing.needs(),
                        String.join("\n", lines(sketch.name(), showing)),
                        sketch.name(),
                        showing.options());
    }

    private static List<String> lines(String name, Gallery.Showing showing) throws IOException {
        List<String> source = Files.readAllLines(SOURCES.resolve(name + ".java"));
        int from = 0;
        while (!source.get(from).contains(showing.from())) {
            from++;
            assertTrue(from < source.size(), () -> name + " has no line with " + showing.from());
        }
        List<String> found = source.subList(from, from + showing.lines());
        return String.join("\n", found).stripIndent().lines().toList();
    }

    private String section(SketchCatalog.Entry sketch) throws Exception {
        Path own = Files.createDirectories(folder.resolve(sketch.name()));
        return beforeTheOutput(sketch) + "\n```text\n" + output(sketch, own) + "\n```\n";
    }

    /** What a run printed, without what is different in the next one. */
    private static String output(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return Gallery.of(sketch.name())
                .run()
                .shown(sketch, folder)
                .replace("\r", "")
                .replaceAll("\\b(localhost|127\\.0\\.0\\.1):\\d+", "$1:…")
                .replaceAll("\\b192\\.168\\.1\\.\\d+", "192.168.1.…")
                .replaceAll("(?<=192\\.168\\.1\\.…):\\d+", ":…")
                .replaceAll("\\b[\\d.]+ ms\\b", "… ms")
                .replaceAll("\\b(?!00:00)[0-9a-f]{2}(:[0-9a-f]{2}){19}", "…")
                .replaceAll("Uptime: [\\d:]+", "Uptime: …")
                .replaceAll("(?m)[ \\t]+$", "")
                .strip();
    }
}
