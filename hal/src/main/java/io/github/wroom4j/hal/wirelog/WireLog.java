package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.memory.ByteRing;
import java.time.Instant;
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
    private final Pieces pieces = new Pieces();
    private final Clock clock;
    private final Instant started;
    private final long startNanos;
    private final int limit;
    private final ByteRing bytes;
    private long dropped;
    private Tap tap = (micros, direction, buffer, offset, length) -> {};

    /** Hears what passes, while it passes. */
    @FunctionalInterface
    public interface Tap {
        /**
         * Bytes have passed. Called in the thread that carries them, one piece after the other: it copies what it wants,
         * waits for nothing and throws nothing.
         *
         * @param micros microseconds since the log began
         * @param direction which way they went
         * @param buffer holds them; the caller's again when this returns
         * @param offset of the first
         * @param length how many, at least 1
         */
        void passed(long micros, Direction direction, byte[] buffer, int offset, int length);
    }

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

        /**
         * One byte, 0 … 255; a hidden one is {@code *}.
         *
         * @throws IndexOutOfBoundsException if there is no such byte
         */
        public int at(int index) {
            return bytes[index] & 0xff;
        }

        /** Whether a byte is hidden. */
        public boolean isHidden(int index) {
            return hidden.get(index);
        }

        /**
         * This entry with the bytes from {@code from} up to {@code to} overwritten and marked as hidden.
         *
         * @throws IllegalArgumentException if {@code from} is greater than {@code to}
         * @throws IndexOutOfBoundsException if the span is not within the entry
         */
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

    /**
     * A log that keeps so many bytes.
     *
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public WireLog(Clock clock, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a wire log keeps at least 1 byte, not " + limit);
        }
        this.clock = clock;
        this.started = clock.now();
        this.startNanos = clock.nanos();
        this.limit = limit;
        this.bytes = new ByteRing(limit);
    }

    /** A log on the machine's clock that keeps {@link #DEFAULT_LIMIT} bytes. */
    public WireLog() {
        this(Clock.system(), DEFAULT_LIMIT);
    }

    /** The wall time at which the log began. */
    public Instant started() {
        return started;
    }

    /** Lets somebody hear all that passes from now on, in place of who did before. */
    public void tap(Tap listener) {
        lock.lock();
        try {
            tap = listener;
        } finally {
            lock.unlock();
        }
    }

    /** Notes bytes that pass now; once the log is full it takes no memory for that. */
    public void add(Direction direction, byte[] buffer, int offset, int length) {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            int kept = Math.min(length, limit); // of a piece longer than the log its end
            dropped += length - kept;
            while (bytes.room() < kept) {
                int oldest = pieces.removeOldest();
                bytes.skip(oldest);
                dropped += oldest;
            }
            bytes.put(buffer, offset + length - kept, kept);
            long micros = (clock.nanos() - startNanos) / 1000;
            pieces.add(micros, direction, kept);
            tap.passed(micros, direction, buffer, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /** What is kept, oldest first. */
    public List<Entry> entries() {
        lock.lock();
        try {
            var entries = new ArrayList<Entry>(pieces.count);
            int at = 0;
            for (int i = 0; i < pieces.count; i++) {
                byte[] piece = new byte[pieces.length(i)];
                bytes.copy(at, piece, 0, piece.length);
                at += piece.length;
                entries.add(new Entry(pieces.micros(i), pieces.direction(i), piece, new BitSet()));
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /** When, which way and how long each kept piece was: a ring of numbers, so that noting one makes no garbage. */
    private static final class Pieces {
        private long[] micros = new long[64];
        /** The length; complemented where the bytes came from the module. */
        private int[] lengths = new int[64];

        private int oldest;
        private int count;

        void add(long when, Direction direction, int length) {
            if (count == lengths.length) {
                long[] times = new long[count * 2];
                int[] sizes = new int[count * 2];
                for (int i = 0; i < count; i++) {
                    times[i] = micros[index(i)];
                    sizes[i] = lengths[index(i)];
                }
                micros = times;
                lengths = sizes;
                oldest = 0;
            }
            int at = index(count++);
            micros[at] = when;
            lengths[at] = direction == Direction.TO_MODULE ? length : ~length;
        }

        int removeOldest() {
            int length = length(0);
            oldest = index(1);
            count--;
            return length;
        }

        private int index(int i) {
            return (oldest + i) % lengths.length;
        }

        long micros(int i) {
            return micros[index(i)];
        }

        int length(int i) {
            int length = lengths[index(i)];
            return length < 0 ? ~length : length;
        }

        Direction direction(int i) {
            return lengths[index(i)] < 0 ? Direction.FROM_MODULE : Direction.TO_MODULE;
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
