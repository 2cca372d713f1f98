package io.github.wroom4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every case of the core's own tests (arduino-api §23) is repeated here, or it is said why it cannot be. */
class CoreCasesTest {
    private static final Pattern MARK = Pattern.compile("@CoreCase\\((\\{[^}]*}|\"T\\d+\")\\)");
    private static final Pattern NUMBER = Pattern.compile("T\\d+");

    private static final Map<String, String> LEFT_OUT = Map.of(
            "T1", "Java has no objects that were moved from",
            "T16", "Java has no operators to chain; its own + does",
            "T21", "Java has no strings in program memory",
            "T22", "there is no Updater: ESP8266HTTPUpdate replaces a file, whole or not at all",
            "T43", "the C library",
            "T45", "no console has a loop-back; the line's rate and overrun are the UART's and the mock's tests",
            "T46", "stack, heap and flash of the chip; files are T23, a ping is a command of the driver's");

    @Test
    void each_has_a_test_or_a_reason() throws IOException {
        Set<String> repeated = repeated();
        Set<String> named = Stream.concat(
                        IntStream.rangeClosed(1, 23).boxed(),
                        IntStream.rangeClosed(30, 46).boxed())
                .map(number -> "T" + number)
                .collect(Collectors.toCollection(TreeSet::new));

        var unknown = new TreeSet<>(repeated);
        unknown.removeAll(named);
        assertEquals(Set.of(), unknown, "no such case");
        var both = new TreeSet<>(repeated);
        both.retainAll(LEFT_OUT.keySet());
        assertEquals(Set.of(), both, "repeated and left out");
        named.removeAll(repeated);
        named.removeAll(LEFT_OUT.keySet());
        assertEquals(Set.of(), named, "neither repeated nor left out with a reason");
    }

    private static Set<String> repeated() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : List.of("arduino", "wificlientsecure")) {
            try (Stream<Path> files = Files.walk(Repository.root().resolve(module + "/src/test/java"))) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .flatMap(file -> MARK.matcher(text(file)).results())
                        .flatMap(mark -> NUMBER.matcher(mark.group(1)).results())
                        .map(number -> number.group())
                        .forEach(found::add);
            }
        }
        assertTrue(found.size() > 20, found::toString);
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
