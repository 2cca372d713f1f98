package io.github.wroom4j.hal.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from the machine. Where it is absent the test is skipped with a reason that is printed, unless
 * {@code -Dwroom4j.require=NAME,…} (or {@code all}) names it: then its absence is a failure.
 */
public final class Require {
    private Require() {}

    /** Where programs are looked for after {@code PATH}: servers live in sbin, which a user's path often lacks. */
    private static final List<String> ALSO = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    /** Goes on only if {@code available}; else skips or fails, for that reason. */
    public static void that(String name, boolean available, String reason) {
        if (available) {
            return;
        }
        if (isRequired(name)) {
            Assertions.fail("required by -Dwroom4j.require, but " + reason);
        }
        Assumptions.abort(reason + " (-Dwroom4j.require=" + name + " makes this a failure)");
    }

    /** Finds a program, or skips or fails. */
    public static Path program(String name) {
        Optional<Path> found = find(name);
        that(name, found.isPresent(), name + " is not installed");
        return found.orElseThrow();
    }

    /** Finds a program without skipping; by its name, or by its absolute path. */
    public static Optional<Path> find(String name) {
        if (Path.of(name).isAbsolute()) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ALSO.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether {@code -Dwroom4j.require} names it. */
    public static boolean isRequired(String name) {
        Set<String> required = Arrays.stream(
                        System.getProperty("wroom4j.require", "").split(","))
                .map(String::trim)
                .collect(Collectors.toSet());
        return required.contains("all") || required.contains(name);
    }
}
