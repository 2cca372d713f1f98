package io.github.wroom4j.arduino;

/** {@code WCharacter.h}: ASCII classes of a character (MA-7). */
abstract class CharacterFunctions {
    CharacterFunctions() {}

    public static boolean isAlphaNumeric(int c) {
        return isAlpha(c) || isDigit(c);
    }

    public static boolean isAlpha(int c) {
        return isLowerCase(c) || isUpperCase(c);
    }

    public static boolean isAscii(int c) {
        return c >= 0 && c < 128;
    }

    /** A blank or a tab. */
    public static boolean isWhitespace(int c) {
        return c == ' ' || c == '\t';
    }

    public static boolean isControl(int c) {
        return c >= 0 && c < 32 || c == 127;
    }

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Printable and no blank. */
    public static boolean isGraph(int c) {
        return c > 32 && c < 127;
    }

    public static boolean isLowerCase(int c) {
        return c >= 'a' && c <= 'z';
    }

    public static boolean isPrintable(int c) {
        return c >= 32 && c < 127;
    }

    public static boolean isPunct(int c) {
        return isGraph(c) && !isAlphaNumeric(c);
    }

    /** Blank, tab, line feed, vertical tab, form feed or carriage return. */
    public static boolean isSpace(int c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    public static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    public static boolean isHexadecimalDigit(int c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }

    /** The low seven bits. */
    public static int toAscii(int c) {
        return c & 0x7F;
    }

    public static int toLowerCase(int c) {
        return isUpperCase(c) ? c + 32 : c;
    }

    public static int toUpperCase(int c) {
        return isLowerCase(c) ? c - 32 : c;
    }
}
