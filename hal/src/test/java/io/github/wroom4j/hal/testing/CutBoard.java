package io.github.wroom4j.hal.testing;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.Uart;

/** A board whose UART does something to the world exactly before the Nth byte from the module is read. */
public final class CutBoard extends ForwardingBoard {
    private final CutUart cutting;

    /** Of any board. */
    public CutBoard(Board board) {
        super(board, CutUart::new);
        cutting = (CutUart) uart();
    }

    /** Counts from now; after so many bytes the action runs, in the reader's thread. */
    public void cutAfter(long bytes, Runnable action) {
        cutting.cutAfter(bytes, action);
    }

    /** The cable is pulled: the reader gets GONE. To be called as a cut's action. */
    public void unplug() {
        cutting.unplugged = true;
    }

    /** Bytes that came from the module since {@link #cutAfter}. */
    public long passed() {
        return cutting.passed();
    }

    private static final class CutUart extends ForwardingUart {
        private final byte[] ahead = new byte[8192];
        private int from;
        private int to;
        private long left = Long.MAX_VALUE;
        private Runnable cut = () -> {};
        private long passed;
        private volatile boolean unplugged;

        CutUart(Uart uart) {
            super(uart);
        }

        synchronized void cutAfter(long bytes, Runnable action) {
            left = bytes;
            cut = action;
            passed = 0;
        }

        synchronized long passed() {
            return passed;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            if (from == to) {
                // Read ahead: a reader that waited already when the cut was planned must not run past it.
                from = 0;
                to = Math.max(0, super.read(ahead, 0, ahead.length, deadline));
                if (to == 0) {
                    return 0;
                }
            }
            Runnable now = null;
            int most;
            synchronized (this) {
                if (left == 0) {
                    now = cut;
                    left = Long.MAX_VALUE;
                }
                most = (int) Math.min(Math.min(length, left), to - from);
            }
            if (now != null) {
                now.run();
            }
            requirePlugged();
            System.arraycopy(ahead, from, buffer, offset, most);
            from += most;
            synchronized (this) {
                passed += most;
                left = left == Long.MAX_VALUE ? left : left - most;
            }
            return most;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            requirePlugged();
            super.write(buffer, offset, length, deadline);
        }

        private void requirePlugged() {
            if (unplugged) {
                throw new BoardException(BoardException.Kind.GONE, "the cable was pulled");
            }
        }
    }
}
