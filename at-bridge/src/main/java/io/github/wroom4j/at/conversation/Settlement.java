package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/**
 * Settles doubts. A command that was given up may still be answered, a send may still wait for payload; before the next
 * command is written both must be over (at-protocol §16.7). All of it is for the lane's holder.
 */
final class Settlement {
    static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    /** Unanswered in a row, they make a module silent. */
    static final int PROBES = 3;

    private static final byte[] CANCEL_ENTRY = {'+', '+', '+'};

    private final DriverState state;
    private final LaneQueue queue;
    private final UartWriter writer;
    private final Probe probe;
    /** Since when it has said nothing but busy; the lane's holder's. */
    private Deadline stuck;

    Settlement(DriverState state, LaneQueue queue, UartWriter writer, Probe probe) {
        this.state = state;
        this.queue = queue;
        this.writer = writer;
        this.probe = probe;
    }

    /**
     * Asks whether the module has five links, and passes by every final of the past; the caller holds the lane.
     *
     * @throws AtException of kind timeout if that cannot be found out by the deadline
     */
    boolean hasFiveLinks(Deadline deadline) {
        while (!deadline.expired()) {
            switch (probe.ask(null, deadline)) {
                case IDLE -> {
                    return true;
                }
                case UNMUXED -> {
                    return false;
                }
                default -> pause(FIRST_PAUSE, deadline);
            }
        }
        throw new AtException(Kind.TIMEOUT, "the module did not answer a probe by the deadline", "");
    }

    /**
     * Ends data entry and transparent mode, whichever it may be in (at-protocol §3.6, §10): a second of silence around
     * +++.
     */
    void leaveDataMode(Deadline deadline) {
        cancelEntry(deadline);
        pause(Duration.ofSeconds(1), deadline);
    }

    /** Makes sure that the module is idle and that no old answer can be taken for a new one. The caller holds the lane. */
    void settle(Deadline deadline) {
        int silent = 0;
        if (!doubtful()) {
            stuck = null;
        }
        while (doubtful()) {
            if (deadline.expired()) {
                throw new AtException(
                        Kind.BUSY, "an earlier command still occupied the module at the deadline", "busy p...");
            }
            if (entryOpen()) {
                cancelEntry(deadline);
            }
            switch (probe.ask(null, deadline)) {
                case IDLE -> {
                    stuck = null;
                    state.settled();
                }
                case UNMUXED -> state.moduleRestarted("+CIPMUX:0");
                case SILENT -> {
                    if (state.deaf()) {
                        continue; // ESP_ATMod hears nothing while it connects (at-protocol §14)
                    }
                    silent++;
                    if (silent == PROBES) {
                        var dead = new AtException(Kind.TIMEOUT, "the module is silent: no answer to a probe", "");
                        state.mend(dead);
                        throw DriverState.again(dead);
                    }
                    if (silent == PROBES - 1) {
                        cancelEntry(deadline); // perhaps it is still waiting for payload of someone before us
                    }
                }
                default -> {
                    silent = 0;
                    giveUpIfStuck();
                    pause(LONGEST_PAUSE, deadline);
                }
            }
        }
        queue.demandReady();
    }

    /** A firmware that hangs says busy for ever (peers §1.5): only a restart ends that. */
    private void giveUpIfStuck() {
        if (stuck == null) {
            stuck = Deadline.in(state.clock(), state.terms().stuck());
        } else if (stuck.expired()) {
            stuck = null;
            var why = new AtException(
                    Kind.BUSY,
                    "the module has said nothing but busy for "
                            + state.terms().stuck().toSeconds() + " s",
                    "busy p...");
            state.mend(why);
            throw DriverState.again(why);
        }
    }

    private boolean doubtful() {
        return state.locked(() -> state.doubtful);
    }

    private boolean entryOpen() {
        return state.locked(() -> state.entryOpen);
    }

    /**
     * A batch of just {@code +++} ends data entry (at-protocol §3.6); at any other time it is junk before the next
     * command.
     */
    void cancelEntry(Deadline deadline) {
        pause(Duration.ofMillis(20), deadline);
        writer.write(CANCEL_ENTRY, 0, CANCEL_ENTRY.length, deadline);
        pause(Duration.ofMillis(20), deadline);
        state.lock.lock();
        try {
            state.entryOpen = false;
        } finally {
            state.lock.unlock();
        }
    }

    /** Lets time pass on the driver's clock; a close or a loss of the port cuts it short. */
    void pause(Duration time, Deadline deadline) {
        Deadline until = deadline.orIn(time);
        state.lock.lock();
        try {
            while (state.health != Health.CLOSED && state.await(state.answered, until)) {
                // woken for another's sake: go on waiting
            }
        } finally {
            state.lock.unlock();
        }
    }
}
