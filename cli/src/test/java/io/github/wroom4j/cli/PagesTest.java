package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What README and the pages under docs/ tell a reader to click, type or compile is there, is understood, compiles. */
class PagesTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("(?:\\]\\(|<img src=\")([^)\\s\"]+)[)\"]");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern CLASS = Pattern.compile("(?m)^public (?:final )?class (\\w+)");

    @TempDir
    Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> all = Stream.concat(Files.list(TOP), Files.walk(TOP.resolve("docs")))) {
            return all.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_leads_somewhere(Path page) throws IOException {
        var broken = new ArrayList<String>();
        Matcher links = LINK.matcher(Files.readString(page).replaceAll("(?ms)^```.*?^```", ""));
        while (links.find()) {
            String target = links.group(1);
            if (target.matches("https?:.*|mailto:.*")) {
                continue;
            }
            String file = target.replaceFirst("#.*", "");
            Path to = file.isEmpty() ? page : page.resolveSibling(file);
            if (!Files.exists(to) || !hasHeading(to, target)) {
                broken.add(target);
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void every_page_and_picture_is_led_to() throws IOException {
        var found = new java.util.HashSet<Path>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                Path to = page.resolveSibling(links.group(1).replaceFirst("#.*", ""))
                        .normalize();
                found.add(to);
                found.add(to.resolve("README.md"));
            }
        }
        var orphans = new ArrayList<Path>(pages());
        try (Stream<Path> pictures = Files.list(TOP.resolve("docs/images"))) {
            orphans.addAll(pictures.toList());
        }
        orphans.removeAll(found);
        // Where every reader begins, though the Japanese one leads to it too.
        orphans.remove(TOP.resolve("README.md"));
        assertEquals(List.of(), orphans);
    }

    private static boolean hasHeading(Path page, String target) throws IOException {
        int sharp = target.indexOf('#');
        if (sharp < 0 || !page.toString().endsWith(".md")) {
            return true;
        }
        String wanted = target.substring(sharp + 1);
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .anyMatch(wanted::equals);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_command_of_ours_is_understood(Path page) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            if (!blocks.group(1).equals("sh")) {
                continue;
            }
            for (String line : blocks.group(2).split("\n")) {
                if (line.startsWith("./wroom4j ")) {
                    understood(line.replaceFirst("\\s+#.*", "").substring("./wroom4j ".length()), page);
                }
            }
        }
    }

    /** Parsed, not run; what a sketch's options are is only known to {@code run}. */
    private static void understood(String words, Path page) {
        CommandLine line = Wroom4j.commandLine(
                Captured.terminal(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream()));
        String[] arguments = words.strip().split("\\s*[|>&].*|\\s+");
        try {
            ParseResult result = line.parseArgs(arguments);
            assertTrue(
                    result.hasSubcommand()
                            || Arrays.asList(arguments).contains("--help")
                            || Arrays.asList(arguments).contains("--version"),
                    () -> "no command in '" + words + "' of " + page.getFileName());
        } catch (CommandLine.ParameterException e) {
            throw new AssertionError("'" + words + "' of " + page.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** What stands on other people's libraries is {@link LibrariesPageTest}'s. */
    static List<Path> pages_of_our_own_classes() throws IOException {
        return pages().stream().filter(page -> !page.endsWith("libraries.md")).toList();
    }

    @ParameterizedTest
    @MethodSource("pages_of_our_own_classes")
    void every_class_compiles(Path page) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        var compiler = ToolProvider.getSystemJavaCompiler();
        assertNotNull(compiler, "this test needs a JDK");
        while (blocks.find()) {
            Matcher name = CLASS.matcher(blocks.group(2));
            if (!blocks.group(1).equals("java") || !name.find()) {
                continue;
            }
            var errors = new StringWriter();
            boolean compiled = compiler.getTask(
                            errors,
                            null,
                            null,
                            List.of(
                                    "-d",
                                    folder.toString(),
                                    "-proc:none",
                                    "-classpath",
                                    System.getProperty("java.class.path")),
                            null,
                            List.of(source(name.group(1), blocks.group(2))))
                    .call();
            assertTrue(compiled, () -> page.getFileName() + ": " + errors);
        }
    }

    /** What a fragment leaves to the reader: imports, the class around it, a method of his own. */
    private static final String FRAME = """
            import static io.github.wroom4j.esp8266wifi.WiFiTypes.*;
            import static org.junit.jupiter.api.Assertions.*;
            import io.github.wroom4j.*;
            import io.github.wroom4j.doctor.*;
            import io.github.wroom4j.doctor.page.*;
            import io.github.wroom4j.hal.*;
            import io.github.wroom4j.junit.*;
            import io.github.wroom4j.mock.*;
            import io.github.wroom4j.tls.*;
            import java.time.*;
            import org.junit.jupiter.api.*;

            class Fragment%d {
                String temperature(Esp8266 esp) {
                    return "";
                }

                %s
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"docs/doctor.md", "docs/hardware-tests.md"})
    void every_fragment_compiles(String page) throws IOException {
        var sources = new ArrayList<JavaFileObject>();
        Matcher blocks = BLOCK.matcher(Files.readString(TOP.resolve(page)));
        while (blocks.find()) {
            String code = blocks.group(2);
            if (blocks.group(1).equals("java")) {
                String framed = code.startsWith("@") ? code : "void run() throws Exception {\n" + code + "}";
                Matcher whole = Pattern.compile("(?ms)^import .*^class (\\w+)").matcher(code);
                sources.add(
                        whole.find()
                                ? source(whole.group(1), code)
                                : source("Fragment" + sources.size(), FRAME.formatted(sources.size(), framed)));
            }
        }
        assertTrue(!sources.isEmpty(), page);
        var errors = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        errors,
                        null,
                        null,
                        List.of(
                                "-d",
                                folder.toString(),
                                "-proc:none",
                                "-classpath",
                                System.getProperty("java.class.path")),
                        null,
                        sources)
                .call();
        assertTrue(compiled, () -> page + ": " + errors);
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
