package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Pin;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A pin with nothing connected to it: as an output it reads as it is driven, as an input as its bias (low without one), and
 * its edges are those of its own level. Safe for use by several threads.
 */
final class LoosePin implements Pin {
    private final int number;
    private final AtomicBoolean high = new AtomicBoolean();
    private volatile EdgeListener listener;

    LoosePin(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public void write(boolean level) {
        become(level);
    }

    @Override
    public boolean read() {
        return high.get();
    }

    @Override
    public void input(Pull pull) {
        become(pull == Pull.UP);
    }

    /** A meter sees the mean: above half it reads high. */
    @Override
    public void pwm(double duty, int hertz) {
        become(duty > 0.5);
    }

    @Override
    public void onEdge(EdgeListener newListener) {
        listener = newListener;
    }

    private void become(boolean level) {
        EdgeListener told = listener;
        if (high.getAndSet(level) != level && told != null) {
            told.edge(level);
        }
    }
}
