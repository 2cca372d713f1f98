package io.github.wroom4j.hal.memory;

import io.github.wroom4j.hal.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One direction of a {@link MemoryWire}: a ring, and perhaps a pacer that says how much of it has arrived. */
final class WireDirection {
    private final ReentrantLock lock;
    private final Clock clock;
    private final ByteRing ring;
    private final BooleanSupplier open;
    private final Supplier<Runnable> arrived;
    private Pacer pacer;
    /** Marks the alarm that is set or being set; another mark, or none, makes it void. */
    private Object arming;

    private Clock.Alarm alarm;

    /**
     * A direction under its wire's lock.
     *
     * @param open whether the wire is
     * @param arrived called under the lock when bytes are there to be read; what it gives, if anything, runs outside
     */
    WireDirection(ReentrantLock lock, Clock clock, int capacity, BooleanSupplier open, Supplier<Runnable> arrived) {
        this.lock = lock;
        this.clock = clock;
        this.ring = new ByteRing(capacity);
        this.open = open;
        this.arrived = arrived;
    }

    int size() {
        return ring.size();
    }

    int room() {
        return ring.room();
    }

    int ready() {
        return pacer == null ? ring.size() : Math.min(ring.size(), pacer.ready());
    }

    int put(byte[] source, int offset, int length) {
        int count = ring.put(source, offset, length);
        if (pacer != null && count > 0) {
            pacer.send(count);
        }
        return count;
    }

    int take(byte[] target, int offset, int length) {
        int count = ring.take(target, offset, Math.min(length, ready()));
        if (pacer != null) {
            pacer.take(count);
        }
        return count;
    }

    /** Replaces the pacer: what had not arrived starts again from the sender. */
    void pace(Pacer replacement) {
        lock.lock();
        try {
            int arrived = ready();
            disarm();
            pacer = replacement;
            if (pacer != null) {
                pacer.begin(arrived);
                pacer.send(ring.size() - arrived);
            }
        } finally {
            lock.unlock();
        }
        announce();
    }

    /**
     * Announces what has arrived to the reader of this direction, and arranges to be called for what has not. Both by the same
     * look at the clock: a byte that arrived between two looks would be announced by neither.
     */
    void announce() {
        Runnable action = null;
        Object token = null;
        long at = 0;
        lock.lock();
        try {
            long now = clock.nanos();
            if ((pacer == null ? ring.size() : Math.min(ring.size(), pacer.ready(now))) > 0) {
                action = arrived.get();
            }
            if (pacer != null && arming == null && open.getAsBoolean() && pacer.travelling(now) > 0) {
                token = new Object();
                arming = token;
                at = pacer.wakeAt(now);
            }
        } finally {
            lock.unlock();
        }
        if (token != null) {
            arm(token, at);
        }
        if (action != null) {
            action.run();
        }
    }

    private void arm(Object mark, long at) {
        // Outside the lock: a clock that was moved meanwhile rings within this very call.
        Clock.Alarm pending = clock.alarm(at, () -> rang(mark));
        lock.lock();
        try {
            if (arming == mark) {
                alarm = pending;
                return;
            }
        } finally {
            lock.unlock();
        }
        pending.cancel();
    }

    private void rang(Object token) {
        lock.lock();
        try {
            if (arming != token) {
                return;
            }
            arming = null;
            alarm = null;
        } finally {
            lock.unlock();
        }
        announce();
    }

    private void disarm() {
        arming = null;
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /** What was written before its writer closed has left; it arrives without a clock to wait for. */
    void arriveAll() {
        pacer = null;
        disarm();
    }

    void loseWhatTravels() {
        ring.truncate(ready());
        pacer = null;
        disarm();
    }
}
