package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.engine.Chores;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What the keeper thread has to do next: found under the lock, done outside it. */
public final class Housekeeping {
    private final DriverState state;
    private final Chores chores;

    public Housekeeping(DriverState state) {
        this.state = state;
        this.chores = new Chores(state.engine);
    }

    /**
     * Waits for the next task.
     *
     * @param rejoins whether the station is to be joined again by the driver
     * @param grace how long after a loss the module may rejoin by itself
     */
    public Chores.Task next(BooleanSupplier rejoins, Duration grace) {
        state.enter();
        try {
            while (true) {
                Chores.Next next = look(rejoins, grace);
                if (next.task() != null) {
                    return next.task();
                }
                state.awaitTask(next.at());
            }
        } finally {
            state.leave();
        }
    }

    /** Looks for the most urgent task; waits for none. */
    public Chores.Next look(BooleanSupplier rejoins, Duration grace) {
        return state.locked(() -> chores.look(rejoins.getAsBoolean(), grace, state.clock.nanos()));
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
