package io.github.wroom4j.watch;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.words.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The pins that a sketch has used, and what they last did. Any thread. */
final class WatchedPins {
    private final ConcurrentSkipListMap<Integer, Watched> pins = new ConcurrentSkipListMap<>();

    /** The pin, watched from now on. */
    Pin watch(int number, Function<Integer, Pin> real) {
        return pins.computeIfAbsent(number, n -> new Watched(real.apply(n)));
    }

    /** The state of each. Inputs are sampled: the level of a real one changes without the sketch. */
    List<Map<String, Object>> states() {
        return pins.values().stream().map(Watched::state).toList();
    }

    /** How a pin is used. */
    private enum Mode {
        UNUSED("none"),
        OUTPUT("out"),
        PWM("pwm"),
        INPUT("in"),
        PULLED_UP("up"),
        PULLED_DOWN("down");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        boolean isInput() {
            return this == INPUT || this == PULLED_UP || this == PULLED_DOWN;
        }
    }

    /** Notes what passes to a pin; the lock keeps a sample from coming between a change of mode and its note. */
    private static final class Watched implements Pin {
        private final ReentrantLock lock = new ReentrantLock();
        private final Pin pin;
        private Mode mode = Mode.UNUSED;
        private boolean high;
        private double duty;
        private long changes;

        Watched(Pin pin) {
            this.pin = pin;
        }

        Map<String, Object> state() {
            lock.lock();
            try {
                if (mode.isInput()) {
                    sample();
                }
                return Json.object("n", pin.number(), "m", mode.word, "v", high ? 1 : 0, "f", duty, "c", changes);
            } finally {
                lock.unlock();
            }
        }

        private void sample() {
            try {
                saw(pin.read());
            } catch (BoardException closed) {
                System.getLogger(WatchedPins.class.getName())
                        .log(System.Logger.Level.DEBUG, "a pin keeps the level that it had", closed);
            }
        }

        private void saw(boolean level) {
            changes += level == high ? 0 : 1;
            high = level;
        }

        private void become(Mode next, boolean level, double share) {
            mode = next;
            duty = share;
            saw(level);
        }

        @Override
        public int number() {
            return pin.number();
        }

        @Override
        public void write(boolean level) {
            lock.lock();
            try {
                pin.write(level);
                become(Mode.OUTPUT, level, level ? 1 : 0);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean read() {
            lock.lock();
            try {
                boolean level = pin.read();
                if (mode == Mode.UNUSED) {
                    mode = Mode.INPUT;
                }
                saw(level);
                return level;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void input(Pull pull) {
            lock.lock();
            try {
                pin.input(pull);
                mode = switch (pull) {
                    case NONE -> Mode.INPUT;
                    case UP -> Mode.PULLED_UP;
                    case DOWN -> Mode.PULLED_DOWN;
                };
                sample();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void pwm(double share, int hertz) {
            lock.lock();
            try {
                pin.pwm(share, hertz);
                become(Mode.PWM, share > 0.5, share);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onEdge(EdgeListener listener) {
            // Not under the lock: a board may call back while it is being stopped.
            pin.onEdge(listener);
        }
    }
}
