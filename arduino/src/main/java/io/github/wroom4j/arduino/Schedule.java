package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Functions that wait for the sketch's thread: once after {@code loop()}, or again and again (SC-1, SC-2). Functions may be
 * added from any thread; they run in the one that runs them.
 */
public final class Schedule {
    /** Most functions that may wait for the loop's end (SC-1). */
    public static final int SCHEDULED_FN_MAX_COUNT = 32;

    private static final long MAX_REPEAT_US = 26_800_000;

    private final SketchContext context;
    private final Clock clock;
    private final ArrayDeque<Runnable> once = new ArrayDeque<>();
    private final List<Repeating> recurrent = new ArrayList<>();
    private boolean running;
    private int life;

    /** A function that returns whether it is to run again. */
    @FunctionalInterface
    public interface Recurrent {
        boolean run();
    }

    private static final class Repeating {
        final Recurrent function;
        final Recurrent alarm;
        final long everyNanos;
        long dueNanos;

        Repeating(Recurrent function, Recurrent alarm, long everyNanos, long dueNanos) {
            this.function = function;
            this.alarm = alarm;
            this.everyNanos = everyNanos;
            this.dueNanos = dueNanos;
        }
    }

    private Schedule(SketchContext context) {
        this.context = context;
        this.clock = context.clock();
    }

    /** The schedule of a sketch. */
    public static Schedule of(SketchContext context) {
        return context.part(Schedule.class, Schedule::new);
    }

    /**
     * Adds as {@link #add}, while the life of the sketch lasts that it was asked for in: a timer or an edge that is on its
     * way when the sketch begins anew brings nothing into the next one.
     */
    Predicate<Runnable> ofThisLife() {
        context.untilReboot(this, this::clear);
        int mine;
        synchronized (this) {
            mine = life;
        }
        return function -> {
            synchronized (this) {
                return mine == life && add(function);
            }
        };
    }

    /** A restart forgets what was to be done. */
    private synchronized void clear() {
        life++;
        once.clear();
        recurrent.clear();
    }

    synchronized boolean add(Runnable function) {
        context.untilReboot(this, this::clear);
        return function != null && once.size() < SCHEDULED_FN_MAX_COUNT && once.add(function);
    }

    synchronized boolean addRecurrent(Recurrent function, long repeatMicroseconds, Recurrent alarm) {
        if (function == null || repeatMicroseconds < 0 || repeatMicroseconds >= MAX_REPEAT_US) {
            return false;
        }
        context.untilReboot(this, this::clear);
        long every = repeatMicroseconds * 1000;
        return recurrent.add(new Repeating(function, alarm, every, clock.nanos() + every));
    }

    /** Runs what was waiting when this began; what is added meanwhile waits for the next round (SC-1). */
    public void runOnce() {
        int count;
        synchronized (this) {
            count = once.size();
        }
        for (int i = 0; i < count; i++) {
            Runnable next;
            synchronized (this) {
                next = once.poll();
            }
            if (next != null) {
                next.run();
            }
        }
    }

    /** Runs the recurrent functions that are due; does nothing when called from one of them. */
    public void runRecurrent() {
        List<Repeating> now;
        synchronized (this) {
            if (running || recurrent.isEmpty()) {
                return;
            }
            running = true;
            now = List.copyOf(recurrent);
        }
        try {
            for (Repeating each : now) {
                boolean due = clock.nanos() - each.dueNanos >= 0 || each.alarm != null && each.alarm.run();
                if (due) {
                    each.dueNanos = clock.nanos() + each.everyNanos;
                    if (!each.function.run()) {
                        remove(each);
                    }
                }
            }
        } finally {
            synchronized (this) {
                running = false;
            }
        }
    }

    private synchronized void remove(Repeating done) {
        recurrent.remove(done);
    }

    /** How long a waiting sketch may sleep before a recurrent function is due. */
    synchronized Duration untilNextRecurrent() {
        long now = clock.nanos();
        long least = Long.MAX_VALUE / 2;
        for (Repeating each : recurrent) {
            // An alarm cannot be foreseen, so it is looked at every millisecond.
            long left = each.alarm == null ? each.dueNanos - now : Math.min(1_000_000, each.dueNanos - now);
            least = Math.min(least, left);
        }
        return Duration.ofNanos(Math.max(0, least));
    }
}
