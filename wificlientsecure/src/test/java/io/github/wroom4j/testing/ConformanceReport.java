package io.github.wroom4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code docs/conformance.md} from the tests of this module and the three below it that ran and passed before it (the build runs it after all others), and
 * fails for a rule without test, a test of an unknown rule, and a rule that is called open and is not.
 */
class ConformanceReport {
    private static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");

    private record Known(String id, String about, boolean open) {}

    private static List<Known> known() throws IOException {
        var rules = new ArrayList<Known>();
        try (InputStream in = ConformanceReport.class.getResourceAsStream("/conformance/rules.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    boolean open = line.startsWith("!");
                    String[] parts = line.substring(open ? 1 : 0).split(" ", 2);
                    rules.add(new Known(parts[0], parts[1], open));
                }
            }
        }
        return rules;
    }

    /** From rules to the tests that passed, or to those that this machine could not run. */
    private static Map<String, TreeSet<String>> tests(boolean skipped) throws IOException {
        var byRule = new TreeMap<String, TreeSet<String>>();
        var notes = new ArrayList<String>();
        for (String module : List.of("arduino", "host-tls", "doctor", "wificlientsecure")) {
            Path noted = Path.of("..", module).resolve(RuleListener.NOTES);
            if (Files.exists(noted)) {
                notes.addAll(Files.readAllLines(noted));
            }
        }
        for (String line : notes) {
            if (line.startsWith("~") != skipped) {
                continue;
            }
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                byRule.computeIfAbsent(words[i], rule -> new TreeSet<>()).add(words[0]);
            }
        }
        return byRule;
    }

    @Test
    void every_rule_is_known_and_proved_or_called_open() throws IOException {
        List<Known> known = known();
        Map<String, TreeSet<String>> passed = tests(false);
        Map<String, TreeSet<String>> skipped = tests(true);
        var unknown = new TreeSet<>(passed.keySet());
        var missing = new ArrayList<String>();
        var notOpen = new ArrayList<String>();
        for (Known rule : known) {
            unknown.remove(rule.id);
            if (!passed.containsKey(rule.id) && !skipped.containsKey(rule.id) && !rule.open) {
                missing.add(rule.id);
            }
            if (passed.containsKey(rule.id) && rule.open) {
                notOpen.add(rule.id);
            }
        }
        // D-1 … D-9 follow from the facts; tests cite them, and they are not rules of the core.
        unknown.removeIf(id -> id.startsWith("D-"));
        assertEquals(List.of(), missing, "rules without a test that passed");
        assertEquals(List.of(), notOpen, "rules with a test that rules.txt still calls open: take the '!' away");
        assertTrue(unknown.isEmpty(), "tests name rules that rules.txt does not know: " + unknown);
        if (skipped.isEmpty()) {
            Files.writeString(DOCUMENT, document(known, passed));
        } else {
            // A page from half the tests would unsay what the other half proves elsewhere.
            System.out.println("docs/conformance.md is left as it is: " + skipped.size() + " tests were skipped here");
        }
    }

    private static String document(List<Known> known, Map<String, TreeSet<String>> passed) {
        var groups = new LinkedHashMap<String, StringBuilder>();
        long open = known.stream().filter(Known::open).count();
        for (Known rule : known) {
            String group = rule.id.replaceAll("-.*", "");
            var tests = passed.getOrDefault(rule.id, new TreeSet<>());
            groups.computeIfAbsent(group, g -> new StringBuilder())
                    .append("| ")
                    .append(rule.id)
                    .append(" | ")
                    .append(rule.about)
                    .append(" | ")
                    .append(rule.open ? "*open: no test yet*" : "`" + String.join("` `", tests) + "`")
                    .append(" |\n");
        }
        var text = new StringBuilder("# Conformance with the ESP8266 Arduino core\n\n"
                + "Written by the build from tests that ran and passed; do not edit. Of " + known.size() + " rules, "
                + (known.size() - open) + " are proved and " + open + " are open.\n");
        groups.forEach((group, rows) -> text.append("\n## ")
                .append(group)
                .append("\n\n| rule | about | tests |\n|---|---|---|\n")
                .append(rows));
        return text.toString();
    }
}
