package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/** What the keeper has to do next: found under the lock, done outside it. */
public final class Errands {
    /** One errand, the most urgent first. */
    public enum Errand {
        CLOSED,
        /** Put the module right. */
        MEND,
        /** Settle what a given-up command left in doubt. */
        SETTLE,
        /** Close connections that nobody wants. */
        BURY,
        /** Fetch what the module holds of closed links. */
        DRAIN,
        /** Ask whether a link whose CLOSED is in doubt still stands. */
        CHECK,
        /** Close what visitors have had time enough to close themselves. */
        CLOSE,
        /** Send what has waited long enough for more. */
        FLUSH,
        /** Ask for the bytes of visitors of whom nothing was heard for a while: a notice may have been lost (H11). */
        LOOK,
        /** Join the network again. */
        REJOIN
    }

    private final DriverState state;

    public Errands(DriverState state) {
        this.state = state;
    }

    /**
     * Waits for the next errand.
     *
     * @param rejoins whether the station is to be joined again by the driver
     * @param grace how long after a loss the module may rejoin by itself
     */
    public Errand next(java.util.function.BooleanSupplier rejoins, Duration grace) {
        state.lock.lock();
        try {
            while (true) {
                long now = state.clock.nanos();
                long dueAt = Long.MAX_VALUE;
                switch (state.health) {
                    case CLOSED -> {
                        return Errand.CLOSED;
                    }
                    case MENDING, LOST -> {
                        return Errand.MEND;
                    }
                    case READY -> {}
                }
                Errand now1 = atOnce();
                if (now1 != null) {
                    return now1;
                }
                for (LinkMachine machine : state.links.ids) {
                    if (machine.open() != null) {
                        dueAt = Math.min(dueAt, machine.open().flushDueAt());
                    }
                }
                if (dueAt <= now) {
                    return Errand.FLUSH;
                }
                for (LinkMachine machine : state.links.ids) {
                    if (machine.open() != null) {
                        long lookAt = machine.open().receiving.lookAt();
                        if (lookAt <= now) {
                            return Errand.LOOK;
                        }
                        dueAt = Math.min(dueAt, lookAt);
                    }
                }
                for (LinkMachine machine : state.links.ids) {
                    if (machine.phase() instanceof LinkMachine.Phase.Leaving leaving) {
                        if (leaving.until() - now <= 0) {
                            return Errand.CLOSE;
                        }
                        dueAt = Math.min(dueAt, leaving.until());
                    }
                }
                if (state.station == Station.State.CONNECTION_LOST && rejoins.getAsBoolean()) {
                    long rejoinAt = state.stationLostAt + grace.toNanos();
                    if (rejoinAt <= now) {
                        return Errand.REJOIN;
                    }
                    dueAt = Math.min(dueAt, rejoinAt);
                }
                state.await(
                        state.errand,
                        dueAt == Long.MAX_VALUE ? Deadline.never(state.clock) : Deadline.at(state.clock, dueAt));
            }
        } finally {
            state.lock.unlock();
        }
    }

    private Errand atOnce() {
        // While someone holds the lane, a doubt may be the doubt of a command in progress.
        if (state.doubtful && state.pending == null) {
            return Errand.SETTLE;
        }
        if (state.links.any(LinkMachine.Phase.Unwanted.class)) {
            return Errand.BURY;
        }
        if (state.links.any(LinkMachine.Phase.Draining.class)) {
            return Errand.DRAIN;
        }
        for (LinkMachine machine : state.links.ids) {
            if (machine.open() != null && machine.open().doubted) {
                return Errand.CHECK;
            }
        }
        return null;
    }

    /** Puts the next attempt to join a while off. */
    public void rejoinLater(Duration pause) {
        state.lock.lock();
        try {
            if (state.station != Station.State.CONNECTED) {
                state.station = Station.State.CONNECTION_LOST;
                state.stationLostAt = state.clock.nanos() + pause.toNanos();
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Asks once for all visitors of whom nothing was heard. */
    public void lookAround(Deadline deadline) {
        long now = state.clock.nanos();
        for (DriverLink link : new LinkSlots(state).open()) {
            if (state.locked(link.receiving::lookAt) <= now) {
                link.receiving.look(deadline);
            }
        }
    }

    /** Sends what is due on every link. */
    public void flushDue(Deadline deadline) {
        for (DriverLink link : new LinkSlots(state).open()) {
            link.flushIfDue(deadline);
        }
    }
}
