package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.commands.DesiredSettings;
import io.github.wroom4j.at.commands.LinkCommands;
import io.github.wroom4j.at.commands.StationCommands;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverLink;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.Housekeeping;
import io.github.wroom4j.at.conversation.LinkSlots;
import io.github.wroom4j.at.engine.Chores;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** The thread that does what has to be done without a caller: recovering, settling, draining, flushing, joining again. */
final class Keeper implements Runnable {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
    private static final Duration LONGEST_REJOIN_PAUSE = Duration.ofMinutes(1);

    private final DriverState state;
    private final CommandLane lane;
    private final Recovery recovery;
    private final LinkCommands links;
    private final StationCommands station;
    private final DesiredSettings desired;
    private final DriverOptions options;
    private final Housekeeping housekeeping;
    private final LinkSlots slots;
    private Duration rejoinPause = Duration.ofSeconds(5);

    Keeper(
            DriverState state,
            CommandLane lane,
            Recovery recovery,
            LinkCommands links,
            StationCommands station,
            DesiredSettings desired,
            DriverOptions options) {
        this.state = state;
        this.lane = lane;
        this.recovery = recovery;
        this.links = links;
        this.station = station;
        this.desired = desired;
        this.options = options;
        this.housekeeping = new Housekeeping(state);
        this.slots = new LinkSlots(state);
    }

    @Override
    public void run() {
        while (perform(housekeeping.next(desired::rejoins, options.reconnectGrace()))) {
            // and the next
        }
    }

    /** Looks what is due, or when something will be; waits for nothing. */
    Chores.Next look() {
        return housekeeping.look(desired::rejoins, options.reconnectGrace());
    }

    /** Performs a task; false once the driver is closed. */
    boolean perform(Chores.Task task) {
        if (task == Chores.Task.CLOSED) {
            return false;
        }
        try {
            begin(task);
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED) {
                return false;
            }
            LOG.log(Level.DEBUG, "{0}: {1}", task, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the keeper thread failed in " + task, e);
            lane.pause(options.retryLost(), Deadline.in(state.clock(), options.retryLost()));
        }
        return true;
    }

    private Deadline budget() {
        return Deadline.in(state.clock(), options.timeouts().send());
    }

    private void begin(Chores.Task task) {
        switch (task) {
            case RECOVER -> recover();
            case SETTLE -> settle();
            case CLOSE_ORPHANS -> slots.orphans().forEach(this::closeOrphan);
            case CLOSE_LINGERING -> links.closeLingering(budget());
            case DRAIN -> {
                for (DriverLink link : slots.undrained()) {
                    link.drainNow(budget());
                }
            }
            case CHECK_DOUBTED -> {
                for (DriverLink link : slots.doubted()) {
                    if (links.stands(link, budget())) {
                        slots.there(link);
                    } else {
                        slots.gone(link);
                    }
                }
            }
            case POLL -> housekeeping.pollQuietLinks(budget());
            case FLUSH -> housekeeping.flushDue(budget());
            case REJOIN -> rejoin();
            case CLOSED -> {}
        }
    }

    private void recover() {
        try {
            recovery.mend();
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED) {
                throw e;
            }
            LOG.log(Level.WARNING, "the module is lost: {0}", e.getMessage());
            state.health(Health.LOST, e);
            lane.pause(options.retryLost(), Deadline.in(state.clock(), options.retryLost()));
        }
    }

    private void settle() {
        lane.acquire(budget());
        try {
            lane.settle(budget());
        } finally {
            lane.release();
        }
    }

    private void closeOrphan(LinkSlots.Orphan orphan) {
        lane.acquire(budget());
        try {
            lane.settle(budget());
            links.closeOrphan(orphan, budget());
        } finally {
            lane.release();
        }
    }

    private void rejoin() {
        try {
            station.rejoin(Deadline.in(state.clock(), options.timeouts().join()));
            rejoinPause = Duration.ofSeconds(5);
        } catch (AtException e) {
            LOG.log(Level.DEBUG, "joining again failed: {0}", e.getMessage());
            housekeeping.rejoinLater(rejoinPause.minus(options.reconnectGrace()));
            rejoinPause = rejoinPause.multipliedBy(2).compareTo(LONGEST_REJOIN_PAUSE) > 0
                    ? LONGEST_REJOIN_PAUSE
                    : rejoinPause.multipliedBy(2);
            throw e;
        }
    }
}
