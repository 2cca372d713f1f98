package io.github.wroom4j.mock.firmware.line;

/** The numbers of stock AT on the NonOS SDK, and of ESP_ATMod, which imitates it: libat's {@code at_get_next_int_dec}. */
final class NonOsNumbers implements NumberReader {
    private final boolean nineDigitsOverflow;

    NonOsNumbers(AtVersion version) {
        nineDigitsOverflow = version.is("nine-digits-overflow");
    }

    @Override
    public Reading read(byte[] line, int from) {
        int at = from;
        boolean negative = at < line.length && line[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < line.length && line[at] >= '0' && line[at] <= '9') {
            value = value * 10 + (line[at++] - '0');
            if (at - first > 10) {
                return new Reading(Parameters.WRONG, at);
            }
        }
        int digits = at - first;
        if (digits == 0) {
            return new Reading(negative ? Parameters.WRONG : Parameters.ABSENT, from);
        }
        // An off-by-one in at_get_next_int_dec: nine digits are refused, ten pass (at-protocol §3.1).
        if (digits == 9 && nineDigitsOverflow || value > Integer.MAX_VALUE) {
            return new Reading(Parameters.WRONG, at);
        }
        return new Reading((int) (negative ? -value : value), at);
    }
}
