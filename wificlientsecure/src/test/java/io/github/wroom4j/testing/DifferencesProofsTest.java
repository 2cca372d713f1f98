package io.github.wroom4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of docs/differences.md that name their proofs: every named test is there, runs, and is marked with a rule of
 * its row; where strict mode restores the core, one of them is about strict mode. The rows about TLS are tried one by one
 * in {@code DifferencesTest}.
 */
class DifferencesProofsTest {
    private static final List<Path> TESTS =
            List.of(Path.of("wificlientsecure/src/test/java"), Path.of("arduino/src/test/java"));
    private static final String BY_ITSELF = "`DifferencesTest`";
    private static final Pattern PROOF = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final Pattern RANGE = Pattern.compile("([A-Z]+)-(\\d+) … \\1-(\\d+)");

    /** A row: its rules, whether strict mode restores the core, and the names of its proofs. */
    record Row(String rule, boolean strictRestores, String proofs) {
        List<String> rules() {
            Matcher range = RANGE.matcher(rule);
            return range.matches()
                    ? IntStream.rangeClosed(Integer.parseInt(range.group(2)), Integer.parseInt(range.group(3)))
                            .mapToObj(number -> range.group(1) + "-" + number)
                            .toList()
                    : List.of(rule.split(", "));
        }

        @Override
        public String toString() {
            return rule;
        }
    }

    private static List<Row> allRows() throws IOException {
        var rows = new ArrayList<Row>();
        for (String line : Files.readAllLines(Repository.root().resolve("docs/differences.md"))) {
            String[] cells = line.split("\\s*\\|\\s*");
            if (cells.length > 1 && cells[1].matches("[A-Z]+-\\d.*")) {
                assertEquals(6, cells.length, "a row has five cells: " + line);
                assertTrue(cells[4].equals("yes") || cells[4].equals("no"), line);
                rows.add(new Row(cells[1], cells[4].equals("yes"), cells[5]));
            }
        }
        return rows;
    }

    static Stream<Row> rows() throws IOException {
        return allRows().stream().filter(row -> !row.proofs().equals(BY_ITSELF));
    }

    @Test
    void only_rows_about_tls_are_left_to_the_other_test() throws IOException {
        for (Row row : allRows()) {
            assertEquals(
                    row.rule().matches("(TLS|BH|AX)-.*"), row.proofs().equals(BY_ITSELF), "the proof of " + row.rule());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_names_tests_that_are_marked_with_its_rule(Row row) throws Exception {
        var names = new ArrayList<String>();
        for (Matcher proof = PROOF.matcher(row.proofs()); proof.find(); ) {
            Method test = method(proof.group(1), proof.group(2));
            assertTrue(runs(test), test + " is no test");
            assertTrue(
                    Arrays.stream(test.getAnnotation(Rule.class).value()).anyMatch(row.rules()::contains),
                    test + " is not marked with a rule of this row");
            names.add(test.getName());
        }
        assertTrue(!names.isEmpty(), "a row without proof");
        assertTrue(
                !row.strictRestores() || names.stream().anyMatch(name -> name.contains("strict")),
                () -> "nothing shows that strict mode restores the core: " + names);
    }

    private static boolean runs(Method test) {
        return test.isAnnotationPresent(Rule.class)
                && (test.isAnnotationPresent(Test.class) || test.isAnnotationPresent(ParameterizedTest.class));
    }

    private static Method method(String simpleName, String method) throws Exception {
        String name = "";
        for (Path folder : TESTS) {
            Path tests = Repository.root().resolve(folder);
            try (Stream<Path> files = Files.walk(tests)) {
                name = files.filter(file -> file.endsWith(simpleName + ".java"))
                        .findFirst()
                        .map(file -> tests.relativize(file).toString().replaceAll("[/\\\\]", "."))
                        .orElse(name);
            }
        }
        assertTrue(!name.isEmpty(), "there is no test class " + simpleName);
        return Arrays.stream(Class.forName(name.substring(0, name.length() - ".java".length()))
                        .getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no test " + simpleName + "." + method));
    }
}
