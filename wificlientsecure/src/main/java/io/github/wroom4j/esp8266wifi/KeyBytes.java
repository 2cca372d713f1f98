package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.Stream;
import java.io.ByteArrayOutputStream;

/** Reads a file that a sketch hands over as a stream. */
final class KeyBytes {
    /** No key or certificate file is longer; a stream that never ends is not read for ever. */
    private static final int MOST = 1 << 20;

    private KeyBytes() {}

    /** {@code size} bytes, or to the end with −1. A stream ends where it gives nothing within its timeout. */
    static byte[] of(Stream stream, int size) {
        int wanted = size < 0 ? MOST : Math.min(size, MOST);
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        while (bytes.size() < wanted) {
            int got = stream.readBytes(buffer, Math.min(buffer.length, wanted - bytes.size()));
            if (got <= 0) {
                break;
            }
            bytes.write(buffer, 0, got);
        }
        return bytes.toByteArray();
    }
}
