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
        return folders(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where programs are looked for: in the folders of a {@code PATH}, then in the sbin beside each bin, where servers live. */
    static Stream<Path> folders(String path) {
        List<Path> folders = Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        return Stream.concat(
                        folders.stream(),
                        folders.stream()
                                .filter(folder -> folder.endsWith("bin"))
                                .map(folder -> folder.resolveSibling("sbin")))
                .distinct();
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
