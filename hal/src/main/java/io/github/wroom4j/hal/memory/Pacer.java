package io.github.wroom4j.hal.memory;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.UartConfig;

/**
 * Makes one direction of a {@link MemoryUart} as slow as a wire.
 *
 * <p>Bytes are timed, not slept for: a parked thread wakes some 100 µs late, longer than a byte at 115200 lasts, so
 * sleeping per byte would halve the speed (java-ecosystem §5). Each byte has a moment of arrival on the clock; whoever
 * wakes takes all that have arrived by then and so catches up. The rate is exact over any stretch longer than
 * {@link #QUANTUM_NANOS}, on a manual clock too.
 *
 * <p>Belongs to one direction of one pair, whose lock guards it.
 */
public final class Pacer {
    /** The reader is woken no more often than this while bytes trickle in. */
    public static final long QUANTUM_NANOS = 200_000;

    private final Clock clock;
    private final double nanosPerByte;
    /** When the first byte of the present run began to travel. */
    private long startedAt;
    /** Bytes of the present run. */
    private long sent;
    /** Arrived bytes of earlier runs less everything taken; negative while takers are ahead of it. */
    private long settled;

    /** A wire of that format, seen through that clock. */
    public Pacer(Clock clock, UartConfig format) {
        this.clock = clock;
        this.nanosPerByte = format.nanosPerByte();
        this.startedAt = clock.nanos();
    }

    /** Starts over with bytes that have arrived already. */
    void begin(int arrived) {
        settled = arrived;
        sent = 0;
        startedAt = clock.nanos();
    }

    /** Notes bytes that begin to travel now, behind those that are still on the wire. */
    void send(int count) {
        long now = clock.nanos();
        if (arrived(now) == sent) {
            // The wire was idle: its stop-watch starts anew, so that a pause earns no credit.
            settled += sent;
            sent = 0;
            startedAt = now;
        }
        sent += count;
    }

    /** Bytes that have arrived and were not taken. */
    int ready() {
        return ready(clock.nanos());
    }

    /** Bytes that had arrived by then and were not taken. */
    int ready(long now) {
        return (int) (settled + arrived(now));
    }

    /** Bytes that had left and not arrived by then. */
    int travelling(long now) {
        return (int) (sent - arrived(now));
    }

    /** Notes that bytes which had arrived were taken. */
    void take(int count) {
        settled -= count;
    }

    /** When to look again while bytes are travelling, on the clock. */
    long wakeAt(long now) {
        long next = arrivalOf(arrived(now) + 1);
        return Math.min(arrivalOf(sent), Math.max(next, now + QUANTUM_NANOS));
    }

    private long arrived(long now) {
        // Half a nanosecond of slack: an alarm set for a byte's rounded arrival must find it there.
        return Math.min(sent, (long) Math.floor((now - startedAt + 0.5) / nanosPerByte));
    }

    private long arrivalOf(long number) {
        return startedAt + Math.round(number * nanosPerByte);
    }
}
