package io.github.wroom4j.words;

/**
 * Text that others chose (a server, a certificate, an access point, a firmware), made fit to be shown: what would move a
 * cursor, colour a screen, turn the direction of writing or not be seen at all stands there as an escape.
 */
public final class Printable {
    private Printable() {}

    /**
     * The same text with every character escaped that has no shape of its own: control characters as {@code \x1b},
     * direction marks, zero-width characters, line separators and halves of surrogate pairs as a backslash, {@code u} and
     * their number in hexadecimal.
     *
     * @return the text itself where there is nothing to escape; never a line feed, a tabulator or a NUL
     */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::hasShape)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (hasShape(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(escape(c));
            }
        });
        return out.toString();
    }

    /** Whether a character is shown as itself. */
    public static boolean hasShape(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int codePoint) {
        if (codePoint < 0x100) {
            return String.format("\\x%02x", codePoint);
        }
        return String.format(codePoint < 0x10000 ? "\\u%04x" : "\\u{%x}", codePoint);
    }
}
