package io.github.wroom4j.mock.firmware.line;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of an ESP-AT command. The core parts the line at its commas before a handler runs, which then asks for
 * each by its place and type; so what is wrong is told alike by every command (at-recorded-esp-at §§3.2, 3.3). A handler
 * that is refused something ends with {@link Refused}.
 */
public final class Arguments {
    private static final long MOST = 0xFFFF_FFFFL;

    private final List<byte[]> parts = new ArrayList<>();

    /** Parts what stands from there to the line's end. */
    Arguments(byte[] line, int from) {
        int end = line.length;
        while (end > from && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        var part = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int i = from; i < end; i++) {
            if (line[i] == '\\' && i + 1 < end) {
                part.write(line[i++]);
            } else if (line[i] == '"') {
                quoted = !quoted;
            } else if (line[i] == ',' && !quoted) {
                parts.add(part.toByteArray());
                part.reset();
                continue;
            }
            part.write(line[i]);
        }
        parts.add(part.toByteArray());
    }

    /** How many there are, empty ones included; at least one. */
    public int count() {
        return parts.size();
    }

    /**
     * Refuses any number of parameters but these.
     *
     * @param check the number that this command's handler gives the check; it shows in the code
     */
    public void count(int least, int most, int check) {
        if (count() < least || count() > most) {
            throw Refused.count(check, count());
        }
    }

    /** Refuses any number of parameters but these, without a code. */
    public void count(int least, int most) {
        if (count() < least || count() > most) {
            throw Refused.bare();
        }
    }

    /** Whether something stands at that place. */
    public boolean has(int index) {
        return index < count() && parts.get(index).length > 0;
    }

    /**
     * The number at that place: decimal, or hexadecimal behind {@code 0x}, which alone is 0.
     *
     * @throws Refused if there is none: without a code where the place is empty or the number is beyond 32 bits
     */
    public int number(int index) {
        if (index >= count()) {
            throw Refused.type(index);
        }
        if (!has(index)) {
            throw Refused.bare();
        }
        String text = raw(index);
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        digits = hex ? digits.substring(2) : digits;
        long value = digits(index, digits, hex ? 16 : 10, hex);
        return (int) (negative ? -value : value);
    }

    private static long digits(int index, String text, int radix, boolean mayLack) {
        if (text.isEmpty() && !mayLack) {
            throw Refused.type(index);
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                throw Refused.type(index);
            }
            value = Math.min(value * radix + digit, MOST + 1);
        }
        if (value > MOST) {
            throw Refused.bare();
        }
        return value;
    }

    /** The number at that place, within bounds; others are refused without a code. */
    public int number(int index, int least, int most) {
        int value = number(index);
        if (value < least || value > most) {
            throw Refused.bare();
        }
        return value;
    }

    /** The number at that place, within bounds; others are told by {@link Refused#value}. */
    public int toldNumber(int index, int least, int most) {
        int value = number(index);
        if (value < least || value > most) {
            throw Refused.value(index);
        }
        return value;
    }

    /** The number at that place, within bounds; what was left out is {@code otherwise}. */
    public int numberOr(int index, int otherwise, int least, int most) {
        return has(index) ? number(index, least, most) : otherwise;
    }

    /**
     * The quoted text at that place; empty where the place is.
     *
     * @throws Refused if something else stands there, or nothing any more
     */
    public String text(int index) {
        if (index >= count()) {
            throw Refused.type(index);
        }
        byte[] part = parts.get(index);
        if (part.length == 0) {
            return "";
        }
        var text = new ByteArrayOutputStream();
        int i = 1;
        for (; i < part.length && part[i] != '"'; i++) {
            if (part[i] == '\\' && i + 1 < part.length) {
                i++;
            }
            text.write(part[i]);
        }
        if (part[0] != '"' || i != part.length - 1) {
            throw Refused.type(index);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private String raw(int index) {
        return new String(parts.get(index), StandardCharsets.ISO_8859_1);
    }
}
