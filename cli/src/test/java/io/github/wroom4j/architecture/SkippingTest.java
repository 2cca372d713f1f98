package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where a program is missing a test is skipped, and stays skipped: nothing that cleans up after it, waits for a failure or runs
 * beside it may turn the missing program into a red test.
 */
class SkippingTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path FIXTURE =
            Path.of("src/test/java/io/github/wroom4j/architecture/fixture/BadCleaning.java");

    @Test
    void no_test_of_the_house_goes_red_where_a_program_is_missing() throws IOException {
        List<Path> tests = tests();
        assertTrue(tests.size() > 250, "only " + tests.size() + " test sources were found");

        assertEquals(List.of(), SkipRules.broken(TOP, tests));
    }

    @Test
    void every_way_to_go_red_is_found_and_no_good_way_is() throws IOException {
        Path fixture = FIXTURE.toAbsolutePath();

        List<String> found = SkipRules.broken(fixture.getParent(), List.of(fixture)).stream()
                .map(line -> line.replaceFirst("BadCleaning.java:\\d+: ", ""))
                .sorted()
                .toList();

        assertEquals(
                List.of(
                        "assertThrows catches what skips the test: ask with Require before it",
                        "end() touches early, which is unset when start() is aborted",
                        "end() touches program, which no @Before method sets",
                        "end() touches server, which is unset when start() is aborted",
                        "endAll() touches shared, which is unset when begin() is aborted",
                        "finally touches late, which is set inside the try",
                        "finally touches running.get(), which is set inside the try",
                        "what skips the test is left to another thread: ask with Require before it",
                        "what skips the test is left to another thread: ask with Require before it"),
                found);
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SkippingTest::javaFiles)
                    .filter(file -> !file.endsWith(FIXTURE.getFileName()))
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
