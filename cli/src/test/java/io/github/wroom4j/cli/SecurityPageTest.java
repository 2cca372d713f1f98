package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise of SECURITY.md names tests, and they are there. */
class SecurityPageTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void every_promise_names_tests_that_exist() throws IOException {
        Set<String> tests = tests();
        List<String> rows = Files.readAllLines(TOP.resolve("SECURITY.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| promise"))
                .toList();
        assertTrue(rows.size() >= 8, rows::toString);
        var missing = new TreeSet<String>();
        for (String row : rows) {
            var names = NAME.matcher(row).results().map(found -> found.group(1)).toList();
            assertTrue(!names.isEmpty(), () -> "no test is named: " + row);
            names.stream().filter(name -> !tests.contains(name)).forEach(missing::add);
        }
        assertEquals(Set.of(), missing);
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SecurityPageTest::files)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
