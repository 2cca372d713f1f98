package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one way to the module: a command at a time, in the order of asking, each with a deadline. Whoever holds the lane
 * is the one writer of the port. The thread that holds it may ask for more commands in a row.
 *
 * <p>A command that is given up leaves a doubt (its answer may still come); the next holder settles it first, with a
 * probe whose answer cannot be mistaken (at-protocol §16.7).
 */
public final class CommandLane {
    private final DriverState state;
    private final AtParser parser;
    private final LaneQueue queue;
    private final UartWriter writer;
    private final Probe probe;
    private final Settlement settlement;

    public CommandLane(DriverState state, AtParser parser) {
        this.state = state;
        this.parser = parser;
        this.queue = new LaneQueue(state);
        this.writer = new UartWriter(state);
        this.probe = new Probe(state, writer);
        this.settlement = new Settlement(state, queue, writer, probe);
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
                settlement.settle(deadline);
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

    // ---- commands -----------------------------------------------------------------------------------------------

    /** Runs a command that may be repeated if its reply is lost. */
    public Reply run(AtCommand command, Deadline deadline) {
        acquire(deadline);
        try {
            return exchange(command, Finals.PLAIN, CommandOptions.local(), deadline);
        } catch (ReplyLost lost) {
            return exchange(command, Finals.PLAIN, CommandOptions.local(), deadline);
        } finally {
            release();
        }
    }

    /** Runs a command once; {@link ReplyLost} if the module fell silent about it. */
    public Reply runOnce(AtCommand command, CommandOptions options, Deadline deadline) {
        acquire(deadline);
        try {
            return exchange(command, Finals.PLAIN, options, deadline);
        } finally {
            release();
        }
    }

    /** Runs a command that prompts for a block of bytes and answers OK or ERROR after it. */
    public Reply sendBlock(AtCommand command, byte[] block, Deadline deadline) {
        acquire(deadline);
        PendingCommand pending = null;
        try {
            pending = begin(command, Finals.BLOCK, p -> {});
            PendingCommand mine = pending;
            send(mine, deadline);
            Reply step = await(mine, CommandOptions.local(), deadline, () -> mine.prompted);
            if (mine.done()) {
                return step;
            }
            if (mine.probed) { // the question counts as the block's beginning; the next holder cancels it
                throw new AtException(Kind.TIMEOUT, "the prompt of " + command + " came too late", "");
            }
            write(block, 0, block.length, deadline);
            return await(mine, CommandOptions.slow(), deadline, mine::done);
        } finally {
            if (pending != null) {
                finish(pending);
            }
            release();
        }
    }

    Reply exchange(AtCommand command, Finals finals, CommandOptions options, Deadline deadline) {
        PendingCommand pending = begin(command, finals, options.setup);
        pending.onlyWhile = options.onlyWhile;
        try {
            send(pending, deadline);
            return await(pending, options, deadline, pending::done);
        } finally {
            finish(pending);
        }
    }

    PendingCommand begin(AtCommand command, Finals finals, Consumer<PendingCommand> setup) {
        var pending = new PendingCommand(command, finals, state.answered);
        state.lock.lock();
        try {
            setup.accept(pending);
            state.pending = pending;
            state.room.signalAll();
            if (state.health == Health.CLOSED) {
                throw state.closed();
            }
        } finally {
            state.lock.unlock();
        }
        return pending;
    }

    void finish(PendingCommand pending) {
        state.lock.lock();
        try {
            if (state.pending == pending) {
                state.pending = null;
            }
            state.settleNewcomer(pending);
            if (!pending.done() && state.health != Health.CLOSED) {
                state.doubtful = true;
                if (pending.slow && state.dialect().is(Quirk.DEAF_WHILE_CONNECTING)) {
                    state.deafUntil =
                            Deadline.in(state.clock, state.terms.timeouts().connect());
                }
                if (pending.receiver != null) {
                    state.lateReceiver = pending.receiver;
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Says that no answer to it is to be awaited any more. */
    void giveUp(PendingCommand pending, AtException why) {
        state.lock.lock();
        try {
            pending.fail(why);
        } finally {
            state.lock.unlock();
        }
    }

    void send(PendingCommand pending, Deadline deadline) {
        byte[] bytes = pending.command.bytes();
        int limit = state.dialect().lineLimit();
        if (bytes.length > limit) {
            giveUp(pending, new AtException(Kind.UNSUPPORTED, "never sent", ""));
            throw new IllegalArgumentException(pending.command.name() + " would take " + bytes.length
                    + " bytes; this firmware reads lines of at most " + limit);
        }
        if (pending.finals == Finals.SEND || pending.finals == Finals.BLOCK) {
            parser.expectPrompt(true);
        }
        if (!state.locked(pending.onlyWhile::getAsBoolean)) {
            var over = new Superseded(pending.command);
            giveUp(pending, over);
            throw over;
        }
        if (deadline.expired()) { // a caller without time is no trouble of the port
            var late = new AtException(Kind.TIMEOUT, "no time was left to send " + pending.command, "");
            giveUp(pending, late);
            throw late;
        }
        write(bytes, 0, bytes.length, deadline);
    }

    /** Writes to the port as the lane's holder. */
    void write(byte[] bytes, int offset, int length, Deadline deadline) {
        writer.write(bytes, offset, length, deadline);
    }

    /** Waits until something is true of the pending command; repeats it when the module was busy. */
    Reply await(PendingCommand pending, CommandOptions options, Deadline deadline, BooleanSupplier until) {
        int busySeen = 0;
        pending.slow = options.slow;
        Duration pause = Settlement.FIRST_PAUSE;
        while (true) {
            boolean moved;
            boolean busy;
            state.lock.lock();
            try {
                Deadline slice = deadline.orIn(options.patience(state.terms));
                moved = state.awaitAnswer(() -> until.getAsBoolean() || pending.done(), pending, busySeen, slice);
                busy = pending.busy > busySeen;
                if (busy && !moved) {
                    // The answer of an earlier try may overtake the repetition (at-protocol §16.1 I7): listen before
                    // speaking.
                    busySeen = pending.busy;
                    moved = state.awaitAnswer(
                            () -> until.getAsBoolean() || pending.done(),
                            pending,
                            Integer.MAX_VALUE,
                            deadline.orIn(pause));
                    busySeen = pending.busy;
                    pause = min(pause.multipliedBy(2), Settlement.LONGEST_PAUSE);
                }
                if (moved) {
                    return reply(pending);
                }
            } finally {
                state.lock.unlock();
            }
            if (deadline.expired()) {
                throw timeout(pending, busySeen);
            }
            if (busy) {
                // Busy input is discarded, never queued (at-protocol §3.4), so it is sent again.
                if (!pending.accepted) {
                    send(pending, deadline);
                }
            } else {
                ask(pending, options, deadline);
            }
        }
    }

    /** What should have come by now has not: perhaps the frame before it was short of bytes and took it for its own. */
    void replyIsOverdue() {
        state.lock.lock();
        try {
            parser.somethingIsMissing();
        } finally {
            state.lock.unlock();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Reply reply(PendingCommand pending) {
        if (pending.failure != null) {
            throw DriverState.again(pending.failure);
        }
        boolean ok = pending.outcome == PendingCommand.Outcome.OK || pending.outcome == null;
        return new Reply(pending.command, ok, pending.lines, pending.finalLine);
    }

    private AtException timeout(PendingCommand pending, int busy) {
        return busy > 0
                ? new AtException(
                        Kind.BUSY, "the firmware stayed busy and did not take " + pending.command, "busy p...")
                : new AtException(Kind.TIMEOUT, "no answer to " + pending.command + " by the deadline", "");
    }

    /** Asks a silent module what it is doing (at-protocol §16.7). */
    private void ask(PendingCommand pending, CommandOptions options, Deadline deadline) {
        if (pending.prompted && pending.finals == Finals.SEND && state.entryOpen) {
            return;
        }
        if (cancelled(pending, deadline)) {
            return;
        }
        int silent = 0;
        while (silent < Settlement.PROBES && !deadline.expired()) {
            switch (probe.ask(pending, deadline)) {
                case BUSY, ANSWERED -> {
                    return;
                }
                case IDLE -> {
                    var lost = new ReplyLost(pending.command);
                    giveUp(pending, lost);
                    throw lost;
                }
                case UNMUXED -> {
                    state.moduleRestarted("+CIPMUX:0");
                    return;
                }
                case SILENT -> {
                    if (options.slow) {
                        return; // ESP_ATMod hears nothing while it connects (at-protocol §14)
                    }
                    silent++;
                }
            }
        }
        if (silent == Settlement.PROBES) {
            var dead = new AtException(
                    Kind.TIMEOUT, "the module is silent: no answer to " + pending.command + " nor to a probe", "");
            state.mend(dead);
            throw DriverState.again(dead);
        }
    }

    /**
     * A module that has not said {@code Recv} to a send may wait for payload: what was written of it was lost on its way (at-protocol §16.4), or
     * the prompt was. A probe would be taken for it. Cancelled, nothing of it goes out, and it can be sent again.
     */
    private boolean cancelled(PendingCommand pending, Deadline deadline) {
        boolean knowsEscape = !state.dialect().is(Quirk.NO_ESCAPE);
        if (pending.finals != Finals.SEND || pending.taken || pending.cancelled || !knowsEscape) {
            return false;
        }
        pending.cancelled = true;
        cancelEntry(deadline);
        state.lock.lock();
        try {
            return state.awaitAnswer(pending::done, pending, Integer.MAX_VALUE, deadline.orIn(state.terms.probe()));
        } finally {
            state.lock.unlock();
        }
    }

    // ---- doubts -------------------------------------------------------------------------------------------------

    /**
     * Asks whether the module has five links, and passes by every final of the past; the caller holds the lane.
     *
     * @throws AtException of kind timeout if that cannot be found out by the deadline
     */
    public boolean hasFiveLinks(Deadline deadline) {
        return settlement.hasFiveLinks(deadline);
    }

    /** Makes sure that the module is idle and that no old answer can be taken for a new one. The caller holds the lane. */
    public void settle(Deadline deadline) {
        settlement.settle(deadline);
    }

    /** Ends data entry and transparent mode, whichever it may be in (at-protocol §3.6, at-protocol §10): a second of silence around +++. */
    public void leaveDataMode(Deadline deadline) {
        settlement.leaveDataMode(deadline);
    }

    /** A batch of just {@code +++} ends data entry (at-protocol §3.6); at any other time it is junk before the next command. */
    void cancelEntry(Deadline deadline) {
        settlement.cancelEntry(deadline);
    }

    /** Lets time pass on the driver's clock; a close or a loss of the port cuts it short. */
    public void pause(Duration time, Deadline deadline) {
        settlement.pause(time, deadline);
    }

    /** Drops half-read input: the line speed was changed. */
    public void forgetInput() {
        state.lock.lock();
        try {
            parser.reset();
        } finally {
            state.lock.unlock();
        }
    }

    /** The port's trouble as this driver tells it. */
    public AtException trouble(BoardException e) {
        return writer.trouble(e);
    }
}
