package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.conversation.Terms;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Every default of the driver, in one table.
 *
 * @param clock time of every wait
 * @param timeouts waits of {@link io.github.wroom4j.at.AtModule}'s methods
 * @param patience silence after which a local command's reply counts as lost and the module is asked (2 s)
 * @param probe how long a probe may take to be answered (1 s)
 * @param closedGrace how long after CLOSED a pushed link may still get bytes (100 ms)
 * @param quarantine how long the id of a failed attempt waits for its CLOSED (2 s)
 * @param poll first interval of the passive receive safety net (500 ms)
 * @param flushDelay how long written bytes wait for more before they are sent (5 ms)
 * @param receiveLimit most unread bytes of one link (1 MiB)
 * @param reconnectGrace how long the module may take to rejoin by itself before the driver joins again (20 s)
 * @param retryLost how long to wait between attempts to find a lost module or port again (2 s)
 * @param findSpeed whether other line speeds are tried when nothing answers
 * @param wireLog where the bytes of the conversation are kept; empty: the driver keeps the last 256 KiB
 * @param reopen opens the port again after it vanished; empty: it cannot be
 */
public record DriverOptions(
        Clock clock,
        Timeouts timeouts,
        Duration patience,
        Duration probe,
        Duration closedGrace,
        Duration quarantine,
        Duration poll,
        Duration flushDelay,
        int receiveLimit,
        Duration reconnectGrace,
        Duration retryLost,
        boolean findSpeed,
        Optional<WireLog> wireLog,
        Optional<Supplier<Board>> reopen) {

    /** The defaults, on the machine's clock. */
    public static final DriverOptions DEFAULT = new DriverOptions(
            Clock.system(),
            Timeouts.DEFAULT,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofMillis(5),
            1 << 20,
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            true,
            Optional.empty(),
            Optional.empty());

    /** These options on another clock. */
    public DriverOptions withClock(Clock other) {
        return new DriverOptions(
                other,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                findSpeed,
                wireLog,
                reopen);
    }

    /** These options with other waits. */
    public DriverOptions withTimeouts(Timeouts other) {
        return new DriverOptions(
                clock,
                other,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                findSpeed,
                wireLog,
                reopen);
    }

    /** These options with other patience: how soon silence is asked about, and how long a probe may take. */
    public DriverOptions withPatience(Duration silence, Duration probing) {
        return new DriverOptions(
                clock,
                timeouts,
                silence,
                probing,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                findSpeed,
                wireLog,
                reopen);
    }

    /** These options with another limit of unread bytes per link. */
    public DriverOptions withReceiveLimit(int bytes) {
        return new DriverOptions(
                clock,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                bytes,
                reconnectGrace,
                retryLost,
                findSpeed,
                wireLog,
                reopen);
    }

    /** These options with other intervals of the keeper. */
    public DriverOptions withKeeping(Duration grace, Duration retry) {
        return new DriverOptions(
                clock,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                grace,
                retry,
                findSpeed,
                wireLog,
                reopen);
    }

    /** These options, with or without trying other line speeds. */
    public DriverOptions withFindSpeed(boolean on) {
        return new DriverOptions(
                clock,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                on,
                wireLog,
                reopen);
    }

    /** These options with a log of the caller's, for recordings longer than the driver keeps. */
    public DriverOptions withWireLog(WireLog log) {
        return new DriverOptions(
                clock,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                findSpeed,
                Optional.of(log),
                reopen);
    }

    /** These options with a way to open the port again. */
    public DriverOptions withReopen(Supplier<Board> opener) {
        return new DriverOptions(
                clock,
                timeouts,
                patience,
                probe,
                closedGrace,
                quarantine,
                poll,
                flushDelay,
                receiveLimit,
                reconnectGrace,
                retryLost,
                findSpeed,
                wireLog,
                Optional.of(opener));
    }

    Terms terms() {
        return new Terms(timeouts, patience, probe, closedGrace, quarantine, poll, flushDelay, receiveLimit);
    }
}
