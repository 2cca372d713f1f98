package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import java.util.concurrent.atomic.LongAdder;

/** A board whose UART counts the bytes of both directions. */
final class CountingBoard implements Board {
    private final Board board;
    private final LongAdder down = new LongAdder();
    private final LongAdder up = new LongAdder();
    private final Uart uart;

    CountingBoard(Board board) {
        this.board = board;
        Uart inner = board.uart();
        this.uart = new Uart() {
            @Override
            public int read(byte[] buffer, int offset, int length, Deadline deadline) {
                int n = inner.read(buffer, offset, length, deadline);
                down.add(n);
                return n;
            }

            @Override
            public void write(byte[] buffer, int offset, int length, Deadline deadline) {
                inner.write(buffer, offset, length, deadline);
                up.add(length);
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
        };
    }

    /** Bytes in both directions so far. */
    long bytes() {
        return down.sum() + up.sum();
    }

    /** Seconds that so many bytes take at a line speed, 8N1. */
    static double wireSeconds(long bytes, int baud) {
        return bytes * 10.0 / baud;
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
