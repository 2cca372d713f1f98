package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** The module's TCP server. */
public interface Listener extends AutoCloseable {

    /** The port it listens on. */
    int port();

    /**
     * The next connection, or empty at the deadline.
     *
     * @return a connection whose peer is in {@link Link#request()}, as far as the firmware names it
     */
    Optional<Link> accept(Deadline deadline);

    /**
     * Closes clients that stay idle that long; 0 never, at most 7200 s.
     *
     * @throws AtException of kind {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     * @throws IllegalArgumentException unless it is 0 … 7200
     */
    void idleTimeout(int seconds, Deadline deadline);

    /** Stops the server; the firmware then closes its clients (at-protocol §7.7). */
    @Override
    void close();
}
