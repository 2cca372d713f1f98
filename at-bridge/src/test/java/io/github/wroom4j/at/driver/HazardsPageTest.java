package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/at-hazards.md names a test for every rule, and the tests are there. */
class HazardsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "at-hazards.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void every_test_that_the_page_names_exists() throws IOException {
        Matcher named = TEST.matcher(Files.readString(PAGE));
        int count = 0;
        for (; named.find(); count++) {
            String method = named.group(2);
            assertTrue(
                    Arrays.stream(type(named.group(1)).getDeclaredMethods())
                            .anyMatch(each -> each.getName().equals(method)),
                    named.group());
        }
        assertTrue(count > 30, count + " tests");
    }

    private static Class<?> type(String name) {
        for (String room : List.of("driver", "engine", "commands", "codec", "dialect")) {
            try {
                return Class.forName("io.github.wroom4j.at." + room + "." + name);
            } catch (ClassNotFoundException next) {
                continue;
            }
        }
        throw new AssertionError("no test class " + name);
    }

    @Test
    void no_rule_is_left_out() throws IOException {
        var wanted = new TreeSet<String>();
        IntStream.rangeClosed(1, 14).forEach(i -> wanted.add("H" + i));
        IntStream.rangeClosed(1, 7).forEach(i -> wanted.add("I" + i));
        IntStream.rangeClosed(1, 7).forEach(i -> wanted.add("C" + i));
        IntStream.rangeClosed(1, 12).forEach(i -> wanted.add("L" + i));
        Matcher rule = Pattern.compile("\\b[HICL]\\d+\\b").matcher(Files.readString(PAGE));
        while (rule.find()) {
            wanted.remove(rule.group());
        }
        assertEquals(new TreeSet<String>(), wanted);
    }
}
