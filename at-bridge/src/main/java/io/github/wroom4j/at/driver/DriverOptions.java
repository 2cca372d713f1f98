package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.engine.Terms;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Every default of the driver, in one table. Immutable: each {@code with…} makes another set of options. */
public final class DriverOptions {
    /** Time of every wait. */
    private Clock clock = Clock.system();
    /** Waits of {@link io.github.wroom4j.at.AtModule}'s methods. */
    private Timeouts timeouts = Timeouts.DEFAULT;
    /** Silence after which a local command's reply counts as lost and the module is asked. */
    private Duration patience = Duration.ofSeconds(2);
    /** How long a probe may take to be answered. */
    private Duration probe = Duration.ofSeconds(1);
    /** How long after CLOSED a pushed link may still get bytes. */
    private Duration closedGrace = Duration.ofMillis(100);
    /** How long the id of a failed attempt waits for its CLOSED. */
    private Duration quarantine = Duration.ofSeconds(2);
    /** How long the peer of an accepted link has to close it once this end has finished. */
    private Duration closeGrace = Duration.ofMillis(250);
    /** First interval of the passive receive safety net. */
    private Duration poll = Duration.ofMillis(500);
    /** How long written bytes wait for more before they are sent. */
    private Duration flushDelay = Duration.ofMillis(5);
    /** Most unread bytes of one link. */
    private int receiveLimit = 1 << 20;
    /** How long the module may take to rejoin by itself before the driver joins again. */
    private Duration reconnectGrace = Duration.ofSeconds(20);
    /** How long to wait between attempts to find a lost module or port again. */
    private Duration retryLost = Duration.ofSeconds(2);
    /** Whether other line speeds are tried when nothing answers. */
    private boolean findSpeed = true;
    /** Where the bytes of the conversation are kept; empty: the driver keeps the last 256 KiB. */
    private Optional<WireLog> wireLog = Optional.empty();
    /** From the answer to AT+GMR to the firmware's table. */
    private Dialects dialects = Dialects.BUILT_IN;
    /** Opens the port again after it vanished; empty: it cannot be. */
    private Optional<Supplier<Board>> reopen = Optional.empty();

    /** The defaults, on the machine's clock. */
    public static final DriverOptions DEFAULT = new DriverOptions();

    private DriverOptions() {}

    private DriverOptions with(Consumer<DriverOptions> change) {
        var next = new DriverOptions();
        next.clock = clock;
        next.timeouts = timeouts;
        next.patience = patience;
        next.probe = probe;
        next.closedGrace = closedGrace;
        next.quarantine = quarantine;
        next.closeGrace = closeGrace;
        next.poll = poll;
        next.flushDelay = flushDelay;
        next.receiveLimit = receiveLimit;
        next.reconnectGrace = reconnectGrace;
        next.retryLost = retryLost;
        next.findSpeed = findSpeed;
        next.wireLog = wireLog;
        next.dialects = dialects;
        next.reopen = reopen;
        change.accept(next);
        return next;
    }

    /** These options on another clock. */
    public DriverOptions withClock(Clock other) {
        return with(o -> o.clock = other);
    }

    /** These options with other waits. */
    public DriverOptions withTimeouts(Timeouts other) {
        return with(o -> o.timeouts = other);
    }

    /** These options with other patience: how soon silence is asked about (2 s), and how long a probe may take (1 s). */
    public DriverOptions withPatience(Duration silence, Duration probing) {
        return with(o -> {
            o.patience = silence;
            o.probe = probing;
        });
    }

    /** These options with another first interval of the passive receive safety net (500 ms); it doubles up to ten times. */
    public DriverOptions withPoll(Duration first) {
        return with(o -> o.poll = first);
    }

    /**
     * These options with another time (250 ms) that the peer of an accepted link has to close it
     * once this end has closed it; {@code AT+CIPCLOSE} is said only then.
     */
    public DriverOptions withCloseGrace(Duration grace) {
        return with(o -> o.closeGrace = grace);
    }

    /** These options with another limit of unread bytes per link (1 MiB). */
    public DriverOptions withReceiveLimit(int bytes) {
        return with(o -> o.receiveLimit = bytes);
    }

    /**
     * These options with other intervals of the keeper: how long the module may take to rejoin by itself (20 s), and the
     * pause between attempts to find a lost module or port again (2 s).
     */
    public DriverOptions withKeeping(Duration grace, Duration retry) {
        return with(o -> {
            o.reconnectGrace = grace;
            o.retryLost = retry;
        });
    }

    /** These options, with (as by default) or without trying other line speeds. */
    public DriverOptions withFindSpeed(boolean on) {
        return with(o -> o.findSpeed = on);
    }

    /** These options with a log of the caller's, for recordings longer than the driver keeps (256 KiB). */
    public DriverOptions withWireLog(WireLog log) {
        return with(o -> o.wireLog = Optional.of(log));
    }

    /** These options with rows of one's own for firmwares that this project does not know; they are tried first. */
    public DriverOptions withDialects(List<Dialects.Row> own) {
        return with(o -> o.dialects = Dialects.with(own));
    }

    /** These options with a way to open the port again; without one a vanished port stays lost. */
    public DriverOptions withReopen(Supplier<Board> opener) {
        return with(o -> o.reopen = Optional.of(opener));
    }

    Clock clock() {
        return clock;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    Duration reconnectGrace() {
        return reconnectGrace;
    }

    Duration retryLost() {
        return retryLost;
    }

    boolean findSpeed() {
        return findSpeed;
    }

    Optional<WireLog> wireLog() {
        return wireLog;
    }

    Dialects dialects() {
        return dialects;
    }

    Optional<Supplier<Board>> reopen() {
        return reopen;
    }

    /** These options as the engine's numbers. */
    public Terms terms() {
        return new Terms(
                timeouts, patience, probe, closedGrace, quarantine, closeGrace, poll, flushDelay, receiveLimit);
    }
}
