package io.github.wroom4j.tls;

import io.github.wroom4j.hal.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How long this computer takes for the work of TLS, measured once, at its first use. A default limit is meant for
 * the peer's slowness; where the computer itself is slow, it is stretched by as much.
 *
 * <p>Any thread; the first one measures, the others wait for it.
 */
final class HostPace {
    /**
     * What a first hello takes at most on a computer that needs no more time: a desktop of 2023 takes 0.1 s with its
     * class-data archive and 0.2 s without, its classes among it; arm64 under emulation there 0.9 s.
     */
    static final Duration USUAL = Duration.ofMillis(250);
    /** However slow it is: an endless limit would be no limit. */
    static final int MOST = 8;

    private final Supplier<Clock> clock;
    private final Runnable firstHello;
    private final ReentrantLock measuring = new ReentrantLock();
    private Duration took;

    /**
     * Nothing measured yet.
     *
     * @param clock what it is measured by
     * @param firstHello the work that is measured
     */
    HostPace(Supplier<Clock> clock, Runnable firstHello) {
        this.clock = clock;
        this.firstHello = firstHello;
    }

    /** Measures unless that was done before; takes as long as one hello, else no time. */
    Duration measured() {
        measuring.lock();
        try {
            if (took == null) {
                long begun = clock.get().nanos();
                firstHello.run();
                took = Duration.ofNanos(clock.get().nanos() - begun);
            }
            return took;
        } finally {
            measuring.unlock();
        }
    }

    /** A default limit as it is here: the same, or up to eight times as long. Measures unless that was done before. */
    Duration stretched(Duration limit) {
        return Duration.ofNanos((long) (limit.toNanos() * factor()));
    }

    /** For a failure: that this computer is slow, and by how much; empty where it is not. */
    Optional<String> slowness() {
        double factor = factor();
        return factor == 1
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "This computer is slow: its first hello took %.1f s, where %.2f s are usual; default limits"
                                + " are %.1f times as long for it.",
                        measured().toNanos() / 1e9,
                        USUAL.toNanos() / 1e9,
                        factor));
    }

    private double factor() {
        return Math.max(1, Math.min(MOST, (double) measured().toNanos() / USUAL.toNanos()));
    }
}
