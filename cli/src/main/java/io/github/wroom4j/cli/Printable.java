package io.github.wroom4j.cli;

import java.nio.charset.StandardCharsets;

/** Bytes as text that cannot move a cursor or colour a screen. */
final class Printable {
    private Printable() {}

    /**
     * UTF-8 where it is UTF-8, else byte by byte; control characters as {@code \xHH}.
     *
     * @param bytes one char per byte (ISO 8859-1)
     */
    static String text(String bytes) {
        var text = new StringBuilder();
        String decoded = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String shown = decoded.indexOf('\uFFFD') >= 0 ? bytes : decoded;
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c < ' ' || c >= 0x7f && c < 0xa0) {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
