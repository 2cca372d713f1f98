package io.github.wroom4j.hal.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.Digital;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import com.pi4j.io.gpio.digital.PullResistance;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Pin;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The header's pins by their BCM numbers. The provider is always named: left to itself Pi4J takes any provider that it
 * finds, and where GPIO is missing a mock on the class path would make silent pins of nothing (java-ecosystem §1.1).
 */
final class PiPins implements AutoCloseable {
    private final Context context;
    private final String provider;
    private final Map<Integer, PiPin> pins = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /** Pins in a context, through the providers {@code NAME-digital-output} and {@code NAME-digital-input}. */
    private PiPins(Context context, String provider) {
        this.context = context;
        this.provider = provider;
    }

    /** The real header, through the kernel's GPIO character device. */
    static PiPins onHeader() {
        // Closing the board releases the pins; a shutdown hook of the library's would do it behind our back.
        return new PiPins(
                Pi4J.newContextBuilder().autoDetect().disableShutdownHook().build(), "gpiod");
    }

    /** Pins that are not there, for tests that have Pi4J's mock plugin. */
    static PiPins mocked() {
        return new PiPins(
                Pi4J.newContextBuilder()
                        .autoDetectMockPlugins()
                        .autoDetect()
                        .disableShutdownHook()
                        .build(),
                "mock");
    }

    /** The library's object behind a pin, for tests that look at it or play the other side; null before its first use. */
    Digital<?, ?, ?> behind(int bcm) {
        return pins.containsKey(bcm) ? pins.get(bcm).io : null;
    }

    /** A pin; the same object each time. */
    Pin pin(int bcm) {
        lock.lock();
        try {
            if (closed) {
                throw new BoardException(Kind.CLOSED, "the board of GPIO" + bcm + " has been closed");
            }
            return pins.computeIfAbsent(bcm, PiPin::new);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                context.shutdown();
            }
        } catch (Pi4JException e) {
            throw new BoardException(Kind.IO, "the pins were not released: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private final class PiPin implements Pin {
        private final int number;
        private Digital<?, ?, ?> io;
        private Pull pull = Pull.NONE;
        private DigitalStateChangeListener listener;

        PiPin(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void write(boolean high) {
            lock.lock();
            try {
                if (io instanceof DigitalOutput output) {
                    output.setState(high);
                    return;
                }
                release();
                // Born in its first state: an output that starts low for a moment would reset the module.
                DigitalOutputConfig config = DigitalOutput.newConfigBuilder(context)
                        .id("gpio" + number)
                        .address(number)
                        .initial(high ? DigitalState.HIGH : DigitalState.LOW)
                        .provider(provider + "-digital-output")
                        .build();
                io = context.create(config);
            } catch (RuntimeException e) {
                throw failure("driven", e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean read() {
            lock.lock();
            try {
                if (!(io instanceof DigitalInput)) {
                    input(pull);
                }
                return io.state() == DigitalState.HIGH;
            } catch (RuntimeException e) {
                throw failure("read", e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void input(Pull newPull) {
            lock.lock();
            try {
                if (io instanceof DigitalInput && pull == newPull) {
                    return;
                }
                release();
                pull = newPull;
                DigitalInputConfig config = DigitalInput.newConfigBuilder(context)
                        .id("gpio" + number)
                        .address(number)
                        .pull(
                                switch (newPull) {
                                    case NONE -> PullResistance.OFF;
                                    case UP -> PullResistance.PULL_UP;
                                    case DOWN -> PullResistance.PULL_DOWN;
                                })
                        .provider(provider + "-digital-input")
                        .build();
                io = context.create(config);
                if (listener != null) {
                    io.addListener(listener);
                }
            } catch (RuntimeException e) {
                throw failure("made an input", e);
            } finally {
                lock.unlock();
            }
        }

        private void release() {
            if (io != null) {
                context.shutdown("gpio" + number);
                io = null;
            }
        }

        @Override
        public void pwm(double duty, int hertz) {
            throw new BoardException(
                    Kind.UNSUPPORTED,
                    "GPIO" + number + " can be high or low here; PWM is not reached through GPIO lines");
        }

        @Override
        public void onEdge(EdgeListener newListener) {
            lock.lock();
            try {
                if (io != null && listener != null) {
                    io.removeListener(listener);
                }
                listener = newListener == null ? null : event -> newListener.edge(event.state() == DigitalState.HIGH);
                if (!(io instanceof DigitalInput)) {
                    input(pull);
                } else if (listener != null) {
                    io.addListener(listener);
                }
            } finally {
                lock.unlock();
            }
        }

        private BoardException failure(String what, RuntimeException e) {
            if (e instanceof BoardException known) {
                return known;
            }
            return new BoardException(
                    Kind.IO,
                    "GPIO" + number + " cannot be " + what + ": " + e.getMessage()
                            + "; is this a Raspberry Pi, and does nothing else use the pin?",
                    e);
        }
    }
}
