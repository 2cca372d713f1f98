package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.hal.Deadline;
import java.util.function.BooleanSupplier;

/**
 * The question whose answer cannot be mistaken for another command's: {@code AT+CIPMUX?} (at-protocol §16.7). It can be
 * mistaken for that of an earlier probe, though: a firmware that hears nothing for a while (at-protocol §14) answers
 * all that were written meanwhile in a row. So a probe that comes after unanswered ones is followed by another
 * question, {@code AT+CWMODE?}, which every firmware knows (at-protocol §18): where its answer is, the old ones are
 * past. All of it is for the lane's holder.
 */
final class Probe {
    private static final AtCommand LINKS = AtCommand.query("CIPMUX");
    private static final AtCommand MODE = AtCommand.query("CWMODE");

    private final DriverState state;
    private final UartWriter writer;
    /** A probe was written and not answered: its answer may still come. */
    private boolean owed;
    /** The same of questions for the mode, counted: they are told apart by their number only. */
    private int modesOwed;

    Probe(DriverState state, UartWriter writer) {
        this.state = state;
        this.writer = writer;
    }

    /** What the module turned out to be doing. */
    enum Answer {
        IDLE,
        BUSY,
        SILENT,
        /** The command that was asked about has been answered meanwhile, or has got its prompt. */
        ANSWERED,
        /** The module has forgotten CIPMUX=1: it was reset and its ready was lost. */
        UNMUXED
    }

    /** Asks; the command that is being asked about may be answered meanwhile. The caller holds the lane. */
    Answer ask(PendingCommand outstanding, Deadline deadline) {
        boolean others = owed;
        owed = true;
        var probe = new PendingCommand(LINKS, Finals.PROBE, state.answered);
        Answer answer = put(probe, true, outstanding, deadline);
        if (probe.done() || probe.busy > 0) { // busy input is discarded, never queued (at-protocol §3.4)
            owed = others;
        } else if (outstanding != null) {
            outstanding.probed = true;
        }
        boolean told = answer == Answer.IDLE || answer == Answer.UNMUXED;
        if (told && owed) {
            answer = pass(answer, deadline);
        }
        if (answer == Answer.ANSWERED && owed) {
            state.doubt();
        }
        return answer;
    }

    /** Lets the answers of earlier probes pass; what was told, unless the module has fallen silent again. */
    private Answer pass(Answer told, Deadline deadline) {
        int earlier = modesOwed++;
        var mode = new PendingCommand(MODE, Finals.PROBE, state.answered);
        Answer answer = put(mode, true, null, deadline);
        if (mode.busy > 0) {
            modesOwed = earlier;
        }
        while (mode.done() && mode.failure == null && earlier > 0) {
            earlier--;
            mode = new PendingCommand(MODE, Finals.PROBE, state.answered);
            put(mode, false, null, deadline); // one that was lost on its way is not waited for any longer than this
        }
        if (answer == Answer.SILENT || answer == Answer.BUSY && !mode.junk) {
            return answer;
        }
        // A module that says ERROR does not know the question, but all that came before has been answered.
        owed = false;
        modesOwed = 0;
        return told;
    }

    private Answer put(PendingCommand probe, boolean write, PendingCommand outstanding, Deadline deadline) {
        boolean hadPrompt = outstanding != null && outstanding.prompted;
        BooleanSupplier answered =
                () -> outstanding != null && (outstanding.done() || outstanding.prompted && !hadPrompt);
        state.lock.lock();
        try {
            state.outstanding = outstanding;
            state.pending = probe;
        } finally {
            state.lock.unlock();
        }
        try {
            if (write) {
                byte[] bytes = probe.command.bytes();
                writer.write(bytes, 0, bytes.length, deadline);
            }
            state.lock.lock();
            try {
                boolean moved = state.awaitAnswer(
                        () -> probe.done() || answered.getAsBoolean(), probe, 0, deadline.orIn(state.terms.probe()));
                if (answered.getAsBoolean()) {
                    return Answer.ANSWERED;
                }
                if (probe.failure != null) {
                    throw DriverState.again(probe.failure);
                }
                if (!moved) {
                    return probe.busy > 0 || probe.junk ? Answer.BUSY : Answer.SILENT;
                }
                if (probe.lines.contains("+CIPMUX:0")) {
                    return Answer.UNMUXED;
                }
                state.suspicion.convict();
                return Answer.IDLE;
            } finally {
                state.lock.unlock();
            }
        } finally {
            state.lock.lock();
            try {
                state.pending = outstanding;
                state.outstanding = null;
            } finally {
                state.lock.unlock();
            }
        }
    }
}
