package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sketches there are and what each takes. */
class SketchesCommandTest {
    @Test
    void every_sketch_is_listed_with_its_options() {
        var list = Captured.run("sketches");
        var json = Captured.run("sketches", "--json");

        assertEquals(0, list.code(), list.err());
        for (SketchCatalog.Entry each : SketchCatalog.bundled()) {
            assertTrue(list.out().lines().anyMatch(line -> line.startsWith(each.name() + " ")), each.name());
            assertTrue(json.out().contains("{\"name\": \"" + each.name() + "\", \"does\": "), json.out());
            for (String option : each.options()) {
                assertTrue(list.out().contains("--" + option), option);
                assertFalse(
                        SketchOptionWords.of(each, option).isEmpty(), each.name() + " --" + option + " is unexplained");
            }
        }
    }

    @Test
    void help_behind_a_name_is_the_sketchs() {
        var blink = Captured.run("run", "Blink", "--help");
        assertEquals(0, blink.code(), blink.err());
        assertTrue(blink.out().startsWith("Usage: wroom4j run Blink [OPTIONS]"), blink.out());
        assertTrue(blink.out().contains("--ms VALUE") && blink.out().contains("milliseconds"), blink.out());
        assertTrue(Captured.run("run", "--help").out().contains("--loops"), "without a name it is the command's");
        assertEquals(2, Captured.run("run", "Blnik", "--help").code());
    }

    @Test
    void help_of_a_file_lists_what_its_source_asks_for(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("Half.java"), "class Half extends Sketch { … option(\"speed\") … hasOption(\"loud\")");

        var help = Captured.run("run", file.toString(), "--help");

        assertEquals(0, help.code(), help.err());
        assertTrue(help.out().contains("--speed") && help.out().contains("--loud"), help.out());
    }
}
