package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever main code, tests, resources and pages cite of docs/facts is a heading or a row there. */
class CitationsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path FACTS = TOP.resolve("docs/facts");
    private static final Path HERE = TOP.resolve("cli/src/test/java/io/github/wroom4j/architecture");
    private static final Path FIXTURE = HERE.resolve("fixture/BadCitations.java");

    /** What cites wrong on purpose, and what says so. */
    private static final Set<Path> ON_PURPOSE = Set.of(FIXTURE, HERE.resolve("CitationsTest.java"));

    @Test
    void every_citation_opens() throws IOException {
        var citations = new Citations(pages());
        var broken = new ArrayList<String>();
        for (Path file : files()) {
            broken.addAll(citations.broken(name(file), Files.readString(file), ownPage(file)));
        }

        assertEquals(List.of(), broken, () -> String.join("\n", broken));
        assertTrue(citations.count() > 1500, citations.count() + " citations were found");
    }

    @Test
    void a_citation_that_does_not_open_is_told_with_its_place() throws IOException {
        var citations = new Citations(pages());

        assertEquals(
                List.of(
                        "BadCitations.java:4: no heading 99.9 in docs/facts/at-protocol.md",
                        "BadCitations.java:5: no heading 77 in docs/facts/espconn-sdk.md",
                        "BadCitations.java:6: a paragraph without its page",
                        "BadCitations.java:8: a paragraph without its page",
                        "BadCitations.java:9: a paragraph without a number",
                        "BadCitations.java:16: no heading 42.1 in docs/facts/at-protocol.md",
                        "BadCitations.java:10: no row HC-999 in docs/facts",
                        "BadCitations.java:11: no row H99 in docs/facts",
                        "BadCitations.java:12: no row L4 in docs/facts/espconn-sdk.md",
                        "BadCitations.java:12: no row G99 in docs/facts",
                        "BadCitations.java:13: T7 without its page: arduino-api and at-protocol have one",
                        "BadCitations.java:26: no row T99 in docs/facts/arduino-api.md"),
                citations.broken("BadCitations.java", Files.readString(FIXTURE), ""));
    }

    /** Goals are cited as facts are; they stand on the page of what was measured against them. */
    private static FactPages pages() throws IOException {
        return FactPages.in(FACTS).with(TOP.resolve("docs/performance.md"));
    }

    /** The page itself, where a bare paragraph is one of its own. */
    private static String ownPage(Path file) {
        return file.startsWith(FACTS) ? file.getFileName().toString().replaceFirst("\\.md$", "") : "";
    }

    private static String name(Path file) {
        return TOP.relativize(file).toString();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            List<Path> roots = Stream.concat(
                            modules.map(module -> module.resolve("src")), Stream.of(TOP.resolve("docs")))
                    .filter(Files::isDirectory)
                    .toList();
            return roots.stream()
                    .flatMap(CitationsTest::below)
                    .filter(file -> file.toString().matches(".*\\.(java|txt|properties|server|md)"))
                    .filter(file -> !ON_PURPOSE.contains(file))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
