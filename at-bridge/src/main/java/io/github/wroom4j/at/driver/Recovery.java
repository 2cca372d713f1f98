package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.commands.LinkCommands;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * The ladder: resync, close the links, {@code AT+RST}, reset pin, reopen the port; then everything that a restart undoes
 * is restored. The keeper's thread climbs it while callers wait.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
    private static final Duration QUICK = Duration.ofMillis(300);
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final DriverState state;
    private final CommandLane lane;
    private final Startup startup;
    private final LineCheck line;
    private final Ports ports;
    private final LinkCommands links;
    private final Restoration restoration;
    private int initialisedAfter = -1;
    private AtException upFailure;

    /** What a restart undoes, restored by the floor below. */
    interface Restoration {
        void restore(Deadline deadline);
    }

    /** Where the port comes from. */
    interface Ports {
        /** Whether the port is gone. */
        boolean gone();

        /** Opens it again; false if it cannot be. */
        boolean reopen();

        /** Pulses the reset line; false if there is none. */
        boolean resetPin();
    }

    Recovery(
            DriverState state,
            CommandLane lane,
            Startup startup,
            LineCheck line,
            Ports ports,
            LinkCommands links,
            Restoration restoration) {
        this.state = state;
        this.lane = lane;
        this.startup = startup;
        this.line = line;
        this.ports = ports;
        this.links = links;
        this.restoration = restoration;
    }

    /** Makes the module ready, or throws what was wrong at the last rung. The caller is the keeper. */
    void mend() {
        AtException cause = state.trouble();
        lane.acquire(Deadline.in(state.clock(), state.terms().timeouts().boot()));
        try {
            climb(cause);
        } finally {
            lane.release();
        }
    }

    private void climb(AtException cause) {
        upFailure = null;
        if (ports.gone() && !ports.reopen()) {
            throw new AtException(Kind.PORT, "the port to the module is gone and cannot be reopened", "", cause);
        }
        if (resync(cause)) {
            return;
        }
        LOG.log(
                Level.WARNING,
                "the module does not answer sensibly; restarting it ({0})",
                message(upFailure != null ? upFailure : cause));
        if (restartByCommand() && up()) {
            return;
        }
        if (ports.resetPin() && awaitReady() && up()) {
            return;
        }
        if (ports.reopen() && (line.find(budget(20)) && up())) {
            return;
        }
        AtException last = upFailure != null ? upFailure : cause;
        throw new AtException(
                last == null ? Kind.TIMEOUT : last.kind(),
                upFailure != null
                        ? "the module answers but cannot be set up: " + upFailure.getMessage()
                        : "the module does not answer, whatever was tried",
                last == null ? "" : last.atLine(),
                last);
    }

    private static String message(AtException cause) {
        return cause == null ? "no cause known" : cause.getMessage();
    }

    private Deadline budget(int seconds) {
        return Deadline.in(state.clock(), Duration.ofSeconds(seconds));
    }

    /** First two rungs: it answers, and still is as we left it; or it restarted and is brought up again. */
    private boolean resync(AtException cause) {
        boolean restarted = initialisedAfter != state.readies();
        if (restarted) {
            line.toBaseSpeed(); // a restart forgets the speed
        }
        // A command of before may go on for long; one that has gone on for too long is what brought us here.
        boolean stuck = cause != null && cause.kind() == Kind.BUSY;
        Deadline busy =
                stuck ? budget(2) : Deadline.in(state.clock(), state.terms().stuck());
        Startup.Answer answer = startup.answers(3, restarted ? SLOW : QUICK, busy);
        Deadline budget = budget(15);
        if (answer == Startup.Answer.BUSY
                || answer == Startup.Answer.NONE && !interruptEntry(budget) && !line.find(budget)) {
            return false;
        }
        if (initialisedAfter != state.readies() || !startup.isInitialised(budget)) {
            return up();
        }
        if (!reconcile(budget) && !closeLinks(budget) || !looksAround(budget)) {
            return false;
        }
        state.settled();
        state.health(Health.READY, null);
        return true;
    }

    /**
     * A module that waits for payload of someone before us takes commands for data until {@code +++} (at-protocol §3.6,
     * §10).
     */
    private boolean interruptEntry(Deadline budget) {
        lane.leaveDataMode(budget);
        return startup.answers(2, SLOW, budget) == Startup.Answer.OK;
    }

    /** Whether the module can say which links it has; those that it has not are closed here too. */
    private boolean reconcile(Deadline budget) {
        try {
            links.reconcile(budget);
            return true;
        } catch (AtException e) {
            rethrowUnlessRefused(e);
            LOG.log(Level.DEBUG, "the links are in disorder: {0}", e.getMessage());
            return false;
        }
    }

    /**
     * What happened while the port was not read: bytes of links that ended would go to the next use of their ids, and a station that
     * only seems lost would be joined anew, which ends every link.
     */
    private boolean looksAround(Deadline budget) {
        try {
            startup.findLeftovers(budget);
            if (state.station() == Station.State.CONNECTION_LOST) {
                startup.lookForStation(budget);
            }
            return true;
        } catch (AtException e) {
            rethrowUnlessRefused(e);
            upFailure = e;
            return false;
        }
    }

    /** The second rung: without links there is nothing left to be in disorder about. */
    private boolean closeLinks(Deadline budget) {
        LOG.log(Level.WARNING, "the module answers, but not about its links; closing them all");
        try {
            links.closeAll(budget);
            links.reconcile(budget);
            return true;
        } catch (AtException e) {
            rethrowUnlessRefused(e);
            upFailure = e;
            return false;
        }
    }

    private static void rethrowUnlessRefused(AtException e) {
        if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT || e.kind() == Kind.INTERRUPTED) {
            throw e;
        }
    }

    private boolean restartByCommand() {
        state.expectReset(true);
        try {
            int before = state.readies();
            lane.runOnce(AtCommand.exec("RST"), CommandOptions.slow(), budget(2));
            return awaitReadyBeyond(before);
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT) {
                throw e;
            }
            LOG.log(Level.DEBUG, "AT+RST: {0}", e.getMessage());
            return awaitReadyBeyond(state.readies());
        } finally {
            state.expectReset(false);
        }
    }

    private boolean awaitReady() {
        line.toBaseSpeed();
        return awaitReadyBeyond(state.readies());
    }

    /** `ready` may be missed (at-protocol §2.2), so AT is tried as well. */
    private boolean awaitReadyBeyond(int before) {
        Deadline boot = Deadline.in(state.clock(), state.terms().timeouts().boot());
        line.toBaseSpeed();
        state.awaitEvent(() -> state.readies() != before, boot);
        return startup.answers(3, SLOW, budget(5)) != Startup.Answer.NONE;
    }

    private boolean up() {
        try {
            int readies = state.readies();
            state.loseLinks(new AtException(Kind.MODULE_RESET, "the module was restarted", ""));
            startup.initialise(budget(30));
            line.restoreSpeed(budget(5));
            initialisedAfter = readies;
            restore();
            if (state.readies() != readies) {
                return false;
            }
            state.settled();
            state.health(Health.READY, null);
            state.events().post(AtEvents.Kind.MODULE_READY, startup.firmware().firstLine());
            return true;
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT) {
                throw e;
            }
            upFailure = e;
            LOG.log(Level.DEBUG, "bringing the module up: {0}", e.getMessage());
            return false;
        } catch (BoardException e) {
            throw new AtException(Kind.PORT, e.getMessage(), "", e);
        }
    }

    /** An access point that is away must not keep the module from being ready. */
    private void restore() {
        try {
            restoration.restore(
                    Deadline.in(state.clock(), state.terms().timeouts().join().plusSeconds(10)));
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT || e.kind() == Kind.MODULE_RESET) {
                throw e;
            }
            LOG.log(Level.WARNING, "not everything could be restored: {0}", e.getMessage());
        }
    }
}
