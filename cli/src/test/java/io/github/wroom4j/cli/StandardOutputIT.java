package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command whose output nobody takes: the executable jar behind pipes and a full disk. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the lines are Bash's, and /dev/full is Linux's")
class StandardOutputIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"run Blink --ms 20", "run Blink --ms 20 --json"})
    void a_sketch_whose_reader_has_gone_ends_without_a_word(String words) throws Exception {
        var run = JarProcess.shell(folder, "wroom4j " + words + " | head -1; exit ${PIPESTATUS[0]}");

        assertEquals(141, run.code(), run.err());
        assertEquals("", run.err());
        assertEquals(1, run.out().lines().count(), run.out());
    }

    @Test
    void what_a_sketch_prints_past_its_console_ends_it_too() throws Exception {
        var run = JarProcess.shell(folder, """
                cat >Past.java <<'END'
                public class Past extends io.github.wroom4j.Sketch {
                    public void setup() {}
                    public void loop() {
                        System.out.println("on and on");
                    }
                }
                END
                wroom4j run Past.java | head -4; exit ${PIPESTATUS[0]}
                """);

        assertEquals(141, run.code(), run.err());
        assertEquals("", run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run Blink --ms 20", "--help", "scan", "mock --tcp 0"})
    void a_full_disk_is_one_line_and_code_1(String words) throws Exception {
        var run = JarProcess.shell(folder, "wroom4j " + words + " >/dev/full");

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("standard output cannot be written: "), run.err());
    }

    @Test
    void a_sketch_started_by_plain_java_ends_with_its_reader_too() throws Exception {
        var run = JarProcess.shell(folder, """
                wroom4j new Plain >&2 && sed -i 's/delay(1000)/delay(10)/' Plain.java
                java -cp "$JAR" Plain.java --board mock: | head -1; exit ${PIPESTATUS[0]}
                """, "JAR=" + System.getProperty("wroom4j.jar"));

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("the console cannot be written"), run.err());
    }
}
