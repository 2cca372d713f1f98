package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.time.Duration;

/**
 * A board that several users have one after the other: each gets a view whose closing leaves the port open, so that the
 * module keeps its network between a driver and a conversation by hand. Everything is recorded.
 */
final class HeldBoard implements AutoCloseable {
    /** How long a closed view may keep its reader: a UART frees nobody unless it is closed itself. */
    private static final Duration SLICE = Duration.ofMillis(20);

    private final Board board;
    private final WireLog log;

    HeldBoard(Board board, WireLog log) {
        this.board = board;
        this.log = log;
    }

    Board board() {
        return board;
    }

    /** A view for one user. */
    Board view() {
        var uart = new View(board.uart(), log);
        return new Board() {
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
                uart.close();
            }
        };
    }

    @Override
    public void close() {
        board.close();
    }

    private static final class View implements Uart {
        private final Uart uart;
        private final WireLog log;
        private volatile boolean closed;

        View(Uart uart, WireLog log) {
            this.uart = uart;
            this.log = log;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            while (true) {
                requireOpen();
                int count = uart.read(buffer, offset, length, deadline.orIn(SLICE));
                if (count > 0) {
                    log.add(WireLog.Direction.FROM_MODULE, buffer, offset, count);
                    return count;
                }
                if (deadline.expired()) {
                    return 0;
                }
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            requireOpen();
            log.add(WireLog.Direction.TO_MODULE, buffer, offset, length);
            uart.write(buffer, offset, length, deadline);
        }

        private void requireOpen() {
            if (closed) {
                throw new BoardException(BoardException.Kind.CLOSED, "this use of the port has ended");
            }
        }

        @Override
        public UartConfig config() {
            return uart.config();
        }

        @Override
        public void configure(UartConfig config) {
            uart.configure(config);
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            uart.line(line, asserted);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
