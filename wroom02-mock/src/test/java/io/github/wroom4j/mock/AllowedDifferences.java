package io.github.wroom4j.mock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the mock may differ from the recordings, and why. A line of the file has five columns, parted by tabs: versions
 * (parted by commas), how many replies differ, a pattern of where ({@code context/script/what is sent}), a pattern of
 * how ({@code recorded → mock}), and the reason, which begins with {@code replaced parts:} where those chose the
 * recorded reply. A line that covers more or fewer differences than it says fails the
 * whole replay: so the file can only shrink.
 */
final class AllowedDifferences {
    private final String file;
    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        final int line;
        final Set<String> versions;
        final int count;
        final Pattern where;
        final Pattern how;
        final boolean replacedParts;
        final String reason;
        int used;

        Rule(int line, String[] columns) {
            this.line = line;
            versions = Set.of(columns[0].split(","));
            count = Integer.parseInt(columns[1]);
            where = Pattern.compile(columns[2], Pattern.DOTALL);
            how = Pattern.compile(columns[3], Pattern.DOTALL);
            replacedParts = columns[4].startsWith("replaced parts:");
            reason = columns[4];
            if (reason.isBlank()) {
                throw new IllegalStateException("a difference without a reason in line " + line);
            }
        }
    }

    private AllowedDifferences(String file) {
        this.file = file;
    }

    /** Reads a file of the test's resources. */
    static AllowedDifferences read(String file) {
        var allowed = new AllowedDifferences(file);
        try (InputStream in = AllowedDifferences.class.getResourceAsStream("/recordings/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line; (line = lines.readLine()) != null; ) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    allowed.rules.add(new Rule(number, line.split("\t", 5)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return allowed;
    }

    /** How many replies each reason stands for, in the order of the file. */
    Map<String, Integer> reasons() {
        var sums = new LinkedHashMap<String, Integer>();
        rules.forEach(rule -> sums.merge(rule.reason, rule.count, Integer::sum));
        return sums;
    }

    /** What became of a difference. */
    enum Verdict {
        /** No line allows it. */
        UNEXPLAINED,
        /** A line allows it. */
        ALLOWED,
        /** A line allows it, because the recording's replaced parts chose what the firmware had no say in. */
        REPLACED_PARTS
    }

    /** Whether a line allows this difference, and why; it is counted there. */
    Verdict judge(String version, String where, String how) {
        Optional<Rule> rule = rules.stream()
                .filter(r -> r.versions.contains(version)
                        && r.where.matcher(where).matches()
                        && r.how.matcher(how).matches())
                .findFirst();
        rule.ifPresent(r -> r.used++);
        return rule.map(r -> r.replacedParts ? Verdict.REPLACED_PARTS : Verdict.ALLOWED)
                .orElse(Verdict.UNEXPLAINED);
    }

    /** What is wrong with the file after a run. @param whole whether all was played, so that every line must be used up */
    List<String> complaints(boolean whole) {
        return rules.stream()
                .filter(r -> r.used > r.count || whole && r.used < r.count)
                .map(r -> file + ":" + r.line + " says " + r.count + " differences, there were " + r.used)
                .toList();
    }
}
