package io.github.wroom4j.arduino;

/**
 * Which {@code char}s stand for a byte. On the chip every one does; in a port they come from {@code (char) b}, which makes
 * U+FF80 … U+FFFF of a negative byte, and from {@code (char) (b & 0xFF)}.
 *
 * <p>U+FF80 … U+FF9F are half-width katakana too, so bytes are recognised by their order: a byte that begins a character in UTF-8
 * (U+FFC2 … U+FFF4), then as many as it says. One stream of characters has one object.
 */
final class ByteChars {
    /** How many bytes of the character begun are still to come. */
    private int awaited;

    /** The byte that this stands for, 0 … 255; −1 if it is a character. */
    int octet(char c) {
        int low = c & 0xFF;
        boolean negative = c >= 0xFF80;
        if (negative && awaited > 0 && low < 0xC0) {
            awaited--;
            return low;
        }
        awaited = negative ? following(low) : 0;
        return c < 256 || awaited > 0 ? low : -1;
    }

    /** How many bytes follow one that begins a character of several; 0 for any other byte (RFC 3629). */
    private static int following(int octet) {
        if (octet >= 0xC2 && octet < 0xE0) {
            return 1;
        }
        return octet >= 0xE0 && octet < 0xF0 ? 2 : octet >= 0xF0 && octet < 0xF5 ? 3 : 0;
    }
}
