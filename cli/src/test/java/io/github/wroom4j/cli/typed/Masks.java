package io.github.wroom4j.cli.typed;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What differs from run to run, and how the pages show it: the rules of {@code pages/masks.txt}, in their order. */
record Masks(List<Rule> rules) {
    /**
     * One of them.
     *
     * @param changing what changes
     * @param shown what stands for it; {@code $1} is the first group
     */
    record Rule(Pattern changing, String shown) {
        static Rule of(List<String> columns) {
            return new Rule(Pattern.compile(columns.get(0), Pattern.MULTILINE), columns.get(1));
        }
    }

    static Masks read() throws IOException {
        return new Masks(Table.read("masks.txt", 3).stream().map(Rule::of).toList());
    }

    /** What a page shows of an output. */
    String applied(String output) {
        String shown = output.replace("\r", "");
        for (Rule rule : rules) {
            shown = rule.changing().matcher(shown).replaceAll(rule.shown());
        }
        return shown.strip();
    }

    /** Whether an output is what the page shows; a line that is {@code …} alone stands for any lines that were left out. */
    static boolean agree(String page, String output) {
        var expected = new StringBuilder();
        for (String line : page.strip().split("\n")) {
            expected.append(line.equals("…") ? "(?:.*\n)*?" : Pattern.quote(line) + "\n");
        }
        return Pattern.matches(expected.toString(), output.strip() + "\n");
    }
}
