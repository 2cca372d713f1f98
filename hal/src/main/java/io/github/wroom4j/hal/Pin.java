package io.github.wroom4j.hal;

/**
 * A digital pin. A capability that the board lacks (PWM, edges, input) is refused with
 * {@link BoardException.Kind#UNSUPPORTED} naming the pin, never ignored.
 */
public interface Pin {

    /** The number by which {@link Board#pin(int)} found it. */
    int number();

    /** Makes the pin an output and drives it. */
    void write(boolean high);

    /** Makes the pin an input, if it is not one, and samples it. */
    boolean read();

    /** Makes the pin an input with the given bias. */
    void input(Pull pull);

    /** Drives a duty cycle: 0.0 (always low) … 1.0 (always high), at a frequency in hertz. */
    void pwm(double duty, int hertz);

    /** Calls back after each edge, on a thread of the board's; {@code null} stops it. */
    void onEdge(EdgeListener listener);

    /** Bias of an input. */
    enum Pull {
        NONE,
        UP,
        DOWN
    }

    /** Told of an edge. */
    @FunctionalInterface
    interface EdgeListener {
        /** The pin has changed. */
        void edge(boolean high);
    }
}
