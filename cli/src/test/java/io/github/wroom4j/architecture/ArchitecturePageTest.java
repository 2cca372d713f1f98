package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/architecture.md is drawn from what the poms and {@link ArrowsTest} hold: no arrow more, none less. */
class ArchitecturePageTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| ([^|]*) \\| [^|]* \\|$");
    private static final Pattern OURS = Pattern.compile(
            "(?s)<dependency>(?:(?!</dependency>).)*<artifactId>wroom4j-([\\w-]+)</artifactId>(.*?)</dependency>");

    private static String page() throws IOException {
        return Files.readString(TOP.resolve("docs/architecture.md"));
    }

    /** Those with code: the bill of materials is a list. */
    private static Set<String> modules() throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(TOP.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .filter(module -> !module.equals("bom"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a module's main code depends on. */
    private static Set<String> sees(String module) throws IOException {
        return OURS.matcher(Files.readString(TOP.resolve(module).resolve("pom.xml")))
                .results()
                .filter(found -> !found.group(2).contains("<scope>test</scope>")
                        && !found.group(2).contains("test-jar"))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What it sees, and what that sees. */
    private static Set<String> reaches(String module) throws IOException {
        var found = new TreeSet<String>();
        for (String next : sees(module)) {
            found.add(next);
            found.addAll(reaches(next));
        }
        return found;
    }

    @Test
    void each_module_sees_what_the_table_says() throws IOException {
        var told = new TreeSet<String>();
        Matcher row = ROW.matcher(page());
        while (row.find()) {
            String module = row.group(1);
            told.add(module);
            if (row.group(2).startsWith("all")) {
                Set<String> below = modules();
                below.removeAll(List.of(module, "benchmarks"));
                assertEquals(below, reaches(module), module);
                continue;
            }
            var expected = new TreeSet<String>();
            for (String name : row.group(2).replaceAll(" for .*", "").split(",|;| and ")) {
                switch (name.strip()) {
                    case "nothing" -> {}
                    case "mock" -> expected.add("wroom02-mock");
                    case "servers" -> expected.add("local-servers");
                    default -> expected.add(name.strip());
                }
            }
            assertEquals(expected, sees(module), module);
        }
        assertEquals(modules(), told);
    }

    @ParameterizedTest
    @CsvSource({
        "at-bridge, AT_BRIDGE, ''",
        "host-tls, HOST_TLS, ''",
        "arduino, ARDUINO, ''",
        "doctor, DOCTOR, ''",
        "wificlientsecure, WIFICLIENTSECURE, ''",
        "wroom02-mock, MOCK, mock."
    })
    void the_packages_stand_in_the_order_that_the_rules_hold(String module, House house, String prefix)
            throws IOException {
        Floors floors = ArrowsTest.INSIDE.get(house);
        Matcher drawn = Pattern.compile("\\*\\*" + module + "\\*\\*: `([^`]+)`").matcher(page());
        assertTrue(drawn.find(), module + " is not drawn");
        List<Integer> found = new ArrayList<>();
        for (String floor : drawn.group(1).split("→")) {
            var here = new TreeSet<Integer>();
            for (String name : floor.split(",")) {
                here.add(floors.floorOf(full(name.strip(), prefix)));
            }
            assertEquals(1, here.size(), () -> floor + " is no single floor");
            found.add(here.first());
        }
        assertEquals(found.stream().distinct().sorted().toList(), found, drawn.group(1));
        assertTrue(found.get(0) == 0 && found.size() == floors.rules().size() + 1, drawn.group(1));
    }

    private static String full(String name, String prefix) {
        String root = "io.github.wroom4j";
        return switch (name) {
            case "(root)" -> root;
            case "mock" -> root + ".mock";
            default -> root + "." + prefix + name;
        };
    }
}
