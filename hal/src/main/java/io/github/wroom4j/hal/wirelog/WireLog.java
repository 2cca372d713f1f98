package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A recording of a UART: time in microseconds since the log began, direction, bytes. Keeps the newest up to a limit.
 * Any thread may add or look.
 */
public final class WireLog {
    /** Bytes kept by default: some six minutes of 115200 baud without a pause. */
    public static final int DEFAULT_LIMIT = 4 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Clock clock;
    private final Instant started;
    private final long startNanos;
    private final int limit;
    private long kept;
    private long dropped;

    /** Which way bytes went. */
    public enum Direction {
        /** From the host, written {@code >>}. */
        TO_MODULE,
        /** From the module, written {@code <<}. */
        FROM_MODULE
    }

    /** Bytes that went one way at one time; immutable. */
    public static final class Entry {
        private final long micros;
        private final Direction direction;
        private final byte[] bytes;
        private final BitSet hidden;

        private Entry(long micros, Direction direction, byte[] bytes, BitSet hidden) {
            this.micros = micros;
            this.direction = direction;
            this.bytes = bytes;
            this.hidden = hidden;
        }

        /** An entry with nothing hidden. */
        public Entry(long micros, Direction direction, byte[] bytes) {
            this(micros, direction, bytes.clone(), new BitSet());
        }

        /** Microseconds since the log began. */
        public long micros() {
            return micros;
        }

        /** Which way the bytes went. */
        public Direction direction() {
            return direction;
        }

        /** The bytes; hidden ones are {@code *}. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** How many bytes. */
        public int length() {
            return bytes.length;
        }

        /** One byte, 0 … 255; a hidden one is {@code *}. */
        public int at(int index) {
            return bytes[index] & 0xff;
        }

        /** Whether a byte is hidden. */
        public boolean isHidden(int index) {
            return hidden.get(index);
        }

        /** This entry with the bytes from {@code from} up to {@code to} overwritten and marked as hidden. */
        public Entry hide(int from, int to) {
            byte[] covered = bytes.clone();
            Arrays.fill(covered, from, to, (byte) '*');
            BitSet marked = (BitSet) hidden.clone();
            marked.set(from, to);
            return new Entry(micros, direction, covered, marked);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && micros == that.micros
                    && direction == that.direction
                    && hidden.equals(that.hidden)
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(micros) * 31 + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return WireLogFile.line(this);
        }
    }

    /** A log that keeps so many bytes. */
    public WireLog(Clock clock, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a wire log keeps at least 1 byte, not " + limit);
        }
        this.clock = clock;
        this.started = clock.now();
        this.startNanos = clock.nanos();
        this.limit = limit;
    }

    /** A log on the machine's clock that keeps {@link #DEFAULT_LIMIT} bytes. */
    public WireLog() {
        this(Clock.system(), DEFAULT_LIMIT);
    }

    /** The wall time at which the log began. */
    public Instant started() {
        return started;
    }

    /** Notes bytes that pass now. */
    public void add(Direction direction, byte[] buffer, int offset, int length) {
        if (length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
        lock.lock();
        try {
            long micros = (clock.nanos() - startNanos) / 1000;
            entries.add(new Entry(micros, direction, bytes, new BitSet()));
            kept += length;
            while (kept > limit && entries.size() > 1) {
                int oldest = entries.remove().length();
                kept -= oldest;
                dropped += oldest;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is kept, oldest first. */
    public List<Entry> entries() {
        lock.lock();
        try {
            return new ArrayList<>(entries);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that were let go because the limit was reached. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
