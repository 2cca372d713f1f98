package io.github.wroom4j.at.driver;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A golden conversation that plays the module: each stretch of the host's bytes must be as recorded, and is followed by the
 * module's as recorded, cut into reads as a test wants them and with a message of others put in between.
 */
final class GoldenBoard implements Board, Uart {

    /** Bytes that went one way without a word from the other. */
    private record Stretch(boolean toModule, byte[] bytes) {}

    /** How the module's bytes differ from the recording: cut, and with something put in; −1 for not. */
    record Variation(int cutAt, int pieces, int insertAt, String message) {
        static final Variation NONE = new Variation(-1, Integer.MAX_VALUE, -1, "");

        static Variation cut(int at) {
            return new Variation(at, Integer.MAX_VALUE, -1, "");
        }

        static Variation piecesOf(int size) {
            return new Variation(-1, size, -1, "");
        }

        static Variation insert(int at, String message) {
            return new Variation(-1, Integer.MAX_VALUE, at, message);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final List<Stretch> stretches;
    private final Variation variation;
    private final ManualClock clock;
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
    private int next;
    private int matched;
    private int told;
    private boolean closed;
    private String mismatch = "";

    GoldenBoard(List<WireLog.Entry> recording, Variation variation, ManualClock clock) {
        this.clock = clock;
        this.stretches = stretches(recording);
        this.variation = variation;
        lock.lock();
        try {
            release();
        } finally {
            lock.unlock();
        }
    }

    private static List<Stretch> stretches(List<WireLog.Entry> recording) {
        var all = new ArrayList<Stretch>();
        for (WireLog.Entry entry : recording) {
            boolean toModule = entry.direction() == WireLog.Direction.TO_MODULE;
            Stretch last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last != null && last.toModule == toModule) {
                all.set(all.size() - 1, new Stretch(toModule, joined(last.bytes, entry.bytes())));
            } else {
                all.add(new Stretch(toModule, entry.bytes()));
            }
        }
        return all;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    /** All that the module says. */
    static byte[] moduleBytes(List<WireLog.Entry> recording) {
        var all = new ByteArrayOutputStream();
        stretches(recording).stream().filter(s -> !s.toModule).forEach(s -> all.writeBytes(s.bytes));
        return all.toByteArray();
    }

    /** Makes the module's stretches readable up to the host's next one. */
    private void release() {
        while (next < stretches.size() && !stretches.get(next).toModule) {
            byte[] bytes = stretches.get(next++).bytes;
            int insert = variation.insertAt - told;
            // What is inserted where a stretch ends belongs to that stretch.
            if (insert > 0 && insert <= bytes.length || insert == 0 && told == 0) {
                offer(Arrays.copyOf(bytes, insert));
                offer(variation.message.getBytes(StandardCharsets.ISO_8859_1));
                offer(Arrays.copyOfRange(bytes, insert, bytes.length));
            } else {
                int cut = variation.cutAt - told;
                if (cut > 0 && cut < bytes.length) {
                    offer(Arrays.copyOf(bytes, cut));
                    offer(Arrays.copyOfRange(bytes, cut, bytes.length));
                } else {
                    offer(bytes);
                }
            }
            told += bytes.length;
        }
        moved.signalAll();
    }

    private void offer(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += Math.min(variation.pieces, bytes.length - at)) {
            ready.add(Arrays.copyOfRange(bytes, at, at + Math.min(variation.pieces, bytes.length - at)));
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        lock.lock();
        try {
            while (ready.isEmpty()) {
                if (closed) {
                    throw new BoardException(BoardException.Kind.CLOSED, "closed");
                }
                if (!deadline.await(lock, moved) && ready.isEmpty()) {
                    return 0;
                }
            }
            byte[] piece = ready.remove();
            if (piece.length > length) {
                throw new AssertionError("a read of " + length + " for a piece of " + piece.length);
            }
            System.arraycopy(piece, 0, buffer, offset, piece.length);
            return piece.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BoardException(BoardException.Kind.INTERRUPTED, "interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        clock.advance(Duration.ofMillis(1)); // no two commands at the same time, as in the recording
        lock.lock();
        try {
            skipWhatIsKnown(Arrays.copyOfRange(buffer, offset, offset + length));
            for (int i = offset; i < offset + length; i++) {
                byte[] expected = next < stretches.size() ? stretches.get(next).bytes : new byte[0];
                if (matched == expected.length || expected[matched] != buffer[i]) {
                    mismatch = "after " + told + " bytes of the module the host said "
                            + text(Arrays.copyOfRange(buffer, offset, offset + length)) + " where the recording has "
                            + text(expected) + " from its byte " + matched + " on";
                    throw new BoardException(BoardException.Kind.IO, mismatch);
                }
                if (++matched == expected.length) {
                    matched = 0;
                    next++;
                    release();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A host that was told that the station has an address does not ask for it: that question may be left out. */
    private void skipWhatIsKnown(byte[] said) {
        boolean left = matched == 0
                && variation.insertAt >= 0
                && next + 2 < stretches.size()
                && !startsWith(stretches.get(next).bytes, said)
                && text(stretches.get(next).bytes).contains("+CIPSTA")
                && startsWith(stretches.get(next + 2).bytes, said);
        if (left) {
            told += stretches.get(next + 1).bytes.length;
            next += 2;
        }
    }

    private static boolean startsWith(byte[] whole, byte[] part) {
        return whole.length >= part.length && Arrays.equals(Arrays.copyOf(whole, part.length), part);
    }

    private static String text(byte[] bytes) {
        return '"'
                + new String(bytes, StandardCharsets.ISO_8859_1)
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                + '"';
    }

    /** How the host left the recording, or "". */
    String mismatch() {
        lock.lock();
        try {
            return mismatch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything was said. */
    boolean complete() {
        lock.lock();
        try {
            return next == stretches.size() && matched == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UartConfig config() {
        return UartConfig.DEFAULT;
    }

    @Override
    public void configure(UartConfig config) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "a recording has one speed");
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "a recording has no lines");
    }

    @Override
    public Uart uart() {
        return this;
    }

    @Override
    public String address() {
        return "golden:";
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
