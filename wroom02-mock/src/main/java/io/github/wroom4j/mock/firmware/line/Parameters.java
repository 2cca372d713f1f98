package io.github.wroom4j.mock.firmware.line;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parameters of a set command from left to right, with libat's habits: no blank is skipped, a missing number
 * is told from a wrong one, and whether junk after the last parameter matters is each command's own affair
 * (at-protocol §3.1).
 */
public final class Parameters {
    /** No number stands here. */
    public static final int ABSENT = Integer.MIN_VALUE;
    /** A number stands here that libat refuses: too long, or a sign without digits. */
    public static final int WRONG = Integer.MIN_VALUE + 1;

    private final byte[] line;
    private final NumberReader numbers;
    private int at;

    Parameters(byte[] line, int from, NumberReader numbers) {
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

    /** Whether the line ends here, properly: nothing but CR LF is left. */
    public boolean end() {
        return line.length == at + 2 && line[at] == '\r' && line[at + 1] == '\n';
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

    private int peek() {
        return at < line.length ? line[at] : -1;
    }
}
