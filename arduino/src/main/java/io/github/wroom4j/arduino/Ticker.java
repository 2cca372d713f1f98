package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Clock;
import java.util.function.Predicate;

/**
 * Calls a function after a while, once or again and again (rules TK-1 … TK-3). Plain forms run on the clock's timer thread
 * and must not block; {@code _scheduled} forms run in the sketch's thread after {@code loop()}. Safe for several threads.
 */
public class Ticker implements AutoCloseable {
    private final SketchContext context;
    private Clock.Alarm pending;
    private int generation;

    public Ticker() {
        this(SketchContext.required());
    }

    /** On a given board's clock. */
    public Ticker(SketchContext context) {
        this.context = context;
    }

    public void attach(double seconds, Runnable callback) {
        attach_ms(Math.round(seconds * 1000), callback);
    }

    public synchronized void attach_ms(long milliseconds, Runnable callback) {
        start(Math.max(1, milliseconds), callback, true);
    }

    public void once(double seconds, Runnable callback) {
        once_ms(Math.round(seconds * 1000), callback);
    }

    public synchronized void once_ms(long milliseconds, Runnable callback) {
        start(milliseconds, callback, false);
    }

    public void attach_scheduled(double seconds, Runnable callback) {
        attach(seconds, scheduled(callback));
    }

    public void attach_ms_scheduled(long milliseconds, Runnable callback) {
        attach_ms(milliseconds, scheduled(callback));
    }

    public void once_scheduled(double seconds, Runnable callback) {
        once(seconds, scheduled(callback));
    }

    public void once_ms_scheduled(long milliseconds, Runnable callback) {
        once_ms(milliseconds, scheduled(callback));
    }

    private Runnable scheduled(Runnable callback) {
        Predicate<Runnable> later = Schedule.of(context).ofThisLife();
        return () -> later.test(callback);
    }

    private void start(long milliseconds, Runnable callback, boolean again) {
        detach();
        // The sketch of the next life knows nothing of it.
        context.untilReboot(this, this::detach);
        int mine = generation;
        long every = milliseconds * 1_000_000;
        arm(context.clock().nanos() + every, every, callback, again, mine);
    }

    private void arm(long atNanos, long every, Runnable callback, boolean again, int mine) {
        pending = context.clock().alarm(atNanos, () -> ring(atNanos, every, callback, again, mine));
    }

    private void ring(long atNanos, long every, Runnable callback, boolean again, int mine) {
        synchronized (this) {
            if (mine != generation) {
                return;
            }
            pending = null;
            if (!again) {
                context.endedBeforeReboot(this);
            } else {
                // From when it was due, not from now: the period does not drift.
                arm(atNanos + every, every, callback, true, mine);
            }
        }
        context.runBound(callback);
    }

    /** Stops it; also from its own callback (TK-3). */
    public synchronized void detach() {
        context.endedBeforeReboot(this);
        generation++;
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
    }

    public synchronized boolean active() {
        return pending != null;
    }

    @Override
    public void close() {
        detach();
    }
}
