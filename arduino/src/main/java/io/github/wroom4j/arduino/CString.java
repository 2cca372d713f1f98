package io.github.wroom4j.arduino;

/**
 * Texts as C takes them. A sketch that keeps names and passwords in {@code EEPROM} reads back all of a field, padded with
 * zeros; on the chip each call that takes a text stops at the first of them.
 */
public final class CString {
    private CString() {}

    /** The text up to its first NUL; null for null. */
    public static String of(String text) {
        int end = text == null ? -1 : text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Each text up to its first NUL. */
    public static String[] each(String... texts) {
        String[] cut = texts.clone();
        for (int i = 0; i < cut.length; i++) {
            cut[i] = of(cut[i]);
        }
        return cut;
    }
}
