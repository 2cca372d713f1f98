package io.github.wroom4j.hal;

/**
 * A digital pin. A capability that the board lacks (PWM, edges, input) is refused with
 * {@link BoardException.Kind#UNSUPPORTED} naming the pin, never ignored.
 */
public interface Pin {

    /** The number by which {@link Board#pin(int)} found it. */
    int number();

    /**
     * Makes the pin an output and drives it.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the pin cannot do that, of another kind
     *     if the board fails
     */
    void write(boolean high);

    /**
     * Makes the pin an input, if it is not one, and samples it.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the pin cannot do that, of another kind
     *     if the board fails
     */
    boolean read();

    /**
     * Makes the pin an input with the given bias.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the pin cannot do that, of another kind
     *     if the board fails
     */
    void input(Pull pull);

    /**
     * Drives a duty cycle: 0.0 (always low) … 1.0 (always high), at a frequency in hertz.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the pin has no PWM
     */
    void pwm(double duty, int hertz);

    /**
     * Calls back after each edge, on a thread of the board's; {@code null} stops it.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the pin cannot do that, of another kind
     *     if the board fails
     */
    void onEdge(EdgeListener listener);

    /** Bias of an input. */
    enum Pull {
        NONE,
        UP,
        DOWN
    }

    /** Wording of an edge. */
    @FunctionalInterface
    interface EdgeListener {
        /** The pin has changed. */
        void edge(boolean high);
    }
}
