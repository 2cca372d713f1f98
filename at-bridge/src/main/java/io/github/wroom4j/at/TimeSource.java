package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The module's own SNTP client, for hosts without a clock. */
public interface TimeSource {

    /**
     * Starts it with 0 … 3 servers; an empty list keeps the firmware's.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has none
     * @throws IllegalArgumentException for more than three servers
     */
    void start(List<String> servers, Deadline deadline);

    /**
     * The module's time, or empty before it has synchronised. Resolution: one second.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} where the firmware has no such command
     */
    Optional<Instant> now(Deadline deadline);
}
