package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/** The line speed: which one the module boots with, which one it listens at, and changing it. */
final class LineCheck {
    private static final System.Logger LOG = System.getLogger(LineCheck.class.getName());
    /** H14's order. */
    private static final List<Integer> SPEEDS =
            List.of(115_200, 9_600, 74_880, 57_600, 38_400, 230_400, 460_800, 921_600);

    private static final Duration TRY = Duration.ofMillis(300);

    private final DriverState state;
    private final CommandLane lane;
    private final Startup startup;
    private final boolean mayFind;
    private UartConfig base;
    private SpeedChange change = d -> {};

    /** Raises the speed again after a restart, if it was wanted. */
    interface SpeedChange {
        void again(Deadline deadline);
    }

    LineCheck(DriverState state, CommandLane lane, Startup startup, boolean mayFind) {
        this.state = state;
        this.lane = lane;
        this.startup = startup;
        this.mayFind = mayFind;
    }

    void speedChange(SpeedChange how) {
        change = how;
    }

    /** Remembers the format that the board was opened with. */
    void base(UartConfig config) {
        base = config;
    }

    void toBaseSpeed() {
        if (base != null) {
            use(base);
        }
    }

    void restoreSpeed(Deadline deadline) {
        change.again(deadline);
    }

    private boolean use(UartConfig config) {
        try {
            if (!state.uart().config().equals(config)) {
                state.uart().configure(config);
                lane.forgetInput();
            }
            return true;
        } catch (BoardException e) {
            if (e.kind() != BoardException.Kind.UNSUPPORTED) {
                throw lane.trouble(e);
            }
            LOG.log(Level.DEBUG, "this port has no {0} baud", config.baud());
            return false;
        }
    }

    /** Tries the speeds of H14 until the module answers; leaves the port at that speed. */
    boolean find(Deadline deadline) {
        var speeds = new LinkedHashSet<Integer>();
        if (base != null) {
            speeds.add(base.baud());
        }
        if (mayFind) {
            speeds.addAll(SPEEDS);
        }
        UartConfig before = state.uart().config();
        for (int baud : speeds) {
            if (deadline.expired()) {
                break;
            }
            if (use(before.withBaud(baud))
                    && startup.answers(2, TRY, deadline.orIn(TRY.multipliedBy(3))) != Startup.Answer.NONE) {
                if (base != null && baud != base.baud()) {
                    LOG.log(Level.INFO, "the module listens at {0} baud", String.valueOf(baud));
                }
                return true;
            }
        }
        use(before);
        return false;
    }
}
