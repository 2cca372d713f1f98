package io.github.wroom4j.mock.firmware.line;

/** The numbers of ESP-AT, whose core reads all parameters before a handler runs. */
final class EspAtNumbers implements NumberReader {
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
        if (at == first) {
            return new Reading(negative ? Parameters.WRONG : Parameters.ABSENT, from);
        }
        if (value > Integer.MAX_VALUE) {
            return new Reading(Parameters.WRONG, at);
        }
        return new Reading((int) (negative ? -value : value), at);
    }
}
