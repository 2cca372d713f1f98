package io.github.wroom4j.benchmarks;

import io.github.wroom4j.benchmarks.goals.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why a goal is missed, written by hand in {@code reasons.md}: a heading {@code ## G7 · resumed} names the goal and how the
 * row's name begins. A reason appears on the page only while its row misses the goal.
 */
final class Reasons {
    private static final String RESOURCE = "reasons.md";

    private final Map<String, String> texts;

    private Reasons(Map<String, String> texts) {
        this.texts = texts;
    }

    static Reasons written() throws IOException {
        try (InputStream in = Reasons.class.getResourceAsStream(RESOURCE)) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Reasons read(String file) {
        var texts = new LinkedHashMap<String, String>();
        String[] sections = file.split("(?m)^## ");
        for (int i = 1; i < sections.length; i++) {
            String[] headAndText = sections[i].split("\\R", 2);
            texts.put(headAndText[0].strip(), headAndText.length < 2 ? "" : headAndText[1].strip());
        }
        return new Reasons(texts);
    }

    /** The reason for a row that misses its goal, if one is written down. */
    Optional<String> of(Row row) {
        String name = row.goal() + " · " + row.what();
        return texts.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
