package io.github.wroom4j.cli.typed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param at where its text begins in the page
 * @param language what stands behind the fence: {@code sh}, {@code text}, {@code java} …
 * @param text its lines, each ended
 * @param before the prose between the block above and this one
 * @param after the prose up to the next block, or to the end of the section
 * @param heading the heading that it stands under, without the hashes
 */
record Block(int at, String language, String text, String before, String after, String heading) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```\\n");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static List<Block> of(Path page) throws IOException {
        return of(Files.readString(page));
    }

    static List<Block> of(String page) {
        Matcher fenced = FENCED.matcher(page);
        var found = new ArrayList<Block>();
        String heading = "";
        int end = 0;
        while (fenced.find()) {
            String before = page.substring(end, fenced.start());
            heading = HEADING.matcher(before)
                    .results()
                    .reduce((first, second) -> second)
                    .map(last -> last.group(1))
                    .orElse(heading);
            end = fenced.end();
            found.add(new Block(
                    fenced.start(2), fenced.group(1), fenced.group(2), before, after(page.substring(end)), heading));
        }
        return found;
    }

    private static String after(String rest) {
        return rest.split("(?m)^(?:```|#)", 2)[0];
    }

    boolean is(String wanted) {
        return language.equals(wanted);
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }

    /** Commands, each with what belongs to it: a here-document, a continued line. Comments and blank lines are no commands. */
    List<String> commands() {
        var commands = new ArrayList<String>();
        var open = new StringBuilder();
        String until = "";
        for (String line : text.lines().toList()) {
            if (open.isEmpty() && (line.isBlank() || line.startsWith("#"))) {
                continue;
            }
            open.append(line).append('\n');
            Matcher here = Pattern.compile("<<'?(\\w+)'?").matcher(line);
            if (until.isEmpty() && here.find()) {
                until = here.group(1);
            } else if (until.isEmpty() ? !line.endsWith("\\") : line.equals(until)) {
                commands.add(open.toString());
                open.setLength(0);
                until = "";
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("a command without its end: " + open);
        }
        return commands;
    }
}
