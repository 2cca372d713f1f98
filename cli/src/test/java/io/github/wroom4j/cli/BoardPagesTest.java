package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.Require;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the pages on wiring, Raspberry Pi and platforms promise, as far as no hardware is needed to see it. */
class BoardPagesTest {
    private static final Path TOP = Path.of("..");
    private static final Path DOCS = TOP.resolve("docs");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:\\./|/|\\s)wroom4j (?!run\\b)([a-z]+)((?: [^#\\n`]*)?)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(LineFinding.class)
    void the_wiring_page_knows_every_finding_of_info(LineFinding finding) throws IOException {
        assertTrue(Files.readString(DOCS.resolve("wiring.md")).contains("`" + finding + "`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiring.md", "raspberry-pi.md", "doctor.md", "examples/wroom4j-sketch.service"})
    void commands_that_are_to_be_typed_are_understood(String page) throws IOException {
        String text = Files.readString(DOCS.resolve(page));
        Matcher commands = COMMAND.matcher(text);
        CommandLine line = Wroom4j.commandLine(
                Captured.terminal(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream()));
        while (commands.find()) {
            CommandLine command = line.getSubcommands().get(commands.group(1));
            if (command != null) {
                Stream.of(commands.group(2).split("\\s+"))
                        .filter(word -> word.startsWith("--"))
                        .forEach(option -> assertNotNull(
                                command.getCommandSpec().findOption(option.replaceFirst("=.*", "")),
                                commands.group() + " in " + page));
            }
        }
        Matcher addresses =
                Pattern.compile("\\b(pi|serial|rfc2217):/[^\\s'`)]*").matcher(text);
        while (addresses.find()) {
            BoardAddress.parse(addresses.group());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "docs/examples/wroom4j-sketch.service, wroom4j-sketch.service",
        "cli/src/packaging/systemd/wroom4j@.service, wroom4j@Thermometer.service"
    })
    void systemd_understands_the_unit(String file, String instance) throws IOException {
        // What it starts need not be installed here.
        String unit = Files.readString(TOP.resolve(file)).replaceAll("(?m)^ExecStart=.*$", "ExecStart=/bin/true");
        Path copy = Files.writeString(folder.resolve(instance), unit);
        // No counterpart of ours, so -Dwroom4j.require=all does not ask for it.
        assumeTrue(Require.find("systemd-analyze").isPresent(), "systemd-analyze is not installed");

        String complaints = ExternalProgram.run(folder, "systemd-analyze", "verify", copy.toString());

        assertEquals("", complaints);
    }

    @Test
    void the_platforms_of_the_readme_have_their_native_libraries() throws IOException {
        String readme = Files.readString(TOP.resolve("README.md"));
        int begin = readme.indexOf("## Where things are supported");
        String table = readme.substring(begin, readme.indexOf("\n\n", readme.indexOf("|---", begin)));
        List<List<String>> rows = table.lines()
                .filter(line -> line.startsWith("| "))
                .map(line ->
                        Stream.of(line.split("\\|")).skip(2).map(String::strip).toList())
                .toList();
        assertEquals(List.of("Linux x86-64", "Linux ARM (Raspberry Pi)", "macOS, Windows"), rows.get(0));
        for (var row : rows.subList(1, rows.size())) {
            assertTrue(row.get(0).matches("tested.*|with a JDK"), row::toString);
            assertTrue(
                    row.get(1)
                            .matches(
                                    "expected to work, untried|\\[tested under emulation\\]\\(docs/arm.md\\).*|with a JDK"),
                    row::toString);
            assertTrue(row.get(2).matches("best effort, untried|no|with a JDK"), row::toString);
        }
        for (String library : List.of(
                "Linux/x86_64/libjSerialComm.so",
                "Linux/armv8_64/libjSerialComm.so",
                "Linux/armv8_32/libjSerialComm.so",
                "Linux/armv7hf/libjSerialComm.so",
                "OSX/x86_64/libjSerialComm.jnilib",
                "Windows/x86_64/jSerialComm.dll",
                "com/sun/jna/linux-x86-64/libjnidispatch.so",
                "com/sun/jna/linux-aarch64/libjnidispatch.so",
                "com/sun/jna/linux-arm/libjnidispatch.so")) {
            assertNotNull(getClass().getClassLoader().getResource(library), library + " is not in its jar");
        }
    }
}
