package io.github.wroom4j.mock.radio;

import java.time.Duration;

/**
 * How long the steps of joining take, on the chip's clock.
 *
 * @param scan to hear all channels
 * @param find to hear the access point that is to be joined
 * @param associate to authenticate and associate
 * @param dhcp to get a lease
 * @param handshakeTimeout until a wrong password is noticed
 * @param beaconTimeout until a vanished access point is noticed
 * @param retry between attempts while the reconnect policy is on
 */
public record RadioTiming(
        Duration scan,
        Duration find,
        Duration associate,
        Duration dhcp,
        Duration handshakeTimeout,
        Duration beaconTimeout,
        Duration retry) {

    /** No delay except between attempts: for tests. */
    public static final RadioTiming QUICK = new RadioTiming(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1));

    /**
     * A full scan of 2.1 s (at-protocol §6.4); a join as in the example of at-protocol §17 T2, the rest assumed, not
     * measured.
     */
    public static final RadioTiming REALISTIC = new RadioTiming(
            Duration.ofMillis(2_100),
            Duration.ofMillis(400),
            Duration.ofMillis(400),
            Duration.ofMillis(1_300),
            Duration.ofMillis(4_000),
            Duration.ofMillis(6_000),
            Duration.ofMillis(1_000));
}
