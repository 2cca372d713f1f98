package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.engine.LinkMachine;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What the keeper thread has to do next: found under the lock, done outside it. */
public final class Housekeeping {
    /** One task, the most urgent first. */
    public enum Task {
        CLOSED,
        /** Bring the module back into a known state. */
        RECOVER,
        /** Find out how a command ended whose caller gave up waiting for it. */
        SETTLE,
        /** Close connections that have no owner on this side. */
        CLOSE_ORPHANS,
        /** Fetch the bytes that the module still holds of closed links. */
        DRAIN,
        /** Ask whether a link is still open whose CLOSED may have been an earlier one's. */
        CHECK_DOUBTED,
        /** Close accepted links whose peers have had time to close them. */
        CLOSE_LINGERING,
        /** Send bytes that have waited long enough for more to join them. */
        FLUSH,
        /** Poll accepted links that have been quiet for a while: a +IPD notice may have been lost (H11). */
        POLL,
        /** Join the network again. */
        REJOIN
    }

    private final DriverState state;

    public Housekeeping(DriverState state) {
        this.state = state;
    }

    /**
     * Waits for the next task.
     *
     * @param rejoins whether the station is to be joined again by the driver
     * @param grace how long after a loss the module may rejoin by itself
     */
    public Task next(BooleanSupplier rejoins, Duration grace) {
        state.enter();
        try {
            while (true) {
                Next next = look(rejoins, grace);
                if (next.task != null) {
                    return next.task;
                }
                state.await(
                        state.taskDue,
                        next.at == Long.MAX_VALUE ? Deadline.never(state.clock) : Deadline.at(state.clock, next.at));
            }
        } finally {
            state.leave();
        }
    }

    /**
     * What is due, or when to look again.
     *
     * @param task null if nothing is due
     * @param at when something will be unless anything happens; {@link Long#MAX_VALUE} if nothing
     */
    public record Next(Task task, long at) {}

    /** Looks for the most urgent task; waits for none. */
    public Next look(BooleanSupplier rejoins, Duration grace) {
        return state.locked(() -> {
            long now = state.clock.nanos();
            long dueAt = Long.MAX_VALUE;
            switch (state.engine.health()) {
                case CLOSED -> {
                    return new Next(Task.CLOSED, now);
                }
                case MENDING, LOST -> {
                    return new Next(Task.RECOVER, now);
                }
                case READY -> {}
            }
            Task urgent = dueNow();
            if (urgent != null) {
                return new Next(urgent, now);
            }
            for (LinkMachine machine : state.links.ids) {
                if (machine.open() != null) {
                    dueAt = Math.min(dueAt, state.linkOf(machine.open()).flushDueAt());
                }
            }
            if (dueAt <= now) {
                return new Next(Task.FLUSH, now);
            }
            for (LinkMachine machine : state.links.ids) {
                if (machine.open() != null) {
                    long pollAt = machine.open().pollAt();
                    if (pollAt <= now) {
                        return new Next(Task.POLL, now);
                    }
                    dueAt = Math.min(dueAt, pollAt);
                }
            }
            for (LinkMachine machine : state.links.ids) {
                if (machine.phase() instanceof LinkMachine.Phase.Lingering lingering) {
                    if (lingering.until() - now <= 0) {
                        return new Next(Task.CLOSE_LINGERING, now);
                    }
                    dueAt = Math.min(dueAt, lingering.until());
                }
            }
            if (state.engine.station() == Station.State.CONNECTION_LOST && rejoins.getAsBoolean()) {
                long rejoinAt = state.engine.stationLostAt() + grace.toNanos();
                if (rejoinAt <= now) {
                    return new Next(Task.REJOIN, now);
                }
                dueAt = Math.min(dueAt, rejoinAt);
            }
            return new Next(null, dueAt);
        });
    }

    private Task dueNow() {
        // While someone holds the lane, a doubt may be the doubt of a command in progress.
        if (state.turn.doubtful() && !state.turn.speaks()) {
            return Task.SETTLE;
        }
        if (state.links.any(LinkMachine.Phase.Orphaned.class)) {
            return Task.CLOSE_ORPHANS;
        }
        if (state.links.any(LinkMachine.Phase.Draining.class)) {
            return Task.DRAIN;
        }
        for (LinkMachine machine : state.links.ids) {
            if (machine.open() != null && machine.open().doubted) {
                return Task.CHECK_DOUBTED;
            }
        }
        return null;
    }

    /** Postpones the next attempt to join. */
    public void rejoinLater(Duration pause) {
        state.run(() -> state.engine.stationLostAt(state.clock.nanos() + pause.toNanos()));
    }

    /** Polls every accepted link that has been quiet for long enough. */
    public void pollQuietLinks(Deadline deadline) {
        long now = state.clock.nanos();
        for (DriverLink link : new LinkSlots(state).open()) {
            if (state.locked(link.use::pollAt) <= now) {
                link.receiving.poll(deadline);
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
