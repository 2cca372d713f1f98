package io.github.wroom4j.arduino;

import java.nio.charset.StandardCharsets;

/** Finding texts and numbers in what arrives (ST-4 … ST-7). */
abstract class StreamParsing extends StreamInput {
    StreamParsing() {}

    /** Reads until the text was seen; false at a timeout. An empty text is found at once (ST-4). */
    public boolean find(String target) {
        return findUntil(target, "");
    }

    public boolean find(byte[] target) {
        return search(target, new byte[0]);
    }

    public boolean find(char target) {
        return find(String.valueOf(target));
    }

    /** Reads until the text was seen; false if the terminator came first or at a timeout (ST-5). */
    public boolean findUntil(String target, String terminator) {
        return search(target.getBytes(StandardCharsets.UTF_8), terminator.getBytes(StandardCharsets.UTF_8));
    }

    private boolean search(byte[] target, byte[] terminator) {
        if (target.length == 0) {
            return true;
        }
        var found = new Matcher(target, strict());
        var stop = new Matcher(terminator, strict());
        for (int c; (c = timedRead()) >= 0; ) {
            // ST-6: the core's matcher stops at a zero byte.
            if (strict() && c == 0) {
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

    /** Skips to a digit or '-', reads digits, leaves what follows; 0 at a timeout; wraps at 32 bits (ST-7). */
    public int parseInt() {
        int c = skipToNumber(false);
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
            read();
            c = timedPeek();
            if (c == '-') {
                break;
            }
        }
        return negative ? -value : value;
    }

    /** Like {@link #parseInt()} with one decimal point and no exponent (ST-7). */
    public float parseFloat() {
        int c = skipToNumber(true);
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
            read();
            c = timedPeek();
        }
        return (float) ((negative ? -value : value) * scale);
    }

    private int skipToNumber(boolean point) {
        int c = timedPeek();
        while (c >= 0 && c != '-' && (c < '0' || c > '9') && !(point && c == '.')) {
            read();
            c = timedPeek();
        }
        return c;
    }
}
