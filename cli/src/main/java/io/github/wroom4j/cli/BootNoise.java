package io.github.wroom4j.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a terminal at the firmware's rate hears of the ROM, which speaks at 74880 baud (at-protocol §2.2). */
final class BootNoise {
    /** Shorter pieces may be anything. */
    private static final int SHORTEST = 12;

    /** What others sent through a link may be no text either. */
    private static final Pattern PAYLOAD = Pattern.compile("(?s).*\\+(IPD|CIPRECVDATA)\\b.*");

    private BootNoise() {}

    /**
     * Whether a line is not text at all.
     *
     * @param line one character a byte
     */
    static boolean is(String line) {
        if (line.length() < SHORTEST || PAYLOAD.matcher(line).matches()) {
            return false;
        }
        long odd = line.chars()
                .filter(c -> c < ' ' && c != '\t' && c != '\r' || c > '~')
                .count();
        return odd * 4 > line.length() && !isUtf8(line);
    }

    /** The name of a network may be in any language. */
    private static boolean isUtf8(String line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return text.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\r');
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The sentence that stands in its place. */
    static String summary(int bytes) {
        return "(" + bytes
                + " bytes that are not text at this rate: after a reset the boot messages of the module's ROM, which"
                + " speaks at 74880 baud; a board address with baud=74880 reads them, --verbose shows the bytes)";
    }
}
