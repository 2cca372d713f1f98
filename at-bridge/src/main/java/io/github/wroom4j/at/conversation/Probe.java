package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.hal.Deadline;

/** The question whose answer cannot be mistaken for another's: {@code AT+CIPMUX?} (at-protocol §16.7). */
final class Probe {
    private final DriverState state;
    private final UartWriter writer;

    Probe(DriverState state, UartWriter writer) {
        this.state = state;
        this.writer = writer;
    }

    /** What the module turned out to be doing. */
    enum Answer {
        IDLE,
        BUSY,
        SILENT,
        /** The command that was asked about has been answered meanwhile. */
        ANSWERED,
        /** The module has forgotten CIPMUX=1: it was reset and its ready was lost. */
        UNMUXED
    }

    /** Asks; the command that is being asked about may be answered meanwhile. The caller holds the lane. */
    Answer ask(PendingCommand outstanding, Deadline deadline) {
        var probe = new PendingCommand(AtCommand.query("CIPMUX"), Finals.PROBE, state.answered);
        state.lock.lock();
        try {
            state.outstanding = outstanding;
            state.pending = probe;
        } finally {
            state.lock.unlock();
        }
        try {
            byte[] bytes = probe.command.bytes();
            writer.write(bytes, 0, bytes.length, deadline);
            state.lock.lock();
            try {
                boolean moved = state.awaitAnswer(
                        () -> probe.done() || outstanding != null && outstanding.done(),
                        probe,
                        0,
                        deadline.orIn(state.terms.probe()));
                if (outstanding != null && outstanding.done()) {
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
