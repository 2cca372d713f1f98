package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Clock;

/**
 * A timeout that is asked for (rule PT-1): {@code esp8266::polledTimeout}. A one-shot stays expired; a periodic one is
 * true once for each period that has passed and then looks forward to the next.
 *
 * <p>Not safe for use by several threads.
 */
public final class PolledTimeout {
    /** Has expired from the beginning. */
    public static final long alwaysExpired = 0;

    /** Never expires. */
    public static final long neverExpires = Long.MAX_VALUE;

    private final Clock clock;
    private final boolean periodic;
    private final long unitNanos;
    private long timeout;
    private long startNanos;
    private boolean latched;

    private PolledTimeout(long timeout, boolean periodic, long unitNanos) {
        this.clock = SketchContext.current().map(SketchContext::clock).orElse(Clock.system());
        this.periodic = periodic;
        this.unitNanos = unitNanos;
        reset(timeout);
    }

    public static PolledTimeout oneShotMs(long milliseconds) {
        return new PolledTimeout(milliseconds, false, 1_000_000);
    }

    public static PolledTimeout periodicMs(long milliseconds) {
        return new PolledTimeout(milliseconds, true, 1_000_000);
    }

    /** The chip has a faster clock for it; here it is {@link #oneShotMs}. */
    public static PolledTimeout oneShotFastMs(long milliseconds) {
        return oneShotMs(milliseconds);
    }

    public static PolledTimeout periodicFastMs(long milliseconds) {
        return periodicMs(milliseconds);
    }

    public static PolledTimeout oneShotFastUs(long microseconds) {
        return new PolledTimeout(microseconds, false, 1000);
    }

    public static PolledTimeout periodicFastUs(long microseconds) {
        return new PolledTimeout(microseconds, true, 1000);
    }

    public static PolledTimeout oneShotFastNs(long nanoseconds) {
        return new PolledTimeout(nanoseconds, false, 1);
    }

    public static PolledTimeout periodicFastNs(long nanoseconds) {
        return new PolledTimeout(nanoseconds, true, 1);
    }

    private long periodNanos() {
        return timeout > Long.MAX_VALUE / 2 / unitNanos ? neverExpires : timeout * unitNanos;
    }

    /** Whether it has; for a periodic one this takes note of the periods that have passed. */
    public boolean expired() {
        if (latched || !canExpire()) {
            return latched;
        }
        if (timeout == alwaysExpired) {
            return true;
        }
        long passed = clock.nanos() - startNanos;
        if (passed < periodNanos()) {
            return false;
        }
        if (periodic) {
            startNanos += passed / periodNanos() * periodNanos();
        } else {
            latched = true;
        }
        return true;
    }

    /** What C++ writes as {@code if (timeout)}. */
    public boolean asBool() {
        return expired();
    }

    /** Starts again. */
    public void reset() {
        reset(timeout);
    }

    /** Starts again with another length. */
    public void reset(long newTimeout) {
        if (newTimeout < 0) {
            throw new IllegalArgumentException("a timeout is 0 or more, not " + newTimeout);
        }
        timeout = newTimeout;
        startNanos = clock.nanos();
        latched = false;
    }

    public void resetToNeverExpires() {
        reset(neverExpires);
    }

    /** It will not expire any more. */
    public void stop() {
        resetToNeverExpires();
    }

    /** As it was given, in its own unit. */
    public long getTimeout() {
        return timeout;
    }

    public boolean canExpire() {
        return periodNanos() != neverExpires;
    }

    public boolean canWait() {
        return timeout != alwaysExpired;
    }

    /** What is left, in its own unit; 0 when expired. */
    public long remaining() {
        if (!canExpire()) {
            return neverExpires;
        }
        return latched ? 0 : Math.max(0, (periodNanos() - (clock.nanos() - startNanos)) / unitNanos);
    }
}
