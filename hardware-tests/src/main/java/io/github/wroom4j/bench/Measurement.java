package io.github.wroom4j.bench;

import java.util.Locale;

/**
 * A number that a test measured, kept whether or not it is good enough, so that a report shows it over time.
 *
 * @param name as in {@code goodput}
 * @param value the number
 * @param unit as in {@code B/s}, {@code ms}, {@code dBm}
 */
public record Measurement(String name, double value, String unit) {
    /** Fails the test if it is smaller. */
    public Measurement atLeast(double least) {
        return demand(value >= least, "at least " + number(least));
    }

    /** Fails the test if it is larger. */
    public Measurement atMost(double most) {
        return demand(value <= most, "at most " + number(most));
    }

    /** Fails the test if it is outside. */
    public Measurement between(double least, double most) {
        return demand(value >= least && value <= most, "between " + number(least) + " and " + number(most));
    }

    private Measurement demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(name + " is " + this + " but must be " + what + " " + unit);
        }
        return this;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    /** Value and unit. */
    @Override
    public String toString() {
        return number(value) + " " + unit;
    }
}
