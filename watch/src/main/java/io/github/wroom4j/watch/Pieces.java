package io.github.wroom4j.watch;

import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pieces of the conversation on their way from the threads that carry them to the one that reads them. Bounded: what comes
 * too fast is counted and not kept, so that no thread ever waits here.
 */
final class Pieces implements WireLog.Tap {
    /** What is kept between two looks, 25 a second: some ten times what the fastest UART brings. */
    private static final int MOST_BYTES = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private List<Piece> pieces = new ArrayList<>();
    private int bytes;
    private long lost;

    /** Some bytes that went one way. */
    record Piece(long micros, Direction direction, byte[] bytes) {}

    /**
     * What came since the last look.
     *
     * @param pieces oldest first
     * @param lost how many bytes came after them and were not kept
     */
    record Taken(List<Piece> pieces, long lost) {}

    @Override
    public void passed(long micros, Direction direction, byte[] buffer, int offset, int length) {
        lock.lock();
        try {
            // After a loss nothing more is kept until the next look: a gap has one place.
            if (lost > 0 || bytes + length > MOST_BYTES) {
                lost += length;
                return;
            }
            bytes += length;
            pieces.add(new Piece(micros, direction, Arrays.copyOfRange(buffer, offset, offset + length)));
        } finally {
            lock.unlock();
        }
    }

    Taken take() {
        lock.lock();
        try {
            var taken = new Taken(pieces, lost);
            pieces = new ArrayList<>();
            bytes = 0;
            lost = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
