package io.github.wroom4j.cli;

import io.github.wroom4j.words.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets UTF-8 through to a terminal with everything escaped that would move its cursor, colour it or turn its writing:
 * what a server, a firmware or an exception says goes into many lines, and none of them may be forgotten. Line ends and
 * tabulators stay.
 */
final class PrintableOutput extends OutputStream {
    private final OutputStream below;
    private final ReentrantLock lock = new ReentrantLock();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The beginning of a character whose other bytes have not come yet. */
    private byte[] begun = {};

    PrintableOutput(OutputStream below) {
        this.below = below;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        lock.lock();
        try {
            below.write(printable(text(bytes, offset, count)).getBytes(StandardCharsets.UTF_8));
        } finally {
            lock.unlock();
        }
    }

    private String text(byte[] bytes, int offset, int count) {
        var all = ByteBuffer.allocate(begun.length + count)
                .put(begun)
                .put(bytes, offset, count)
                .flip();
        var text = CharBuffer.allocate(all.remaining());
        decoder.reset().decode(all, text, false);
        begun = new byte[all.remaining()];
        all.get(begun);
        return text.flip().toString();
    }

    private static String printable(String text) {
        var out = new StringBuilder();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\n' || c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (lineEnd || c == '\t') {
                out.append(Printable.of(text.substring(from, i))).append(c);
                from = i + 1;
            }
        }
        return out.append(Printable.of(text.substring(from))).toString();
    }

    @Override
    public void flush() throws IOException {
        below.flush();
    }
}
