package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What AT shows of the module's own TLS at work: its memory, and what became of a connection that it made itself.
 *
 * @param freeMemory bytes of heap that {@code AT+SYSRAM?} reported before; empty where the firmware does not report it
 * @param attempt the connection, if there was one
 */
public record ModuleTrial(OptionalInt freeMemory, Optional<Attempt> attempt) {

    /** Nothing is known. */
    static final ModuleTrial NONE = new ModuleTrial(OptionalInt.empty(), Optional.empty());

    /**
     * A connection by {@code AT+CIPSTART="SSL"}.
     *
     * @param failure why it did not stand, as far as the firmware said; empty if it stood
     * @param took from the command to its end; empty where it was not measured
     */
    public record Attempt(Optional<AtException> failure, Optional<Duration> took) {
        /** Whether it ended in a restart of the module. */
        boolean restarted() {
            return failure.filter(f -> f.kind() == AtException.Kind.MODULE_RESET)
                    .isPresent();
        }
    }

    boolean failed() {
        return attempt.filter(a -> a.failure().isPresent()).isPresent();
    }

    boolean stood() {
        return attempt.filter(a -> a.failure().isEmpty()).isPresent();
    }
}
