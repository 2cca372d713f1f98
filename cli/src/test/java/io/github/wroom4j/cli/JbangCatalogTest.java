package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** jbang-catalog.json: {@code jbang doctor@…} and its like name an artifact, a main class and words that exist. */
@Timeout(180)
class JbangCatalogTest {
    private static final Path TOP = Path.of("..");

    @TempDir
    Path folder;

    /** JSON is YAML's subset. */
    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> aliases() throws IOException {
        var catalog = (Map<String, Object>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(TOP.resolve("jbang-catalog.json")));
        return (Map<String, Map<String, Object>>) catalog.get("aliases");
    }

    @Test
    void each_alias_names_what_there_is() throws Exception {
        Matcher version =
                Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(TOP.resolve("pom.xml")));
        assertTrue(version.find());
        assertTrue(aliases().size() >= 4, () -> "aliases are missing");
        for (Map<String, Object> alias : aliases().values()) {
            assertEquals("io.github.wroom4j:wroom4j-cli:" + version.group(1), alias.get("script-ref"));
            assertEquals(Wroom4j.class.getName(), alias.get("main"));
            List<?> words = (List<?>) alias.getOrDefault("arguments", List.of("--version"));
            var line = Wroom4j.commandLine(
                    Captured.terminal(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream()));
            assertTrue(
                    words.get(0).equals("--version") || line.getSubcommands().containsKey((String) words.get(0)),
                    alias::toString);
            if (words.size() > 1) {
                SketchCatalog.find((String) words.get(1));
            }
        }
    }

    @Test
    void jbang_runs_an_alias() throws IOException, InterruptedException {
        assumeTrue(Seeds.full(), "JBang is fetched by -Pfull only");
        Files.copy(TOP.resolve("jbang-catalog.json"), folder.resolve("jbang-catalog.json"));

        String out = Jbang.run(folder, "https-request");

        assertTrue(out.contains("HTTP 200"), out);
    }
}
