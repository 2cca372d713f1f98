package io.github.wroom4j.tls.trust;

import java.time.Instant;
import java.util.Optional;

/** Whether a clock can be right: one that stands before this software was written cannot. */
public final class PlausibleTime {
    /** No build of this project is older. */
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private PlausibleTime() {}

    /** What to do about a clock that was never set; empty when the time may be right. */
    public static Optional<String> advice(Instant time) {
        if (!time.isBefore(WRITTEN)) {
            return Optional.empty();
        }
        return Optional.of("The clock was never set (it says " + time
                + "): set the host's clock, use configTime() with the module's SNTP, or setX509Time().");
    }
}
