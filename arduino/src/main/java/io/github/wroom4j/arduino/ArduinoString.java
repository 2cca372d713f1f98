package io.github.wroom4j.arduino;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/**
 * Arduino's {@code String}: a text of bytes that changes in place (rules SG-1 … SG-12). For ports that lean on that; new
 * sketches use {@link String}.
 *
 * <p>{@link #length()} counts bytes, and Java text goes in and out as UTF-8 (D-9). Not safe for use by several threads.
 */
public final class ArduinoString implements Comparable<ArduinoString>, Printable {
    /** Most bytes that one holds (SG-3). */
    public static final int CAPACITY_MAX = 65_535;

    private final ByteChars byteChars = new ByteChars();
    private byte[] bytes;

    public ArduinoString() {
        this("");
    }

    /** From text; null is empty. */
    public ArduinoString(String text) {
        bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    public ArduinoString(ArduinoString other) {
        bytes = other.bytes.clone();
    }

    /** From the first {@code length} bytes of an array, zero bytes included. */
    public ArduinoString(byte[] text, int length) {
        bytes = Arrays.copyOf(text, length);
    }

    /** One byte for a character below 256, as {@link #concat(char)} has it. */
    public ArduinoString(char c) {
        bytes = encoded(c);
    }

    public ArduinoString(int number) {
        this(Integer.toString(number));
    }

    public ArduinoString(long number) {
        this(Long.toString(number));
    }

    /** In base 2 … 36, lower case; below zero outside base 10 it is the 32-bit pattern (SG-2). */
    public ArduinoString(int number, int base) {
        this(base == 10 ? Integer.toString(number) : Integer.toUnsignedString(number, base));
    }

    /** In base 2 … 36, lower case; below zero outside base 10 it is the 64-bit pattern (SG-2). */
    public ArduinoString(long number, int base) {
        this(base == 10 ? Long.toString(number) : Long.toUnsignedString(number, base));
    }

    /** With two decimals (SG-1). */
    public ArduinoString(double number) {
        this(number, 2);
    }

    public ArduinoString(double number, int decimalPlaces) {
        this(Print.decimal(number, decimalPlaces));
    }

    /** Whether that many bytes would fit; room is made when needed (SG-3). */
    public boolean reserve(int size) {
        return size <= CAPACITY_MAX;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public void clear() {
        bytes = new byte[0];
    }

    /** A copy of the bytes. */
    public byte[] getBytes() {
        return bytes.clone();
    }

    /** The text; bytes that are not UTF-8 become U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Replaces the content (SG-12). */
    public ArduinoString set(Object value) {
        bytes = value instanceof Character c
                ? encoded(c)
                : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Appends; false for null or beyond {@link #CAPACITY_MAX}, and then nothing has changed (SG-4). */
    public boolean concat(String text) {
        return text != null && append(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean concat(ArduinoString text) {
        return text != null && append(text.bytes);
    }

    /** Appends the first {@code length} bytes; no zero byte is needed at their end (SG-4). */
    public boolean concat(byte[] text, int length) {
        return text != null && append(Arrays.copyOf(text, length));
    }

    /**
     * Appends one byte for a character below 256, as {@code +=} does on the chip: {@code concat((char) client.read())} collects
     * UTF-8. What {@code (char) b} makes of the bytes of UTF-8 becomes those bytes again; other characters go in as UTF-8.
     */
    public boolean concat(char c) {
        return append(encoded(c));
    }

    private byte[] encoded(char c) {
        int octet = byteChars.octet(c);
        return octet >= 0 ? new byte[] {(byte) octet} : String.valueOf(c).getBytes(StandardCharsets.UTF_8);
    }

    public boolean concat(int number) {
        return concat(Integer.toString(number));
    }

    public boolean concat(long number) {
        return concat(Long.toString(number));
    }

    /** With two decimals. */
    public boolean concat(double number) {
        return concat(Print.decimal(number, 2));
    }

    private boolean append(byte[] more) {
        if (more.length > CAPACITY_MAX - bytes.length) {
            return false;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, joined, bytes.length, more.length);
        bytes = joined;
        return true;
    }

    /** By bytes, like C's {@code strcmp} (SG-5). */
    @Override
    public int compareTo(ArduinoString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** The same bytes; also compares with a {@link String}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ArduinoString text && Arrays.equals(bytes, text.bytes);
    }

    public boolean equals(String text) {
        return text != null && Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    public boolean equalsIgnoreCase(String text) {
        return toString().equalsIgnoreCase(text);
    }

    /** The time depends on the length alone (SG-5). */
    public boolean equalsConstantTime(String text) {
        return text != null && MessageDigest.isEqual(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean startsWith(String prefix) {
        return startsWith(prefix, 0);
    }

    public boolean startsWith(String prefix, int offset) {
        if (prefix == null) {
            return false;
        }
        byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
        return offset >= 0
                && offset + start.length <= bytes.length
                && Arrays.equals(bytes, offset, offset + start.length, start, 0, start.length);
    }

    public boolean endsWith(String suffix) {
        return suffix != null && startsWith(suffix, bytes.length - suffix.getBytes(StandardCharsets.UTF_8).length);
    }

    /** The byte there, 0 … 255; 0 beyond the end (SG-6). */
    public int charAt(int index) {
        return index >= 0 && index < bytes.length ? bytes[index] & 0xFF : 0;
    }

    /** Changes one byte; beyond the end nothing happens (SG-6). */
    public void setCharAt(int index, int c) {
        if (index >= 0 && index < bytes.length) {
            bytes[index] = (byte) c;
        }
    }

    /** Copies at most {@code size − 1} bytes from {@code index} on, and a zero byte (SG-7). */
    public void getBytes(byte[] into, int size, int index) {
        if (into == null || size < 1) {
            return;
        }
        int count = Math.max(0, Math.min(size - 1, bytes.length - Math.max(0, index)));
        System.arraycopy(bytes, Math.min(Math.max(0, index), bytes.length), into, 0, count);
        into[count] = 0;
    }

    public void toCharArray(byte[] into, int size) {
        getBytes(into, size, 0);
    }

    public int indexOf(String text) {
        return indexOf(text, 0);
    }

    /** Where it is found from there on; −1 if it is not (SG-8). */
    public int indexOf(String text, int from) {
        return text == null
                ? -1
                : latin1().indexOf(latin1(text), from < 0 || from >= bytes.length ? bytes.length + 1 : from);
    }

    public int lastIndexOf(String text) {
        return lastIndexOf(text, bytes.length);
    }

    public int lastIndexOf(String text, int from) {
        return text == null || bytes.length == 0 ? -1 : latin1().lastIndexOf(latin1(text), from);
    }

    public ArduinoString substring(int left) {
        return substring(left, bytes.length);
    }

    /** Ends may come in either order and beyond the text (SG-9). */
    public ArduinoString substring(int left, int right) {
        int from = Math.max(0, Math.min(left, right));
        int to = Math.min(bytes.length, Math.max(left, right));
        return from >= to ? new ArduinoString() : new ArduinoString(Arrays.copyOfRange(bytes, from, to), to - from);
    }

    /** Every occurrence; an empty text to find, or none, changes nothing (SG-10). */
    public void replace(String find, String by) {
        if (find != null && by != null && !find.isEmpty()) {
            take(latin1().replace(latin1(find), latin1(by)));
        }
    }

    public void replace(char find, char by) {
        replace(String.valueOf(find), String.valueOf(by));
    }

    /** Takes everything from there on away. */
    public void remove(int index) {
        remove(index, bytes.length);
    }

    public void remove(int index, int count) {
        if (index < 0 || index >= bytes.length || count <= 0) {
            return;
        }
        int behind = (int) Math.min(bytes.length, (long) index + count);
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (behind - index));
        System.arraycopy(bytes, behind, rest, index, bytes.length - behind);
        bytes = rest;
    }

    /** ASCII letters only, in place (SG-10). */
    public void toLowerCase() {
        take(ascii(latin1(), false));
    }

    /** ASCII letters only, in place (SG-10). */
    public void toUpperCase() {
        take(ascii(latin1(), true));
    }

    private static String ascii(String text, boolean upper) {
        var changed = new StringBuilder(text);
        for (int i = 0; i < changed.length(); i++) {
            char c = changed.charAt(i);
            changed.setCharAt(i, (char) (upper ? Arduino.toUpperCase(c) : Arduino.toLowerCase(c)));
        }
        return changed.toString();
    }

    /** Takes blanks, tabs and line ends from both ends away, in place (SG-10). */
    public void trim() {
        int from = 0;
        int to = bytes.length;
        while (from < to && Arduino.isSpace(bytes[from])) {
            from++;
        }
        while (to > from && Arduino.isSpace(bytes[to - 1])) {
            to--;
        }
        bytes = Arrays.copyOfRange(bytes, from, to);
    }

    /** The number at the beginning; 0 if there is none (SG-11). A 32-bit long, saturated as {@code atol} is. */
    public int toInt() {
        var matcher = java.util.regex.Pattern.compile("\\s*([-+]?\\d+)").matcher(latin1());
        if (!matcher.lookingAt()) {
            return 0;
        }
        var exact = new java.math.BigInteger(matcher.group(1));
        return exact.max(java.math.BigInteger.valueOf(Integer.MIN_VALUE))
                .min(java.math.BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    public float toFloat() {
        return (float) toDouble();
    }

    public double toDouble() {
        var matcher = java.util.regex.Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)")
                .matcher(latin1().toLowerCase(Locale.ROOT));
        return matcher.lookingAt() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    @Override
    public int printTo(Print out) {
        return out.write(bytes, 0, bytes.length);
    }

    /** One character for each byte, so that Java's searches count bytes. */
    private String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private void take(String oneCharacterAByte) {
        bytes = oneCharacterAByte.getBytes(StandardCharsets.ISO_8859_1);
    }
}
