package io.github.wroom4j.mock.faults;

/**
 * When a fault strikes, counted over what it applies to (pieces of output, bytes, commands).
 *
 * @param share the chance of each, 0 … 1
 * @param nth the one that it strikes, counted from 1; 0 for any
 */
public record When(double share, long nth) {
    /** Every time. */
    public static final When ALWAYS = new When(1, 0);

    /** Checks the range. */
    public When {
        if (!(share >= 0 && share <= 1) || nth < 0) {
            throw new IllegalArgumentException("a fault strikes with a chance of 0 … 100 %, or the nth time, n ≥ 1");
        }
    }

    /** With that chance, 0 … 1. */
    public static When chance(double share) {
        return new When(share, 0);
    }

    /** Once: the nth time, counted from 1. */
    public static When nth(long number) {
        return new When(1, number);
    }

    /** Reads {@code 1%}, {@code nth=3} or {@code byte=120}; empty for always. */
    public static When parse(String text) {
        if (text.isEmpty()) {
            return ALWAYS;
        }
        try {
            if (text.endsWith("%")) {
                return chance(Double.parseDouble(text.substring(0, text.length() - 1)) / 100);
            }
            int equals = text.indexOf('=');
            String unit = equals < 0 ? "" : text.substring(0, equals);
            if (unit.equals("byte") || unit.equals("nth")) {
                long number = Long.parseLong(text.substring(equals + 1));
                if (number > 0) {
                    return nth(number);
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(advice(text), e);
        }
        throw new IllegalArgumentException(advice(text));
    }

    private static String advice(String text) {
        return "\"@" + text + "\" tells no time: write @1%, @nth=3 or @byte=120";
    }
}
