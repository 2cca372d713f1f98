package io.github.wroom4j.arduino;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Text and numbers onto a byte sink (rules PR-1 … PR-13).
 *
 * <p>Text goes out as UTF-8, a {@code char} below 256 as one byte. Every method returns the number of bytes written.
 * Java's {@code int} stands for the core's 32-bit types and {@code long} for its 64-bit ones.
 */
public abstract class Print {
    /** Number bases of {@link #print(long, int)}. */
    public static final int DEC = 10;

    public static final int HEX = 16;
    public static final int OCT = 8;
    public static final int BIN = 2;

    private final ByteChars byteChars = new ByteChars();
    private int writeError;

    /** Writes the low eight bits; 1 if they were taken, 0 if not. */
    public abstract int write(int octet);

    /**
     * Writes bytes until one is not taken (PR-2).
     *
     * @return how many were taken
     */
    public int write(byte[] buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (write(buffer[offset + i]) == 0) {
                return i;
            }
        }
        return length;
    }

    /** Writes the first bytes of a buffer. */
    public int write(byte[] buffer, int length) {
        return write(buffer, 0, length);
    }

    /** Writes a whole buffer. */
    public int write(byte[] buffer) {
        return write(buffer, 0, buffer.length);
    }

    /** Writes a C string in UTF-8, which ends at its first NUL; 0 for null (PR-2). */
    public int write(String text) {
        return print(CString.of(text));
    }

    /** How many bytes can be written without waiting; 0 where that is unknown (PR-4). */
    public int availableForWrite() {
        return 0;
    }

    /** Waits until everything written has gone. */
    public void flush() {
        // PR-4: nothing is held back unless a subclass does so.
    }

    /** Whether waiting could make room for more output (PR-4). */
    public boolean outputCanTimeout() {
        return true;
    }

    /** The error set last; 0 if none. Never reset by itself (PR-5). */
    public int getWriteError() {
        return writeError;
    }

    public void clearWriteError() {
        writeError = 0;
    }

    protected void setWriteError(int error) {
        writeError = error;
    }

    protected void setWriteError() {
        setWriteError(1);
    }

    /** Writes text in UTF-8, NULs too: Arduino's strings have a length; 0 for null. */
    public int print(String text) {
        return text == null ? 0 : write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a C string: characters up to the first that is 0; 0 for null. */
    public int print(char[] text) {
        return text == null ? 0 : write(String.valueOf(text));
    }

    /**
     * Writes the character, not its number (PR-6): below 256 one byte. What {@code (char) b} makes of the bytes of UTF-8 goes
     * out as those bytes again, so that {@code print((char) payload[i])} is right byte by byte, as on the chip.
     */
    public int print(char c) {
        int octet = byteChars.octet(c);
        return octet >= 0 ? write(octet) : print(String.valueOf(c));
    }

    public int print(int number) {
        return print(number, DEC);
    }

    public int print(long number) {
        return print(number, DEC);
    }

    /** {@code true} prints 1, {@code false} 0, as C++ does. */
    public int print(boolean value) {
        return print(value ? 1 : 0);
    }

    /** In a base of 2 … 36; anything below 2 is taken as 10; digits are upper case (PR-8). */
    public int print(int number, int base) {
        // PR-7: outside base 10 a negative number prints as the 32-bit pattern it is.
        return print(base == DEC || base < 2 ? number : Integer.toUnsignedLong(number), base);
    }

    /** In a base of 2 … 36; anything below 2 is taken as 10; digits are upper case (PR-8). */
    public int print(long number, int base) {
        if (base == DEC || base < 2) {
            return write(Long.toString(number));
        }
        BigInteger magnitude = new BigInteger(Long.toUnsignedString(number));
        return write(magnitude.toString(Math.min(base, Character.MAX_RADIX)).toUpperCase(java.util.Locale.ROOT));
    }

    /** With two decimals (PR-6). */
    public int print(double number) {
        return print(number, 2);
    }

    /** With exactly that many decimals, never in exponent form (PR-9). */
    public int print(double number, int digits) {
        return write(decimal(number, digits));
    }

    public int print(Printable value) {
        return value == null ? 0 : value.printTo(this);
    }

    /** Anything else, as {@link String#valueOf(Object)} spells it. */
    public int print(Object value) {
        return value instanceof Printable printable ? print(printable) : print(String.valueOf(value));
    }

    /** A line end: CR and LF (PR-10). */
    public int println() {
        return write("\r\n");
    }

    public int println(String text) {
        return print(text) + println();
    }

    public int println(char[] text) {
        return print(text) + println();
    }

    public int println(char c) {
        return print(c) + println();
    }

    public int println(int number) {
        return print(number) + println();
    }

    public int println(long number) {
        return print(number) + println();
    }

    public int println(boolean value) {
        return print(value) + println();
    }

    public int println(int number, int base) {
        return print(number, base) + println();
    }

    public int println(long number, int base) {
        return print(number, base) + println();
    }

    public int println(double number) {
        return print(number) + println();
    }

    public int println(double number, int digits) {
        return print(number, digits) + println();
    }

    public int println(Printable value) {
        return print(value) + println();
    }

    public int println(Object value) {
        return print(value) + println();
    }

    /**
     * Formats as C does (PR-11): {@code %d %i %u %x %X %o %c %s %p %f %e %g %%} with flags, width, precision and the
     * length modifiers; not as {@link java.util.Formatter} does. No format prints nothing; a format and what stands for
     * {@code %s} end at their first NUL.
     *
     * @throws IllegalArgumentException if an argument is missing or of the wrong kind for its conversion
     */
    public int printf(String format, Object... arguments) {
        return format == null ? 0 : print(CFormat.format(CString.of(format), arguments));
    }

    /** The text that {@link #print(double, int)} writes: half away from zero, "nan", "inf" without a sign (PR-9). */
    public static String decimal(double number, int digits) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return "inf";
        }
        int places = Math.max(0, digits);
        // The core adds half a unit of the last place to the magnitude and cuts, hence a possible "-0.00".
        BigDecimal half = BigDecimal.valueOf(5).movePointLeft(places + 1);
        String magnitude = new BigDecimal(Math.abs(number))
                .add(half)
                .setScale(places, RoundingMode.DOWN)
                .toPlainString();
        return number < 0 ? "-" + magnitude : magnitude;
    }
}
