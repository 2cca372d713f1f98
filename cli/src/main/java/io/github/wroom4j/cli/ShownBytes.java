package io.github.wroom4j.cli;

import io.github.wroom4j.words.Printable;
import java.nio.charset.StandardCharsets;

/** Bytes as text that cannot move a cursor or colour a screen. */
final class ShownBytes {
    private ShownBytes() {}

    /**
     * UTF-8 where it is UTF-8, else byte by byte; what has no shape is escaped ({@link Printable}).
     *
     * @param bytes one char per byte (ISO 8859-1)
     */
    static String text(String bytes) {
        return Printable.of(decoded(bytes));
    }

    /** The same with nothing escaped, for JSON, which has escapes of its own. */
    static String decoded(String bytes) {
        if (bytes.chars().anyMatch(c -> c > 0xff)) {
            return bytes; // somebody has read it as text already
        }
        String decoded = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.indexOf('\uFFFD') >= 0 ? bytes : decoded;
    }
}
