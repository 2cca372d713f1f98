package io.github.wroom4j.watch;

import io.github.wroom4j.at.codec.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hides the secrets in the blocks of one direction of a link; a line may be spread over several of them. */
final class BlockSecrets {
    /** Of a line longer than that no more than this is looked at. */
    private static final int LONGEST = 8192;

    private String unfinished = "";

    /** The block with the bytes of its secrets replaced by {@code *}. */
    byte[] hide(byte[] block) {
        byte[] safe = block.clone();
        String text = new String(block, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            boolean whole = end >= 0;
            String piece = text.substring(at, whole ? end : text.length());
            String line = unfinished + piece;
            String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            for (Secrets.Span span : Secrets.spans(bare)) {
                int from = Math.max(0, span.from() - unfinished.length());
                int to = span.to() - unfinished.length();
                if (from < to) {
                    Arrays.fill(safe, at + from, at + to, (byte) '*');
                }
            }
            unfinished = whole ? "" : line.length() > LONGEST ? line.substring(0, LONGEST) : line;
            at = whole ? end + 1 : text.length();
        }
        return safe;
    }
}
