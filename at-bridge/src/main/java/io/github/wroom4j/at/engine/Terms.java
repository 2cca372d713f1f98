package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.Timeouts;
import java.time.Duration;

/**
 * The conversation's own numbers; {@code DriverOptions} fills them.
 *
 * @param timeouts the waits that users see
 * @param patience silence after which a local command's reply is taken for lost and asked about (at-protocol §16.7)
 * @param probe how long one probe may take to be answered
 * @param closedGrace how long after CLOSED a pushed link may still get bytes (at-protocol §16.5 L2)
 * @param quarantine how long the id of a failed attempt waits for its CLOSED (H7)
 * @param closeGrace how long a visitor is given to close his connection himself once this end has done with it
 * @param poll first interval of the passive safety net CIPRECVLEN (H11); it doubles up to ten times this
 * @param flushDelay how long written bytes may wait for more
 * @param receiveLimit most unread bytes of one link
 */
public record Terms(
        Timeouts timeouts,
        Duration patience,
        Duration probe,
        Duration closedGrace,
        Duration quarantine,
        Duration closeGrace,
        Duration poll,
        Duration flushDelay,
        int receiveLimit) {

    /** How long a module may say nothing but busy: the longest that a command takes, and a send after it. */
    public Duration stuck() {
        return timeouts.connect().plus(timeouts.send());
    }
}
