package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Surroundings.Wire;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A pin with nothing connected to it until somebody wires it: as an output it reads as it is driven, as an input as its
 * wire, else as its bias (low without one), and its edges are those of its own level. Safe for use by several threads.
 */
final class LoosePin implements Pin {
    private final int number;
    private final AtomicReference<State> state = new AtomicReference<>(new State(false, false, Wire.OPEN));
    private volatile EdgeListener listener;

    /**
     * What decides the level.
     *
     * @param output whether the chip drives it
     * @param own the level that the chip drives, or that its bias gives
     * @param wire what comes from outside
     */
    private record State(boolean output, boolean own, Wire wire) {
        boolean high() {
            return output || wire == Wire.OPEN ? own : wire == Wire.HIGH;
        }
    }

    LoosePin(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public void write(boolean level) {
        become(old -> new State(true, level, old.wire));
    }

    @Override
    public boolean read() {
        return state.get().high();
    }

    @Override
    public void input(Pull pull) {
        become(old -> new State(false, pull == Pull.UP, old.wire));
    }

    /** A meter sees the mean: above half it reads high. */
    @Override
    public void pwm(double duty, int hertz) {
        write(duty > 0.5);
    }

    @Override
    public void onEdge(EdgeListener newListener) {
        listener = newListener;
    }

    /** Connects it, or takes the wire away. */
    void wire(Wire to) {
        become(old -> new State(old.output, old.own, to));
    }

    private void become(UnaryOperator<State> change) {
        EdgeListener hears = listener;
        State before = state.getAndUpdate(change);
        boolean level = change.apply(before).high();
        if (before.high() != level && hears != null) {
            hears.edge(level);
        }
    }
}
