package io.github.wroom4j.mock.firmware.line;

/** The numbers of stock AT on the NonOS SDK, and of ESP_ATMod, which imitates it: libat's {@code at_get_next_int_dec}. */
final class NonOsNumbers implements NumberReader {
    private final boolean nineDigitsOverflow;
    private final boolean wraps;

    NonOsNumbers(AtVersion version) {
        nineDigitsOverflow = version.is("nine-digits-overflow");
        wraps = version.isNonOs();
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
            // However many digits there are, libat counts in 32 bits: 4294967296 is 0 (at-recorded D33).
            value = value * 10 + (line[at++] - '0') & 0xFFFFFFFFL;
        }
        int digits = at - first;
        if (digits == 0) {
            return new Reading(negative ? Parameters.WRONG : Parameters.ABSENT, from);
        }
        // An off-by-one in at_get_next_int_dec: nine digits are refused, ten pass (at-protocol §3.1).
        if (digits == 9 && nineDigitsOverflow || !wraps && (digits > 10 || value > Integer.MAX_VALUE)) {
            return new Reading(Parameters.WRONG, at);
        }
        return new Reading((int) (negative ? -value : value), at);
    }
}
