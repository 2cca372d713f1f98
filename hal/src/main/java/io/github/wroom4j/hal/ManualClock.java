package io.github.wroom4j.hal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A clock that stands still until a test moves it. Moving it rings the alarms that fall due, in order, each at its own
 * time, and frees the threads whose waits have run out.
 *
 * <p>There are three ways to move it. {@link #advance} moves it whatever anyone is doing. {@link #runUntil} moves it
 * from alarm to alarm, each time only when all that lives on it is <em>quiescent</em>, until something has come true;
 * {@link #drive} does that from a thread of its own, for a test whose own thread does the work. Quiescent means that
 *
 * <ul>
 *   <li>every {@link Participant} that joined (an event loop, say) is {@linkplain Participant#quiet() quiet};
 *   <li>every living thread that has ever waited on this clock, or was {@linkplain #enlist enlisted}, waits on it again, unsignalled, for a time to come, or
 *       is parked somewhere else; a thread that runs, or blocks in I/O, makes time stand still;
 *   <li>no step was taken while this was looked at.
 * </ul>
 *
 * So a simulated deadline passes only when nothing that is under way could still beat it.
 */
public final class ManualClock implements Clock {
    /** How long, in real time, {@link #runUntil} waits for someone who is never quiescent. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** A wait longer than 70 years is one without an end ({@link Deadline#never}): no alarm is kept for it. */
    private static final long ENDLESS_NANOS = Long.MAX_VALUE / 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final PriorityQueue<Pending> alarms = new PriorityQueue<>(
            Comparator.comparingLong((Pending p) -> p.atNanos).thenComparingLong(p -> p.order));
    private final Quiescence quiescence = new Quiescence();
    private final Instant epoch;
    private long nanos;
    private long orders;

    /** Something besides a waiting thread that has work to do on a clock. */
    public interface Participant {
        /**
         * Whether it has nothing to do until something arrives or an alarm rings. Must be false from the moment work is
         * handed to it (a task posted, an alarm's wake called, a peer's answer awaited) until that work is done. Called
         * from the thread that moves the clock; must not block.
         */
        boolean quiet();

        /** A count that grows with everything it does; lets the caller distinguish "still quiet" from "quiet again". */
        default long steps() {
            return 0;
        }
    }

    /** A membership or a drive, to be ended once. */
    @FunctionalInterface
    public interface Stop extends AutoCloseable {
        @Override
        void close();
    }

    private record Pending(long atNanos, long order, Runnable wake) {}

    /** A clock that shows the given wall time. */
    public ManualClock(Instant start) {
        this.epoch = start;
    }

    /** A clock that starts at the beginning of 2026. */
    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant now() {
        return epoch.plusNanos(nanos());
    }

    @Override
    public void sleepUntil(long atNanos) throws InterruptedException {
        // A sleeper is an alarm too, so that advanceToNextAlarm() finds it.
        Pending pending = keep(atNanos, () -> {});
        if (pending == null) {
            return;
        }
        var wait = new Quiescence.Wait(null, null, atNanos);
        quiescence.enter(wait);
        lock.lock();
        try {
            while (nanos < atNanos) {
                moved.await();
            }
        } finally {
            alarms.remove(pending);
            lock.unlock();
            quiescence.exit(wait);
        }
    }

    @Override
    public boolean await(Lock outer, Condition condition, long atNanos) throws InterruptedException {
        // The signal cannot come too early: it takes the lock that the caller holds until it waits.
        Pending pending = keep(atNanos, () -> {
            outer.lock();
            try {
                condition.signalAll();
            } finally {
                outer.unlock();
            }
        });
        if (pending == null) {
            return false;
        }
        var wait = new Quiescence.Wait(outer, condition, atNanos);
        quiescence.enter(wait);
        try {
            condition.await();
        } finally {
            forget(pending);
            quiescence.exit(wait);
        }
        return nanos() < atNanos;
    }

    @Override
    public Alarm alarm(long atNanos, Runnable wake) {
        Pending pending = keep(atNanos, wake);
        quiescence.turn();
        if (pending == null) {
            wake.run();
            return () -> {};
        }
        return () -> forget(pending);
    }

    /** Files an alarm; null if its time has come. One that is endless is not kept and never rings. */
    private Pending keep(long atNanos, Runnable wake) {
        lock.lock();
        try {
            if (atNanos <= nanos) {
                return null;
            }
            var pending = new Pending(atNanos, orders++, wake);
            if (atNanos - nanos < ENDLESS_NANOS) {
                alarms.add(pending);
            }
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private void forget(Pending pending) {
        lock.lock();
        try {
            alarms.remove(pending);
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, ringing on the way every alarm that falls due. Runs the alarms in the caller's thread. */
    public void advance(Duration by) {
        advanceTo(nanos() + by.toNanos());
    }

    /**
     * Moves to the next alarm, wait or sleep that is pending, and rings it.
     *
     * @return false if nothing is pending
     */
    public boolean advanceToNextAlarm() {
        long next = nextAlarm();
        if (next == Long.MAX_VALUE) {
            return false;
        }
        advanceTo(next);
        return true;
    }

    private long nextAlarm() {
        lock.lock();
        try {
            return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atNanos;
        } finally {
            lock.unlock();
        }
    }

    private void advanceTo(long target) {
        while (true) {
            var due = new ArrayList<Pending>();
            lock.lock();
            try {
                Pending first = alarms.peek();
                boolean arrived = first == null || first.atNanos > target;
                nanos = Math.max(nanos, arrived ? target : first.atNanos);
                while (!alarms.isEmpty() && alarms.peek().atNanos <= nanos) {
                    due.add(alarms.poll());
                }
                moved.signalAll();
                if (arrived) {
                    return;
                }
            } finally {
                lock.unlock();
                quiescence.turn();
            }
            due.forEach(pending -> pending.wake.run());
        }
    }

    /** Makes the clock wait for {@code participant} in {@link #runUntil} and {@link #drive}, until that is stopped. */
    public Stop join(Participant participant) {
        quiescence.join(participant);
        return () -> quiescence.leave(participant);
    }

    /**
     * Makes a thread belong to the clock before its first wait, also one that has not been started: from now on time
     * stands still while it works. Without this a thread belongs from its first wait on.
     */
    @Override
    public void enlist(Thread thread) {
        quiescence.enlist(thread);
    }

    /** How many threads wait inside the clock now. */
    public int waiting() {
        return quiescence.waiting();
    }

    /**
     * Moves the clock from alarm to alarm, each time only when all is quiescent, until {@code done}. With no alarm
     * pending before the limit it moves to the limit. Alarms ring in the caller's thread.
     *
     * @param done what is waited for; asked often, from the calling thread
     * @param limit most time to let pass on this clock
     * @return whether it was done; false at the limit
     * @throws IllegalStateException if someone is busy for a minute of real time; the message says who
     */
    public boolean runUntil(BooleanSupplier done, Duration limit) {
        long end = nanos() + limit.toNanos();
        while (!done.getAsBoolean()) {
            settle();
            if (done.getAsBoolean()) {
                return true;
            }
            if (nanos() >= end) {
                return false;
            }
            advanceTo(Math.min(end, nextAlarm()));
        }
        return true;
    }

    /**
     * Waits in real time until all is quiescent, without moving the clock; as {@link #runUntil}.
     *
     * @throws IllegalStateException if someone is busy for a minute of real time; the message says who
     */
    public void settle() {
        long since = System.nanoTime();
        for (int look = 0; ; look++) {
            List<String> busy = quiescence.busy(nanos());
            if (busy.isEmpty()) {
                return;
            }
            if (System.nanoTime() - since > STALLED_NANOS) {
                throw new IllegalStateException("the clock cannot move, still busy: " + String.join("; ", busy));
            }
            pause(look);
        }
    }

    /**
     * Moves the clock as {@link #runUntil} does, from a thread of its own, until stopped; the calling thread belongs to
     * the clock from now on, so that time stands still while it works.
     */
    public Stop drive() {
        quiescence.enlist(Thread.currentThread());
        var driver = new Thread(this::driveUntilInterrupted, "wroom4j-timekeeper");
        driver.setDaemon(true);
        driver.start();
        return () -> {
            driver.interrupt();
            boolean interrupted = false;
            while (driver.isAlive()) {
                try {
                    driver.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void driveUntilInterrupted() {
        for (int look = 0; !Thread.currentThread().isInterrupted(); look++) {
            if (quiescence.busy(nanos()).isEmpty() && advanceToNextAlarm()) {
                look = 0;
            } else {
                pause(look);
            }
        }
    }

    /** Short at first, for a step often follows within microseconds; a park costs some 70 µs more than it says. */
    private static void pause(int look) {
        if (look < 50) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(look < 1000 ? 20_000 : 500_000);
        }
    }
}
