package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.Station;
import java.time.Duration;

/** What has to be done without a caller: the most urgent first, and when there will be something next. */
public final class Chores {
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

    /**
     * What is due, or when to look again.
     *
     * @param task null if nothing is due
     * @param at when something will be unless anything happens; {@link Long#MAX_VALUE} if nothing
     */
    public record Next(Task task, long at) {}

    private final Engine engine;

    public Chores(Engine engine) {
        this.engine = engine;
    }

    /**
     * Looks for the most urgent task.
     *
     * @param rejoins whether the station is to be joined again by the driver
     * @param grace how long after a loss the module may rejoin by itself
     */
    public Next look(boolean rejoins, Duration grace, long now) {
        switch (engine.health()) {
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
        long flushAt = Long.MAX_VALUE;
        long pollAt = Long.MAX_VALUE;
        long lingersUntil = Long.MAX_VALUE;
        for (LinkMachine machine : engine.links().ids) {
            Generation open = machine.open();
            if (open != null) {
                flushAt = Math.min(flushAt, open.flushAt);
                pollAt = Math.min(pollAt, open.pollAt());
            } else if (machine.phase() instanceof LinkMachine.Phase.Lingering lingering) {
                lingersUntil = Math.min(lingersUntil, lingering.until());
            }
        }
        boolean joins = engine.station() == Station.State.CONNECTION_LOST && rejoins;
        long joinAt = joins ? engine.stationLostAt() + grace.toNanos() : Long.MAX_VALUE;
        if (flushAt <= now) {
            return new Next(Task.FLUSH, now);
        } else if (pollAt <= now) {
            return new Next(Task.POLL, now);
        } else if (lingersUntil <= now) {
            return new Next(Task.CLOSE_LINGERING, now);
        } else if (joinAt <= now) {
            return new Next(Task.REJOIN, now);
        }
        return new Next(null, Math.min(Math.min(flushAt, pollAt), Math.min(lingersUntil, joinAt)));
    }

    private Task dueNow() {
        // While someone holds the lane, a doubt may be the doubt of a command in progress.
        if (engine.turn().doubtful() && !engine.turn().speaks()) {
            return Task.SETTLE;
        }
        if (engine.links().any(LinkMachine.Phase.Orphaned.class)) {
            return Task.CLOSE_ORPHANS;
        }
        if (engine.links().any(LinkMachine.Phase.Draining.class)) {
            return Task.DRAIN;
        }
        for (LinkMachine machine : engine.links().ids) {
            if (machine.open() != null && machine.open().doubted) {
                return Task.CHECK_DOUBTED;
            }
        }
        return null;
    }
}
