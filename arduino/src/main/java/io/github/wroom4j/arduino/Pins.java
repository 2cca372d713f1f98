package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Pin;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * What {@code pinMode}, {@code digitalWrite} and their like do with the pins of a board. Numbers outside 0 … 16 are
 * ignored, as on the chip (IO-1); a board without the pin refuses with a {@link io.github.wroom4j.hal.BoardException}.
 */
public final class Pins {
    private static final int LAST_PIN = 16;

    private final SketchContext context;
    private final Board board;
    private final Clock clock;
    private final Map<Integer, Pin> pins = new HashMap<>();
    private final Map<Integer, Boolean> driven = new HashMap<>();
    private final Map<Integer, Clock.Alarm> tones = new HashMap<>();
    private final Set<Integer> handled = new HashSet<>();
    private final ReentrantLock interrupts = new ReentrantLock();
    private IntSupplier analog = () -> 0;
    private int frequency = 1000;
    private int range = 255;

    /**
     * An edge.
     *
     * @param pin the pin's number
     * @param value its level after the edge, 0 or 1
     * @param micro microseconds of the clock
     */
    public record InterruptInfo(int pin, int value, long micro) {}

    /** Wording of an edge. */
    @FunctionalInterface
    public interface InterruptHandler {
        void interrupted(InterruptInfo info);
    }

    private Pins(SketchContext context) {
        this.context = context;
        board = context.board().orElse(null);
        clock = context.clock();
    }

    /** The pins of a sketch. */
    public static Pins of(SketchContext context) {
        return context.part(Pins.class, Pins::new);
    }

    /** Where {@code analogRead(A0)} gets its value, 0 … 1023: a Raspberry Pi has no converter of its own. */
    public synchronized void analogSource(IntSupplier source) {
        analog = source;
    }

    private static boolean ignored(int pin) {
        return pin < 0 || pin > LAST_PIN;
    }

    private Pin pin(int number) {
        if (board == null) {
            throw new IllegalStateException("pin " + number + ": this sketch has no board with pins");
        }
        return pins.computeIfAbsent(number, board::pin);
    }

    synchronized void mode(int number, int mode) {
        if (ignored(number)) {
            return;
        }
        switch (mode) {
            case Arduino.INPUT -> pin(number).input(Pin.Pull.NONE);
            case Arduino.INPUT_PULLUP -> pin(number).input(Pin.Pull.UP);
            case Arduino.INPUT_PULLDOWN_16 -> pin(number).input(Pin.Pull.DOWN);
            // The chip keeps the level it had.
            case Arduino.OUTPUT, Arduino.OUTPUT_OPEN_DRAIN -> pin(number).write(driven.getOrDefault(number, false));
            default -> throw new IllegalArgumentException("pinMode: unknown mode " + mode);
        }
    }

    synchronized void write(int number, boolean high) {
        if (!ignored(number)) {
            cancelTone(number);
            driven.put(number, high);
            pin(number).write(high);
        }
    }

    synchronized boolean read(int number) {
        return !ignored(number) && pin(number).read();
    }

    synchronized int analogRead(int number) {
        if (number == Arduino.A0 || number == 0) {
            return Math.max(0, Math.min(1023, analog.getAsInt()));
        }
        return read(number) ? 1023 : 0;
    }

    /** There is one reference on the chip; the call is accepted and has no effect. */
    void analogReference(int mode) {
        if (mode < 0) {
            throw new IllegalArgumentException("analogReference: unknown mode " + mode);
        }
    }

    synchronized void analogWrite(int number, int value) {
        if (ignored(number)) {
            return;
        }
        cancelTone(number);
        int clamped = Math.max(0, Math.min(range, value));
        if (clamped == 0 || clamped == range) {
            write(number, clamped > 0);
        } else {
            pin(number).pwm((double) clamped / range, frequency);
        }
    }

    synchronized void frequency(int hertz) {
        frequency = Math.max(100, Math.min(60_000, hertz));
    }

    synchronized void resolution(int bits) {
        range((1 << Math.max(4, Math.min(16, bits))) - 1);
    }

    synchronized void range(int newRange) {
        if (newRange >= 15 && newRange <= 65_535) {
            range = newRange;
        }
    }

    synchronized void tone(int number, double hertz) {
        if (!ignored(number) && hertz > 0) {
            cancelTone(number);
            pin(number).pwm(0.5, (int) Math.max(1, Math.round(hertz)));
        }
    }

    synchronized void tone(int number, double hertz, long milliseconds) {
        tone(number, hertz);
        if (!ignored(number) && milliseconds > 0) {
            long end = clock.nanos() + Duration.ofMillis(milliseconds).toNanos();
            tones.put(number, clock.alarm(end, () -> noTone(number)));
            context.untilReboot(this, this::forget);
        }
    }

    /** A restart: edges call no handler of the life before, and the end of its tone does not pull a pin of the next one low. */
    private synchronized void forget() {
        handled.forEach(number -> pin(number).onEdge(null));
        handled.clear();
        tones.values().forEach(Clock.Alarm::cancel);
        tones.clear();
    }

    synchronized void noTone(int number) {
        write(number, false);
    }

    private void cancelTone(int number) {
        Clock.Alarm pending = tones.remove(number);
        if (pending != null) {
            pending.cancel();
        }
    }

    /** IO-5: waits for the other level, then for the level, and measures until it ends. */
    long pulse(int number, boolean level, long timeoutMicroseconds) {
        Deadline deadline = Deadline.in(clock, Duration.ofNanos(timeoutMicroseconds * 1000));
        if (!becomes(number, !level, deadline) || !becomes(number, level, deadline)) {
            return 0;
        }
        long start = clock.nanos();
        return becomes(number, !level, deadline) ? (clock.nanos() - start) / 1000 : 0;
    }

    private boolean becomes(int number, boolean level, Deadline deadline) {
        while (read(number) != level) {
            if (deadline.expired()) {
                return false;
            }
            Timing.sleep(Deadline.in(clock, Duration.ofNanos(10_000)).orIn(Duration.ofNanos(10_000)));
        }
        return true;
    }

    synchronized void attach(int number, InterruptHandler handler, int mode) {
        if (number < 0 || number >= LAST_PIN) {
            return;
        }
        handled.add(number);
        context.untilReboot(this, this::forget);
        pin(number).onEdge(high -> {
            boolean wanted = mode == Arduino.CHANGE || mode == (high ? Arduino.RISING : Arduino.FALLING);
            if (wanted) {
                interrupts.lock();
                try {
                    var info = new InterruptInfo(number, high ? 1 : 0, clock.nanos() / 1000);
                    // The board's thread belongs to no sketch, and a handler calls millis() before all else.
                    context.runBound(() -> handler.interrupted(info));
                } finally {
                    interrupts.unlock();
                }
            }
        });
    }

    synchronized void detach(int number) {
        if (number >= 0 && number < LAST_PIN && pins.containsKey(number)) {
            handled.remove(number);
            pin(number).onEdge(null);
        }
    }

    void holdInterrupts() {
        interrupts.lock();
    }

    void allowInterrupts() {
        while (interrupts.isHeldByCurrentThread()) {
            interrupts.unlock();
        }
    }
}
