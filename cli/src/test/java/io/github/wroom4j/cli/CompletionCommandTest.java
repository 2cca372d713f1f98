package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.ExternalProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell completes, asked of a real bash. */
class CompletionCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "wroom4j do, doctor",
        "wroom4j run Htt, HttpsRequest",
        "wroom4j run --lo, --loops",
        "wroom4j mock --p, --profile",
    })
    void bash_completes(String typed, String expected) throws Exception {
        Files.writeString(
                folder.resolve("completion.sh"), Captured.run("completion").out());
        // What readline does at a tab: the words, the one that the cursor is in, and the function that was registered.
        String words = "COMP_WORDS=(" + typed + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='" + typed
                + "'; COMP_POINT=${#COMP_LINE};";
        String offered = ExternalProgram.run(
                folder,
                "bash",
                "-c",
                "source ./completion.sh; " + words
                        + " f=$(complete -p wroom4j | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); $f; printf '%s\\n' \"${COMPREPLY[@]}\"");

        assertTrue(offered.lines().map(String::strip).toList().contains(expected), offered);
    }

    @Test
    void the_script_is_all_that_is_printed() {
        var script = Captured.run("completion");

        assertEquals(0, script.code());
        assertEquals(List.of(), script.errLines());
        assertTrue(script.out().startsWith("#!"), script.out());
    }
}
