package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Exchange;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.at.engine.Outbox;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.at.engine.Superseded;
import io.github.wroom4j.at.engine.Turn;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/**
 * The one way to the module: a command at a time, in the order of asking, each with a deadline. Whoever holds the lane
 * is the one writer of the port. The thread that holds it may ask for more commands in a row.
 *
 * <p>What an exchange goes through is {@link Turn}'s; here its bytes are written and its times waited for, in the thread of
 * whoever asks. An exchange that is given up leaves a doubt (its answer may still come); the next holder settles it first.
 */
public final class CommandLane {
    private final DriverState state;
    private final LaneQueue queue;
    private final UartWriter writer;

    public CommandLane(DriverState state) {
        this.state = state;
        this.queue = new LaneQueue(state);
        this.writer = new UartWriter(state);
    }

    /** Names the thread that may use the lane while the module is being mended. */
    public void keeper(Thread thread) {
        queue.keeper(thread);
    }

    // ---- holding ------------------------------------------------------------------------------------------------

    /** Waits for the lane. Pair it with {@link #release()}. */
    public void acquire(Deadline deadline) {
        if (queue.take(deadline)) {
            try {
                settle(deadline);
            } catch (RuntimeException e) {
                release();
                throw e;
            }
        }
    }

    /** Gives the lane back. */
    public void release() {
        queue.release();
    }

    boolean isHeld() {
        return queue.isHeld();
    }

    // ---- commands -----------------------------------------------------------------------------------------------

    /** Runs a command that may be repeated if its reply is lost. */
    public Reply run(AtCommand command, Deadline deadline) {
        acquire(deadline);
        try {
            return runOnce(command, CommandOptions.local(), deadline);
        } catch (ReplyLost lost) {
            return runOnce(command, CommandOptions.local(), deadline);
        } finally {
            release();
        }
    }

    /** Runs a command once; {@link ReplyLost} if the module fell silent about it. */
    public Reply runOnce(AtCommand command, CommandOptions options, Deadline deadline) {
        return runOnce(command, options, null, deadline);
    }

    /** The same for the CIPSTART of a link, which is told when it is written. */
    Reply runOnce(AtCommand command, CommandOptions options, Generation opens, Deadline deadline) {
        var exchange = new Exchange(command, Exchange.Kind.PLAIN, deadline).waitedFor(options, opens);
        acquire(deadline);
        try {
            return exchange(exchange);
        } finally {
            release();
        }
    }

    /** Runs a command that prompts for a block of bytes and answers OK or ERROR after it. */
    public Reply sendBlock(AtCommand command, byte[] block, Deadline deadline) {
        var exchange = new Exchange(command, Exchange.Kind.BLOCK, deadline).carrying(block, 0, block.length);
        acquire(deadline);
        try {
            Reply reply = exchange(exchange);
            if (exchange.outcome() == Exchange.Outcome.LATE_PROMPT) {
                // The question counts as the block's beginning; the next holder cancels it.
                throw new AtException(Kind.TIMEOUT, "the prompt of " + command + " came too late", "");
            }
            return reply;
        } finally {
            release();
        }
    }

    /** Runs an exchange to its end, or throws why it came to none. The caller holds the lane. */
    Reply exchange(Exchange of) {
        int length = of.command.bytes().length;
        int limit = state.dialect().lineLimit();
        if (length > limit) {
            throw new IllegalArgumentException(of.command.name() + " would take " + length
                    + " bytes; this firmware reads lines of at most " + limit);
        }
        if (!of.settles() && state.locked(() -> state.engine.health() == Health.READY && state.turn.doubtful())) {
            settle(of.deadline); // an exchange of the same holder has been given up
        }
        state.enter();
        try {
            if (state.engine.health() == Health.CLOSED) {
                throw Engine.closed();
            }
            state.engine.submit(of, state.clock.nanos());
        } finally {
            state.leave();
        }
        try {
            speak(of);
        } finally {
            state.enter();
            try {
                state.engine.giveUp(of, state.clock.nanos());
            } finally {
                state.leave();
            }
        }
        if (of.failure() == null) {
            return new Reply(of.command, of.outcome() == Exchange.Outcome.OK, of.lines, of.finalLine());
        } else if (of.failure() instanceof ReplyLost) {
            throw new ReplyLost(of.command);
        } else if (of.failure() instanceof Superseded) {
            throw new Superseded(of.command);
        }
        throw DriverState.again(of.failure());
    }

    /** Writes what the turn has to say and gives it the time until an exchange is over. */
    private void speak(Exchange of) {
        while (true) {
            Outbox.Piece piece = next(of);
            if (piece == null) {
                return;
            }
            try {
                writer.write(piece.bytes(), piece.offset(), piece.length(), of.deadline);
            } finally {
                state.enter();
                try {
                    state.engine.written(state.clock.nanos());
                } finally {
                    state.leave();
                }
            }
        }
    }

    /** Waits for something to write; null once the exchange is over. */
    private Outbox.Piece next(Exchange of) {
        state.enter();
        try {
            while (!of.done()) {
                Outbox.Piece piece = state.engine.output(state.clock.nanos());
                if (piece != null) {
                    return piece;
                }
                if (!of.done() && !state.await(state.answered, Deadline.at(state.clock, state.engine.wakeAt()))) {
                    state.engine.time(state.clock.nanos());
                }
            }
            return null;
        } finally {
            state.leave();
        }
    }

    // ---- doubts -------------------------------------------------------------------------------------------------

    /**
     * Asks whether the module has five links, and passes by every final of the past; the caller holds the lane.
     *
     * @throws AtException of kind timeout if that cannot be found out by the deadline
     */
    public boolean hasFiveLinks(Deadline deadline) {
        return !exchange(Exchange.of(Exchange.Kind.FIVE_LINKS, deadline)).says("+CIPMUX:0");
    }

    /** Makes sure that the module is idle and that no old answer can be taken for a new one. The caller holds the lane. */
    public void settle(Deadline deadline) {
        // Each fetch of 2048 bytes comes by here, and mostly there is nothing to settle: then it makes no garbage.
        if (!isSettled()) {
            exchange(Exchange.of(Exchange.Kind.SETTLE, deadline));
        }
        queue.demandReady();
    }

    private boolean isSettled() {
        state.enter();
        try {
            if (state.engine.health() == Health.CLOSED) {
                throw Engine.closed();
            }
            return state.turn.isSettled();
        } finally {
            state.leave();
        }
    }

    /** Ends data entry and transparent mode, whichever it may be in (at-protocol §3.6, §10): a second of silence around +++. */
    public void leaveDataMode(Deadline deadline) {
        exchange(Exchange.of(Exchange.Kind.ESCAPE, deadline));
        pause(Duration.ofSeconds(1), deadline);
    }

    /** Lets time pass on the driver's clock; a close or a loss of the port cuts it short. */
    public void pause(Duration time, Deadline deadline) {
        Deadline until = deadline.orIn(time);
        state.enter();
        try {
            while (state.engine.health() != Health.CLOSED && state.await(state.answered, until)) {
                // woken for another's sake: go on waiting
            }
        } finally {
            state.leave();
        }
    }

    /** Drops half-read input: the line speed was changed. */
    public void forgetInput() {
        state.forgetInput();
    }

    /** The port's failure as this driver reports it. */
    public AtException trouble(BoardException e) {
        return writer.trouble(e);
    }
}
