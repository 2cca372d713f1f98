package io.github.wroom4j.arduino;

/** Finding texts and numbers in what arrives at a stream (ST-4 … ST-7). */
final class StreamParsing {
    private StreamParsing() {}

    /** The stream, as far as the parsing needs it. */
    interface Source {
        /** The next byte within the stream's timeout, or −1. */
        int timedRead();

        /** The next byte within the stream's timeout, left there, or −1. */
        int timedPeek();

        /** Takes the byte that was peeked at. */
        void skip();

        /** Whether the core's matcher is kept as it is. */
        boolean strict();
    }

    static boolean search(Source from, byte[] target, byte[] terminator) {
        if (target.length == 0) {
            return true;
        }
        var found = new Matcher(target, from.strict());
        var stop = new Matcher(terminator, from.strict());
        for (int c; (c = from.timedRead()) >= 0; ) {
            // ST-6: the core's matcher stops at a zero byte.
            if (from.strict() && c == 0) {
                return false;
            }
            if (found.matched(c)) {
                return true;
            }
            if (terminator.length > 0 && stop.matched(c)) {
                return false;
            }
        }
        return false;
    }

    static int parseInt(Source from) {
        int c = skipToNumber(from, false);
        boolean negative = false;
        int value = 0;
        while (c >= 0) {
            if (c == '-') {
                negative = true;
            } else if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
            } else {
                break;
            }
            from.skip();
            c = from.timedPeek();
            if (c == '-') {
                break;
            }
        }
        return negative ? -value : value;
    }

    static float parseFloat(Source from) {
        int c = skipToNumber(from, true);
        boolean negative = false;
        boolean fraction = false;
        long value = 0;
        double scale = 1;
        while (c >= 0) {
            if (c == '-' && value == 0 && !fraction) {
                negative = true;
            } else if (c == '.' && !fraction) {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
                scale = fraction ? scale / 10 : scale;
            } else {
                break;
            }
            from.skip();
            c = from.timedPeek();
        }
        return (float) ((negative ? -value : value) * scale);
    }

    private static int skipToNumber(Source from, boolean point) {
        int c = from.timedPeek();
        while (c >= 0 && c != '-' && (c < '0' || c > '9') && !(point && c == '.')) {
            from.skip();
            c = from.timedPeek();
        }
        return c;
    }
}
