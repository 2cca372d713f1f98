package io.github.wroom4j.arduino;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code base64.h} (rule HP-2). */
public final class Base64 {
    private static final int LINE = 72;

    private Base64() {}

    public static String encode(String text) {
        return encode((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
    }

    public static String encode(byte[] data) {
        return encode(data, data.length, false);
    }

    /** The first {@code length} bytes; with new lines, a line feed after each 72 characters and at the end. */
    public static String encode(byte[] data, int length, boolean doNewLines) {
        byte[] taken = Arrays.copyOf(data, length);
        if (!doNewLines) {
            return java.util.Base64.getEncoder().encodeToString(taken);
        }
        return java.util.Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(taken) + "\n";
    }
}
