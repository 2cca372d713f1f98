package io.github.wroom4j.mock.faults;

/**
 * When a fault strikes, counted over what it applies to: each fault counts for itself, and only its own occasions, from
 * the moment the module is switched on and through its resets. An occasion is
 *
 * <ul>
 *   <li>for {@link Fault.Lost}, {@link Fault.Late}, {@link Fault.Inserted}, {@link Fault.Held} and
 *       {@link Fault.Overtaken}: a piece of output that the fault recognises, whether or not it strikes it;
 *   <li>for {@link Fault.Busy} a complete command line, for {@link Fault.ResetOnLine} one that it recognises, for
 *       {@link Fault.WrongFirstByte} the payload of a send, for {@link Fault.Overrun} a burst longer than the FIFO;
 *   <li>for {@link Fault.Reset} and {@link Fault.AccessPointsGone}: a byte that the firmware prints, from the first of
 *       {@code ready} on; the boot ROM's text does not count;
 *   <li>for {@link Fault.Wire}: a byte on the wire in its direction, the boot ROM's included.
 * </ul>
 *
 * {@link Fault.Fact} and {@link Fault.Network} hold for the module's whole life; a time given for them has no meaning.
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
        return "\"@" + text + "\" does not say when: write @1%, @nth=3 or @byte=120";
    }
}
