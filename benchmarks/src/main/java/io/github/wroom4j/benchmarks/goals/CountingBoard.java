package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.Uart;
import java.util.concurrent.atomic.LongAdder;

/** A board whose UART counts the bytes of both directions. */
final class CountingBoard extends ForwardingBoard {
    private final LongAdder bytes;

    CountingBoard(Board board) {
        this(board, new LongAdder());
    }

    private CountingBoard(Board board, LongAdder bytes) {
        super(board, uart -> new CountingUart(uart, bytes));
        this.bytes = bytes;
    }

    /** Bytes in both directions so far. */
    long bytes() {
        return bytes.sum();
    }

    /** Seconds that so many bytes take at a line speed, 8N1. */
    static double wireSeconds(long bytes, int baud) {
        return bytes * 10.0 / baud;
    }

    private static final class CountingUart extends ForwardingUart {
        private final LongAdder bytes;

        CountingUart(Uart uart, LongAdder bytes) {
            super(uart);
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            int count = super.read(buffer, offset, length, deadline);
            bytes.add(count);
            return count;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            super.write(buffer, offset, length, deadline);
            bytes.add(length);
        }
    }
}
