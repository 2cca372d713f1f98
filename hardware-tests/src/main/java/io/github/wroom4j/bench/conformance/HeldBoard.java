package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.Uart;
import java.time.Duration;

/**
 * A board that several users have one after the other: each gets a view whose closing leaves the port open, so that the
 * module keeps its network between a driver and a conversation by hand.
 */
final class HeldBoard implements AutoCloseable {
    /** How long a closed view may keep its reader: a UART frees its readers only when it is closed itself. */
    private static final Duration SLICE = Duration.ofMillis(20);

    private final Board board;

    HeldBoard(Board board) {
        this.board = board;
    }

    /** A view for one user. */
    Board view() {
        return new ForwardingBoard(board, View::new) {
            @Override
            public void close() {
                uart().close();
            }
        };
    }

    @Override
    public void close() {
        board.close();
    }

    private static final class View extends ForwardingUart {
        private volatile boolean closed;

        View(Uart uart) {
            super(uart);
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            while (true) {
                requireOpen();
                int count = super.read(buffer, offset, length, deadline.orIn(SLICE));
                if (count > 0 || deadline.expired()) {
                    return count;
                }
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            requireOpen();
            super.write(buffer, offset, length, deadline);
        }

        private void requireOpen() {
            if (closed) {
                throw new BoardException(BoardException.Kind.CLOSED, "this use of the port has ended");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
