package io.github.wroom4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which firmware versions fit: conditions that must all hold, as in {@code >=1.7 <2}. A version compares number by
 * number, and one that ends early counts as followed by zeros, so that 1.7 equals 1.7.0.0.
 */
public final class FirmwareRange {
    private static final Pattern CONDITION = Pattern.compile("(>=|<=|>|<|=)?(\\d+(?:\\.\\d+)*)");

    private final String text;
    private final List<Condition> conditions;

    private record Condition(String operator, int[] version) {
        boolean holds(int[] actual) {
            int order = compare(actual, version);
            return switch (operator) {
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                default -> order == 0;
            };
        }
    }

    private FirmwareRange(String text, List<Condition> conditions) {
        this.text = text;
        this.conditions = conditions;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException saying which part cannot be read
     */
    public static FirmwareRange parse(String text) {
        var conditions = new ArrayList<Condition>();
        for (String part : text.trim().split("\\s+")) {
            var matcher = CONDITION.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + part
                                + "\" is not a condition on a firmware version: write one as >=1.7, <2 or =2.3.0 and put blanks between them");
            }
            String operator = matcher.group(1) == null ? "=" : matcher.group(1);
            conditions.add(new Condition(operator, numbers(matcher.group(2))));
        }
        return new FirmwareRange(text.trim(), List.copyOf(conditions));
    }

    /** Whether a version as {@code AT+GMR} reports it, {@code 1.7.4.0}, is in the range; trailing words are ignored. */
    public boolean includes(String atVersion) {
        var matcher = Pattern.compile("\\d+(?:\\.\\d+)*").matcher(atVersion);
        if (!matcher.lookingAt()) {
            return false;
        }
        int[] actual = numbers(matcher.group());
        return conditions.stream().allMatch(condition -> condition.holds(actual));
    }

    private static int[] numbers(String version) {
        return Pattern.compile("\\.")
                .splitAsStream(version)
                .mapToInt(FirmwareRange::number)
                .toArray();
    }

    private static int number(String digits) {
        if (digits.length() > 9) {
            throw new IllegalArgumentException("\"" + digits + "\" is too long for a part of a version");
        }
        return Integer.parseInt(digits);
    }

    private static int compare(int[] a, int[] b) {
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int order = Integer.compare(i < a.length ? a[i] : 0, i < b.length ? b[i] : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
