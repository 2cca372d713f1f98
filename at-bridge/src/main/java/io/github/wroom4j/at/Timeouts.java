package io.github.wroom4j.at;

import java.time.Duration;

/**
 * Every default wait, in one table.
 *
 * @param command a command that only reads or sets something
 * @param join joining an access point: 15 s of the firmware's own polling (at-protocol §6.3) and some
 * @param scan a scan of all channels: about 2.1 s in the firmware
 * @param resolve a DNS look-up: about 7 s per server in SDK 1.3.0
 * @param connect TCP, or TCP and module TLS with its 30 s watchdog
 * @param send one {@code AT+CIPSEND} until {@code SEND OK}
 * @param close {@code AT+CIPCLOSE}
 * @param boot from reset to {@code ready}
 * @param payloadGap longest silence inside a counted block before it is a desync (H9)
 */
public record Timeouts(
        Duration command,
        Duration join,
        Duration scan,
        Duration resolve,
        Duration connect,
        Duration send,
        Duration close,
        Duration boot,
        Duration payloadGap) {

    /** The defaults. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(25),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(35),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
}
