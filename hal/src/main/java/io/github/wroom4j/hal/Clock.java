package io.github.wroom4j.hal;

import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Where all time in the project comes from, so that a test may own it.
 *
 * <p>{@link #system()} is the machine's. {@link ManualClock} stands still until it is moved.
 */
public interface Clock {

    /** The machine's clock. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }

    /** A monotonic time in nanoseconds, from an arbitrary origin; compare by difference only. */
    long nanos();

    /** The wall clock. */
    Instant now();

    /**
     * Parks the calling thread until {@link #nanos()} has reached {@code atNanos}.
     *
     * @throws InterruptedException if the thread is interrupted; a time that has passed is not waited for
     */
    void sleepUntil(long atNanos) throws InterruptedException;

    /**
     * Waits on a condition, releasing its lock meanwhile, until signalled or until the time has come. As with every
     * condition there are spurious wake-ups: call it in a loop that tests what it waits for.
     *
     * @param lock the lock that the condition belongs to, held by the caller (a manual clock takes it to signal)
     * @param condition what to wait on
     * @param atNanos when to give up, on this clock
     * @return false once {@code atNanos} has been reached
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean await(Lock lock, Condition condition, long atNanos) throws InterruptedException;

    /**
     * Runs {@code wake} once, at or soon after the given time, on a thread of the clock's; it must be short and must
     * not block (typically it wakes a selector).
     *
     * @return the alarm, to be taken back when it is not needed any more
     */
    Alarm alarm(long atNanos, Runnable wake);

    /**
     * Announces a thread to the clock that will wait on it, before its first wait: a clock that moves by itself then stands
     * still while that thread works. The machine's clock does not care.
     */
    default void enlist(Thread thread) {}

    /** A pending alarm. */
    interface Alarm {
        /** Takes the alarm back; harmless when it has rung. */
        void cancel();
    }
}
