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
    private final LongAdder commands;

    CountingBoard(Board board) {
        this(board, new LongAdder(), new LongAdder());
    }

    private CountingBoard(Board board, LongAdder bytes, LongAdder commands) {
        super(board, uart -> new CountingUart(uart, bytes, commands));
        this.bytes = bytes;
        this.commands = commands;
    }

    /** AT commands so far. */
    long commands() {
        return commands.sum();
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
        private final LongAdder commands;

        CountingUart(Uart uart, LongAdder bytes, LongAdder commands) {
            super(uart);
            this.bytes = bytes;
            this.commands = commands;
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
            if (length > 2 && buffer[offset] == 'A' && buffer[offset + 1] == 'T') {
                commands.increment();
            }
        }
    }
}
