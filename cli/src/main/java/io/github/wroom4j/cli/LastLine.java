package io.github.wroom4j.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lets a sketch's output through and remembers its last line: what a failing sketch said before it ended. */
final class LastLine extends FilterOutputStream {
    private static final int LONGEST = 2000;

    private final byte[] line = new byte[LONGEST];
    private int length;
    private boolean ended;

    LastLine(OutputStream below) {
        super(below);
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
        remember((byte) octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        for (int i = offset; i < offset + count; i++) {
            remember(bytes[i]);
        }
    }

    private void remember(byte octet) {
        if (octet == '\n' || octet == '\r') {
            ended = true;
            return;
        }
        if (ended) {
            ended = false;
            length = 0;
        }
        if (length < LONGEST) {
            line[length++] = octet;
        }
    }

    /** The last line that was not empty; empty if nothing was written. */
    String text() {
        return new String(Arrays.copyOf(line, length), StandardCharsets.UTF_8).strip();
    }
}
