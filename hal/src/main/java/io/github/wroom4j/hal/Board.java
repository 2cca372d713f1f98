package io.github.wroom4j.hal;

import java.util.Optional;

/**
 * Something with a module on it: a UART, perhaps a reset line, perhaps pins.
 *
 * <p>A board is opened by {@link Boards#open(String)} and owned by one program until closed.
 */
public interface Board extends AutoCloseable {

    /** The module's AT port. One object for the board's life, also after {@link #reset()}. */
    Uart uart();

    /** Whether {@link #reset()} can pulse a reset line; by default it cannot. */
    default boolean canReset() {
        return false;
    }

    /**
     * Pulses the reset line and returns when it is released; the module then boots (200 … 600 ms, at-protocol §2.2).
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if there is no such line
     */
    default void reset() {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, address() + " has no reset line");
    }

    /**
     * Resets the module into its ROM's serial bootloader, for flashing: GPIO0 is held low while the reset line is
     * released (GPIO15 stays low and GPIO2 high by the board's own resistors).
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the board cannot drive both lines
     */
    default void resetToBootloader() {
        throw new BoardException(
                BoardException.Kind.UNSUPPORTED,
                address() + " has no line to GPIO0: hold GPIO0 low by hand while the module resets");
    }

    /**
     * A pin of the board, by the number that its address family uses (BCM numbers on a Raspberry Pi header).
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the board has no such pin
     */
    default Pin pin(int number) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, address() + " has no pins, so no pin " + number);
    }

    /** What it stands in, where that is simulated and a person may change it; a real board has none. */
    default Optional<Surroundings> surroundings() {
        return Optional.empty();
    }

    /** The address that opens this board again; secrets in it are masked. */
    String address();

    /** Closes the UART and releases the pins; closing twice is harmless. */
    @Override
    void close();
}
