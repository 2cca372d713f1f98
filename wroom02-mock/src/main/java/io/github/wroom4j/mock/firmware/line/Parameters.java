package io.github.wroom4j.mock.firmware.line;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parameters of a set command from left to right, with libat's habits: no blank is skipped, a missing number
 * is distinguished from a wrong one, and whether junk after the last parameter matters is each command's own affair
 * (at-protocol §3.1).
 */
public final class Parameters {
    /** No number stands here. */
    public static final int ABSENT = Integer.MIN_VALUE;
    /** A number stands here that libat refuses: too long, or a sign without digits. */
    public static final int WRONG = Integer.MIN_VALUE + 1;

    private final byte[] line;
    private final NumberReader numbers;
    /** NonOS looks for the CR alone; what stands behind it does not count. */
    private final boolean crEnds;

    private int at;

    Parameters(byte[] line, int from, NumberReader numbers, boolean crEnds) {
        this.crEnds = crEnds;
        this.line = line;
        this.at = from;
        this.numbers = numbers;
    }

    /** Reads a number, or {@link #ABSENT} or {@link #WRONG}. */
    public int number() {
        NumberReader.Reading reading = numbers.read(line, at);
        at = reading.end();
        return reading.value();
    }

    /** As {@link #number()}, but {@code 0x} may lead a hexadecimal number, and no length is too long. */
    public int hexadecimal() {
        boolean hex = at + 1 < line.length && line[at] == '0' && (line[at + 1] | 0x20) == 'x';
        int first = hex ? at + 2 : at;
        int next = first;
        long value = 0;
        for (int digit; next < line.length && (digit = Character.digit(line[next], hex ? 16 : 10)) >= 0; next++) {
            value = Math.min(value * (hex ? 16 : 10) + digit, 1L + Integer.MAX_VALUE);
        }
        if (next == first) {
            return ABSENT;
        }
        at = next;
        return value > Integer.MAX_VALUE ? WRONG : (int) value;
    }

    /** Reads a number that must lie within bounds; {@link #WRONG} otherwise. */
    public int number(int least, int most) {
        int value = number();
        return value < least || value > most ? WRONG : value;
    }

    /** Reads a quoted text; null if no quote stands here or none ends it. */
    public String text() {
        byte[] bytes = quoted();
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] quoted() {
        if (peek() != '"') {
            return null;
        }
        var bytes = new ByteArrayOutputStream();
        for (int i = at + 1; i < line.length && line[i] != '\r' && line[i] != '\n'; i++) {
            if (line[i] == '"') {
                at = i + 1;
                return bytes.toByteArray();
            }
            if (line[i] == '\\' && i + 1 < line.length && line[i + 1] != '\r') {
                i++;
            }
            bytes.write(line[i]);
        }
        return null;
    }

    /** Steps over a comma; false if none stands here. */
    public boolean comma() {
        return skip(',');
    }

    private boolean skip(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether an equals sign led to these parameters; a digit that ended the name is lost (at-recorded D30). */
    public boolean given() {
        return at > 0 && line[at - 1] == '=';
    }

    /** Whether a quoted text begins here. */
    public boolean quote() {
        return peek() == '"';
    }

    /** Steps over whatever stands here, as handlers do that do not look for the comma; false at the line's end. */
    public boolean anything() {
        if (end()) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether the line ends here, properly: nothing but CR LF is left. */
    public boolean end() {
        return crEnds ? peek() == '\r' : line.length == at + 2 && line[at] == '\r' && line[at + 1] == '\n';
    }

    /** Everything that is left, without the line's end. */
    public String rest() {
        int end = line.length;
        while (end > at && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        String text = new String(line, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return text;
    }

    /** Everything that is left, as ESP-AT parts it. */
    public Arguments arguments() {
        return new Arguments(line, at);
    }

    private int peek() {
        return at < line.length ? line[at] : -1;
    }
}
