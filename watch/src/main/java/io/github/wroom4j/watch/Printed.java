package io.github.wroom4j.watch;

import io.github.wroom4j.words.Json;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What a sketch prints: let through at once, and copied for the page with the time of each line's first byte. Bounded like
 * {@link Pieces}: a sketch that prints faster than the page takes loses the page's copy and nothing else.
 */
final class Printed {
    private static final int MOST_BYTES = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier micros;
    private final CharsetDecoder text = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private List<Run> runs = new ArrayList<>();
    private int bytes;
    private long lost;
    /** The beginning of a letter whose other bytes are still to come. */
    private byte[] half = {};

    /** Bytes from one time on, up to and with a line end. */
    private static final class Run {
        final long micros;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean ended;

        Run(long micros) {
            this.micros = micros;
        }
    }

    /** @param micros the time since the watch began, in microseconds */
    Printed(LongSupplier micros) {
        this.micros = micros;
    }

    /** A stream that hands on to another what is written to it, and shows it to the page. */
    OutputStream above(OutputStream below) {
        return new Through(below);
    }

    /** For a sketch's output stream. */
    private final class Through extends FilterOutputStream {
        Through(OutputStream below) {
            super(below);
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            add(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            add(buffer, offset, length);
        }
    }

    /** Shows bytes to the page that no stream carries. */
    void add(byte[] buffer, int offset, int length) {
        lock.lock();
        try {
            if (bytes + length > MOST_BYTES) {
                lost += length;
                return;
            }
            bytes += length;
            for (int i = offset; i < offset + length; i++) {
                Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
                if (last == null || last.ended) {
                    last = new Run(micros.getAsLong());
                    runs.add(last);
                }
                last.bytes.write(buffer[i]);
                last.ended = buffer[i] == '\n';
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was printed since the last look, as events of the page. One thread asks. */
    List<Map<String, Object>> take() {
        List<Run> taken;
        long missing;
        lock.lock();
        try {
            taken = runs;
            missing = lost;
            runs = new ArrayList<>();
            bytes = 0;
            lost = 0;
        } finally {
            lock.unlock();
        }
        var events = new ArrayList<Map<String, Object>>();
        for (Run run : taken) {
            events.add(Json.object("k", "serial", "t", run.micros / 1000.0, "x", letters(run.bytes.toByteArray())));
        }
        if (missing > 0) {
            events.add(Json.object("k", "missed", "what", "serial", "n", missing));
        }
        return events;
    }

    private String letters(byte[] more) {
        var in = ByteBuffer.allocate(half.length + more.length)
                .put(half)
                .put(more)
                .flip();
        var out = CharBuffer.allocate(in.remaining() + 1);
        text.reset().decode(in, out, false);
        half = new byte[in.remaining()];
        in.get(half);
        return out.flip().toString();
    }
}
