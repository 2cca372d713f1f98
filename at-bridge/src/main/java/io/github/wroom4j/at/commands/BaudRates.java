package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Changing the line speed of both ends, with proof that it works and the way back when it does not (H14). Only the
 * current speed is changed, never the stored one: a wrong stored speed bricks the line (at-protocol §5).
 */
public final class BaudRates {
    private static final System.Logger LOG = System.getLogger(BaudRates.class.getName());
    /** The module has sent its OK and switched; the first byte after a switch may be garbled (at-protocol §5). */
    private static final Duration SWITCH = Duration.ofMillis(20);

    private static final int PROOFS = 3;

    private final DriverState state;
    private final CommandLane lane;
    private final DesiredSettings desired;

    public BaudRates(DriverState state, CommandLane lane, DesiredSettings desired) {
        this.state = state;
        this.lane = lane;
        this.desired = desired;
    }

    /**
     * Changes the speed and proves it with a few commands.
     *
     * @return the speed in force afterwards: the old one if the new one did not work
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#speed}
     */
    public int change(int baud, Deadline deadline) {
        if (!state.dialect().capabilities().has(Feature.UART_SPEED)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " cannot change its line speed", "");
        }
        lane.acquire(deadline);
        try {
            UartConfig before = state.uart().config();
            UartConfig after = before.withBaud(baud);
            if (before.baud() == baud) {
                return baud;
            }
            if (!use(after, deadline) || !use(before, deadline)) {
                return before.baud(); // asked of the port first: a module beyond its reach could not be called back
            }
            Reply reply = lane.runOnce(uartCur(after), CommandOptions.local(), deadline);
            if (!reply.ok()) {
                throw reply.error(Kind.ERROR_REPLY, "the module refused " + baud + " baud");
            }
            if (use(after, deadline) && proven(deadline)) {
                desired.speed(OptionalInt.of(baud));
                return baud;
            }
            return fallBack(before, after, deadline);
        } finally {
            lane.release();
        }
    }

    /** OK came at the old speed (at-protocol §5); flow control stays as the board has it. */
    private static AtCommand uartCur(UartConfig config) {
        int flow = switch (config.flow()) {
            case NONE -> 0;
            case RTS -> 2; // the host's RTS is the module's CTS
            case CTS -> 1;
            case RTS_CTS -> 3;
        };
        int stop = switch (config.stopBits()) {
            case ONE -> 1;
            case ONE_AND_A_HALF -> 2;
            case TWO -> 3;
        };
        return AtCommand.set("UART_CUR")
                .number(config.baud())
                .number(config.dataBits())
                .number(stop)
                .number(config.parity().ordinal())
                .number(flow);
    }

    private boolean use(UartConfig config, Deadline deadline) {
        lane.pause(SWITCH, deadline);
        try {
            state.uart().configure(config);
        } catch (BoardException e) {
            if (e.kind() == BoardException.Kind.UNSUPPORTED) {
                LOG.log(Level.WARNING, "this port has no {0} baud: {1}", String.valueOf(config.baud()), e.getMessage());
                return false;
            }
            throw lane.trouble(e);
        }
        lane.forgetInput();
        lane.pause(SWITCH, deadline);
        return true;
    }

    private boolean proven(Deadline deadline) {
        for (int i = 0; i < PROOFS; i++) {
            try {
                if (!lane.hasFiveLinks(deadline.orIn(Duration.ofMillis(500)))) {
                    return false;
                }
            } catch (AtException e) {
                if (e.kind() != Kind.TIMEOUT && e.kind() != Kind.BUSY) {
                    throw e;
                }
                return false;
            }
        }
        return true;
    }

    /** The module listens at the new speed, or garbled, or not at all: sent back to the old speed, then addressed there. */
    private int fallBack(UartConfig before, UartConfig after, Deadline deadline) {
        LOG.log(Level.WARNING, "{0} baud does not work here; going back to {1}", after.baud() + "", before.baud() + "");
        state.settled(); // what was asked at the new speed is no doubt of the old one
        try {
            lane.runOnce(uartCur(before), CommandOptions.local(), deadline.orIn(Duration.ofMillis(500)));
        } catch (AtException e) {
            if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT) {
                throw e;
            }
            LOG.log(Level.DEBUG, "going back: {0}", e.getMessage());
        }
        if (use(before, deadline) && proven(deadline)) {
            state.settled();
            return before.baud();
        }
        var lost = new AtException(
                Kind.TIMEOUT,
                "the module answers neither at " + after.baud() + " nor at " + before.baud() + " baud",
                "");
        state.mend(lost);
        throw lost;
    }

    /**
     * Raises the speed again after a restart of the module, staying at the old one if that fails, and sets up in the module
     * the board's flow control: it starts without (at-protocol §2.1).
     *
     * @throws AtException if the module answers at neither speed
     */
    public void restore(Deadline deadline) {
        UartConfig format = state.uart().config();
        OptionalInt speed = desired.speed();
        if (speed.isPresent() && speed.getAsInt() != format.baud()) {
            change(speed.getAsInt(), deadline);
        } else if (format.flow() != UartConfig.Flow.NONE
                && !lane.run(uartCur(format), deadline).ok()) {
            LOG.log(Level.WARNING, "the module refused the flow control {0} of its board", format.flow());
        }
    }
}
