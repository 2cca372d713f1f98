package io.github.wroom4j.hal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A moment on a clock by which something must be done: one budget that a call hands down through every wait below it,
 * so that no chain of waits can outlive what its caller asked for.
 *
 * <p>Immutable; shared freely between threads.
 */
public final class Deadline {
    /** Far enough (146 years), and differences to it do not overflow. */
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private final Clock clock;
    private final long atNanos;

    private Deadline(Clock clock, long atNanos) {
        this.clock = clock;
        this.atNanos = atNanos;
    }

    /**
     * A deadline that much later than now.
     *
     * @return a deadline that has passed already where the budget is zero or negative
     */
    public static Deadline in(Clock clock, Duration budget) {
        return at(clock, clock.nanos() + bounded(budget));
    }

    /** A deadline on the machine's clock. */
    public static Deadline in(Duration budget) {
        return in(Clock.system(), budget);
    }

    /** A deadline at a given {@link Clock#nanos()}. */
    public static Deadline at(Clock clock, long atNanos) {
        return new Deadline(clock, atNanos);
    }

    /** For the few threads whose only end is the closing of their port: readers and pumps. */
    public static Deadline never(Clock clock) {
        return at(clock, clock.nanos() + FOREVER);
    }

    /** A budget in nanoseconds; one too long to count is for ever. */
    private static long bounded(Duration budget) {
        return budget.compareTo(Duration.ofNanos(FOREVER)) < 0 ? budget.toNanos() : FOREVER;
    }

    /** The clock it is measured on. */
    public Clock clock() {
        return clock;
    }

    /** When it falls, in {@link Clock#nanos()}. */
    public long atNanos() {
        return atNanos;
    }

    /** What is left of the budget; zero or negative when it is spent. */
    public long remainingNanos() {
        return atNanos - clock.nanos();
    }

    /** Whether the budget is spent. */
    public boolean expired() {
        return remainingNanos() <= 0;
    }

    /** This deadline, or one {@code budget} from now if that is sooner. */
    public Deadline orIn(Duration budget) {
        long other = clock.nanos() + bounded(budget);
        return other - atNanos < 0 ? at(clock, other) : this;
    }

    /**
     * Waits on a condition whose lock the caller holds; see {@link Clock#await}.
     *
     * @return false once the deadline has passed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean await(Lock lock, Condition condition) throws InterruptedException {
        return clock.await(lock, condition, atNanos);
    }

    @Override
    public String toString() {
        return "in " + Duration.ofNanos(remainingNanos());
    }
}
