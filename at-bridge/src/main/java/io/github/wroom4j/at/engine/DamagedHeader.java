package io.github.wroom4j.at.engine;

import java.util.regex.Pattern;

/**
 * What is left of the header of a pushed frame when the wire has lost or changed one byte of it (at-protocol §16.4: a host
 * without flow control loses bytes first). The frame's payload was taken for lines then; a link has a hole.
 */
public final class DamagedHeader {
    /** {@code +IPD,<id>,<length>:} with one character missing or another. */
    private static final Pattern SHAPE = Pattern.compile("(?:.?IPD,[0-4],|\\+.?PD,[0-4],|\\+I.?D,[0-4],|\\+IP.?,[0-4],|"
            + "\\+IPD.?[0-4],|\\+IPD,.?,|\\+IPD,[0-4].?)[0-9]{1,5}:|\\+IPD,[0-4],[0-9]{0,5}[^0-9o]");

    private DamagedHeader() {}

    /** Whether a line begins like one. {@code +IPD,0,out of mem} of ESP_ATMod (at-protocol §14) is none. */
    public static boolean looksLike(CharSequence line) {
        return line.length() > 5 && hasMark(line) && SHAPE.matcher(line).lookingAt();
    }

    /** Cheap, for every line passes here: a comma where a header has its first or second one. */
    private static boolean hasMark(CharSequence line) {
        for (int i = 3; i < 7 && i < line.length(); i++) {
            if (line.charAt(i) == ',') {
                return line.charAt(0) == '+' || line.charAt(0) == 'I' || line.charAt(1) == 'I';
            }
        }
        return false;
    }
}
