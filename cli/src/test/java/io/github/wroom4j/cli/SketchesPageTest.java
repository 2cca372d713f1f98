package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/sketches.md has each bundled sketch, with lines of its own file. What it prints is {@code PagesAsTypedIT}'s to see. */
class SketchesPageTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path SOURCES = TOP.resolve("sketches/src/main/java/io/github/wroom4j/sketches");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    static List<SketchCatalog.Entry> sketches() {
        return SketchCatalog.bundled();
    }

    private static String page() throws IOException {
        return Files.readString(TOP.resolve("docs/sketches.md"));
    }

    private static String section(SketchCatalog.Entry sketch) throws IOException {
        Matcher section = Pattern.compile("(?ms)^## " + sketch.name() + "\\n.*?(?=^## |\\z)")
                .matcher(page());
        assertTrue(section.find(), () -> sketch.name() + " has no section");
        return section.group();
    }

    @Test
    void the_page_has_every_sketch_in_the_order_of_the_catalogue() throws IOException {
        List<String> rows =
                page().lines().filter(line -> line.startsWith("| [")).toList();
        List<String> headings =
                page().lines().filter(line -> line.startsWith("## ")).toList();

        assertEquals(
                sketches().stream()
                        .map(sketch -> "| [%s](#%s) | %s |"
                                .formatted(
                                        sketch.name(), sketch.name().toLowerCase(java.util.Locale.ROOT), sketch.does()))
                        .toList(),
                rows);
        assertEquals(sketches().stream().map(sketch -> "## " + sketch.name()).toList(), headings);
    }

    @ParameterizedTest
    @MethodSource("sketches")
    void each_sketch_is_shown_with_lines_of_its_own_file_and_runs_by_its_name(SketchCatalog.Entry sketch)
            throws IOException {
        String section = section(sketch);
        Matcher lines = JAVA.matcher(section);
        assertTrue(lines.find(), "it shows no lines");
        String source = Files.readString(SOURCES.resolve(sketch.name() + ".java"));

        assertTrue(
                section.contains("[Source](../sketches/src/main/java/io/github/wroom4j/sketches/" + sketch.name()
                        + ".java). Board: "),
                section);
        assertTrue(contains(source, lines.group(1)), () -> "not in " + sketch.name() + ".java: " + lines.group(1));
        assertTrue(section.contains("\n./wroom4j run " + sketch.name()), section);
    }

    /** Whether the lines stand in the source one below the other, wherever they are indented to. */
    private static boolean contains(String source, String shown) {
        List<String> wanted = shown.lines().toList();
        List<String> all = source.lines().toList();
        for (int from = 0; from + wanted.size() <= all.size(); from++) {
            String found = String.join("\n", all.subList(from, from + wanted.size()));
            if (found.stripIndent().lines().toList().equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
