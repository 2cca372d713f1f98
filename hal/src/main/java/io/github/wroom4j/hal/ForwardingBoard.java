package io.github.wroom4j.hal;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A board that is another one with something around its UART. */
public class ForwardingBoard implements Board {
    private final Board board;
    private final Uart uart;

    /**
     * Forwards everything to a board, but hands out another UART.
     *
     * @param board the board that does the work; closed with this one
     * @param around makes the UART of this board from that board's; called once
     * @throws NullPointerException if {@code around} makes none
     */
    public ForwardingBoard(Board board, UnaryOperator<Uart> around) {
        this.board = board;
        this.uart = Objects.requireNonNull(around.apply(board.uart()));
    }

    /** The board that does the work. */
    public final Board behind() {
        return board;
    }

    @Override
    public final Uart uart() {
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
    public void resetToBootloader() {
        board.resetToBootloader();
    }

    @Override
    public Pin pin(int number) {
        return board.pin(number);
    }

    @Override
    public Optional<Surroundings> surroundings() {
        return board.surroundings();
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
