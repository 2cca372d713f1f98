package io.github.wroom4j.benchmarks.goals;

import java.util.Locale;

/**
 * One measured figure beside what it is held against.
 *
 * @param goal the goal's id, G1 … G20
 * @param what what was measured, in a few words
 * @param value the figure
 * @param unit of the figure; empty for a ratio
 * @param sense which side of the bound is good
 * @param bound the goal; NaN for a figure that stands there to compare with
 * @param note how it came about, or why the goal is missed; may be empty
 */
public record Row(String goal, String what, double value, String unit, Sense sense, double bound, String note) {

    /** Which side of a bound is good. */
    public enum Sense {
        /** The figure should not be below the bound. */
        AT_LEAST("≥"),
        /** The figure should not be above the bound. */
        AT_MOST("≤"),
        /** There is no bound. */
        BESIDE("");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }

        /** As written in a table. */
        public String sign() {
            return sign;
        }
    }

    /** A figure that should reach a bound. */
    public static Row atLeast(double bound, String goal, String what, double value, String unit) {
        return new Row(goal, what, value, unit, Sense.AT_LEAST, bound, "");
    }

    /** A figure that should stay within a bound. */
    public static Row atMost(double bound, String goal, String what, double value, String unit) {
        return new Row(goal, what, value, unit, Sense.AT_MOST, bound, "");
    }

    /** A figure without a goal: a peer's, or the field's usual way. */
    public static Row beside(String goal, String what, double value, String unit) {
        return new Row(goal, what, value, unit, Sense.BESIDE, Double.NaN, "");
    }

    /** The same with a note. */
    public Row note(String text) {
        return new Row(goal, what, value, unit, sense, bound, text);
    }

    /** Whether the figure is where it should be. */
    public boolean met() {
        return switch (sense) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
            case BESIDE -> true;
        };
    }

    /**
     * Whether the figure is on the good side even of a bound that is so many times more generous.
     *
     * @param times 1 for the bound itself, 2 for half of it or twice it
     */
    public boolean metWithin(double times) {
        return switch (sense) {
            case AT_LEAST -> value >= bound / times;
            case AT_MOST -> value <= bound * times;
            case BESIDE -> true;
        };
    }

    /** A figure with three digits that count. */
    public static String figure(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "";
        }
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 100 || size == Math.rint(size) && size >= 1) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
    }

    @Override
    public String toString() {
        String goalText = sense == Sense.BESIDE ? "" : " (" + sense.sign() + " " + figure(bound) + ")";
        String verdict = sense == Sense.BESIDE ? "" : met() ? " met" : " MISSED";
        return goal + " " + what + ": " + figure(value) + (unit.isEmpty() ? "" : " " + unit) + goalText + verdict
                + (note.isEmpty() ? "" : " – " + note);
    }
}
