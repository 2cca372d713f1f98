package io.github.wroom4j.at.driver;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;

/** A board whose UART does something to the world exactly before the Nth byte from the module is read. */
final class CutBoard implements Board {
    private final Board board;
    private final Uart uart;
    private long left = Long.MAX_VALUE;
    private Runnable cut = () -> {};
    private long passed;
    private boolean unplugged;

    CutBoard(Board board) {
        this.board = board;
        this.uart = new CutUart(board.uart());
    }

    /** Counts from now; after so many bytes the action runs, in the reader's thread. */
    synchronized void cutAfter(long bytes, Runnable action) {
        left = bytes;
        cut = action;
        passed = 0;
    }

    /** The cable is pulled: the reader gets GONE. To be called as a cut's action. */
    void unplug() {
        unplugged = true;
    }

    /** Bytes that came from the module since {@link #cutAfter}. */
    synchronized long passed() {
        return passed;
    }

    private final class CutUart implements Uart {
        private final Uart inner;

        CutUart(Uart inner) {
            this.inner = inner;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            Runnable now = null;
            int most;
            synchronized (CutBoard.this) {
                if (left == 0) {
                    now = cut;
                    left = Long.MAX_VALUE;
                }
                most = (int) Math.min(length, left);
            }
            if (now != null) {
                now.run();
            }
            if (unplugged) {
                throw new BoardException(BoardException.Kind.GONE, "the cable was pulled");
            }
            int count = inner.read(buffer, offset, Math.max(1, Math.min(most, length)), deadline);
            synchronized (CutBoard.this) {
                passed += count;
                left = left == Long.MAX_VALUE ? left : left - count;
            }
            return count;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            if (unplugged) {
                throw new BoardException(BoardException.Kind.GONE, "the cable was pulled");
            }
            inner.write(buffer, offset, length, deadline);
        }

        @Override
        public UartConfig config() {
            return inner.config();
        }

        @Override
        public void configure(UartConfig config) {
            inner.configure(config);
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            inner.line(line, asserted);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Override
    public Uart uart() {
        return uart;
    }

    @Override
    public boolean canReset() {
        return board.canReset();
    }

    @Override
    public void reset() {
        board.reset();
    }

    @Override
    public Pin pin(int number) {
        return board.pin(number);
    }

    @Override
    public String address() {
        return board.address();
    }

    @Override
    public void close() {
        board.close();
    }
}
