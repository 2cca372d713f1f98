package io.github.wroom4j.watch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** What a sketch reads: what was typed on the page, then what the stream below has. */
final class Typed extends InputStream {
    /** A sketch that never reads does not make the page's lines pile up. */
    private static final int MOST_BYTES = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteArrayInputStream> lines = new ArrayDeque<>();
    private final InputStream below;

    Typed(InputStream below) {
        this.below = below;
    }

    /** Takes what somebody typed; false if too much of it has not been read yet. */
    boolean type(byte[] bytes) {
        lock.lock();
        try {
            if (waiting() + bytes.length > MOST_BYTES) {
                return false;
            }
            lines.add(new ByteArrayInputStream(bytes));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int waiting() {
        return lines.stream().mapToInt(ByteArrayInputStream::available).sum();
    }

    @Override
    public int available() throws IOException {
        lock.lock();
        try {
            int typed = waiting();
            return typed > 0 ? typed : below.available();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        lock.lock();
        try {
            while (!lines.isEmpty()) {
                int octet = lines.peek().read();
                if (octet >= 0) {
                    return octet;
                }
                lines.remove();
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock: typing never waits for a terminal.
        return below.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (!lines.isEmpty()) {
                int count = lines.peek().read(buffer, offset, length);
                if (count > 0) {
                    return count;
                }
                lines.remove();
            }
        } finally {
            lock.unlock();
        }
        return below.read(buffer, offset, length);
    }
}
