package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader of the sources is told first: a package's subject, and a class's caveats. CI's Javadoc run has no warning. */
class JavadocTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    /** A comment that says something, and then the package. */
    private static final Pattern PACKAGE = Pattern.compile("(?s)/\\*\\*(.{60,}?)\\*/\\s*package .*");

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?ms)(^/\\*\\*(?:(?!\\*/).)*\\*/\\n)?(?:@[^\\n]*\\n)*^public [^\\n]*\\b(?:class|interface|enum|record) ");

    @Test
    void every_package_says_what_it_is_about() throws IOException {
        var silent = new TreeSet<String>();
        List<Path> sources = sources();
        assertTrue(sources.size() > 400, "only " + sources.size() + " sources were found");
        for (Path source : sources) {
            Path about = source.resolveSibling("package-info.java");
            if (!Files.exists(about)
                    || !PACKAGE.matcher(Files.readString(about)).matches()) {
                silent.add(TOP.relativize(source.getParent()).toString());
            }
        }
        assertEquals(new TreeSet<String>(), silent);
    }

    @Test
    void every_public_class_of_the_arduino_wifi_api_tells_its_caveats() throws IOException {
        var silent = new TreeSet<String>();
        int types = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            var type = PUBLIC_TYPE.matcher(text);
            if (source.getParent().endsWith("io/github/wroom4j/esp8266wifi") && type.find()) {
                types++;
                if (type.group(1) == null || !type.group(1).contains("<p><b>Caveats:</b> ")) {
                    silent.add(source.getFileName().toString());
                }
            }
        }
        assertTrue(types >= 20, types + " public types were found");
        assertEquals(new TreeSet<String>(), silent);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(JavadocTest::javaFiles)
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
