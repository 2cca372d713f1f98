package io.github.wroom4j.at.engine;

import java.util.ArrayDeque;

/**
 * What is to be written, in order, with the silences that belong between: a batch of {@code +++} is one only if nothing
 * stands next to it (at-protocol §3.6).
 */
public final class Outbox {
    private static final byte[] NOTHING = {};

    /**
     * Bytes for one write.
     *
     * @param silence how many nanoseconds nothing may be written after them
     * @param of the exchange whose command they are; null for payload and escapes
     */
    public record Piece(byte[] bytes, int offset, int length, long silence, Exchange of) {}

    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private Piece out;
    private boolean silent;
    private long silentUntil;

    public void command(Exchange of) {
        byte[] bytes = of.command.bytes();
        waiting.add(new Piece(bytes, 0, bytes.length, 0, of));
    }

    public void bytes(byte[] bytes, int offset, int length, long silence) {
        waiting.add(new Piece(bytes, offset, length, silence, null));
    }

    public void silence(long nanos) {
        waiting.add(new Piece(NOTHING, 0, 0, nanos, null));
    }

    /** The next piece, if its time has come; it counts as being written until {@link #written}. */
    public Piece take(long now) {
        while (out == null && !waiting.isEmpty() && !isSilent(now)) {
            Piece next = waiting.poll();
            if (next.length > 0) {
                out = next;
            } else {
                keepSilence(now, next.silence);
            }
        }
        return out;
    }

    /** The piece that was taken has been written. */
    public void written(long now) {
        if (out != null) {
            keepSilence(now, out.silence);
            out = null;
        }
    }

    private void keepSilence(long now, long nanos) {
        silent = nanos > 0;
        silentUntil = now + nanos;
    }

    private boolean isSilent(long now) {
        silent = silent && now - silentUntil < 0;
        return silent;
    }

    /** Whether everything has been written, and the silence behind it kept. */
    public boolean isEmpty(long now) {
        return out == null && waiting.isEmpty() && !isSilent(now);
    }

    /** Whether something is still to be written. */
    public boolean waits() {
        return out == null && !waiting.isEmpty();
    }

    /** Until when nothing may be written, if that is sooner than another time. */
    public long silenceOr(long other) {
        return out == null && silent && silentUntil - other < 0 ? silentUntil : other;
    }

    /** Drops what has not been taken yet; a silence that has begun is kept. */
    public void clear() {
        waiting.clear();
    }
}
