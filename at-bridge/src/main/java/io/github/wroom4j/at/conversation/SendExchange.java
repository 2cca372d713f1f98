package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/**
 * One CIPSEND of a link: command, prompt, payload, {@code SEND OK}. It is made again while it is certain that nothing of it has
 * reached the peer; once that is uncertain its link is broken, since a hole in a stream is worse than its end.
 */
final class SendExchange {
    /** The escape and three probes with their line ends are shorter. */
    private static final int QUESTIONS = 64;

    private final DriverLink link;
    private final DriverState state;

    SendExchange(DriverLink link) {
        this.link = link;
        this.state = link.state;
    }

    /** Sends a block, or throws. */
    void transmit(AtCommand command, byte[] bytes, int offset, int length, Deadline deadline) {
        CommandLane lane = state.lane();
        lane.acquire(deadline);
        try {
            for (int attempt = 1; !sent(lane, command, bytes, offset, length, deadline, attempt); attempt++) {
                lane.settle(deadline);
            }
        } finally {
            lane.release();
        }
    }

    /** One attempt; false if nothing of it reached the peer and it may be made again. */
    private boolean sent(
            CommandLane lane, AtCommand command, byte[] bytes, int offset, int length, Deadline deadline, int attempt) {
        state.lock.lock();
        try {
            link.failIfNotStanding();
        } finally {
            state.lock.unlock();
        }
        PendingCommand pending = lane.begin(command, Finals.SEND, p -> {
            p.sender = link;
            p.onlyWhile = link::standing;
        });
        boolean payloadBegun = false;
        try {
            lane.send(pending, deadline);
            Reply step;
            try {
                step = awaitPrompt(lane, pending, deadline);
            } catch (ReplyLost lost) {
                return retry(attempt, lost);
            }
            if (step == null) {
                // The prompt follows OK at once (at-protocol §7.4); one that is lost leaves the module waiting for
                // payload.
                lane.replyIsOverdue();
                lane.cancelEntry(deadline);
                state.doubt();
                var noPrompt = new AtException(Kind.TIMEOUT, "the prompt of a send never came", "");
                lane.giveUp(pending, noPrompt);
                return retry(attempt, noPrompt);
            }
            if (pending.outcome == PendingCommand.Outcome.SEND_CANCELED) {
                return retry(attempt, step.error(Kind.ERROR_REPLY, "the send was cancelled: its prompt was lost"));
            }
            if (pending.done()) {
                return refused(step, deadline, attempt);
            }
            if (pending.cancelled || pending.probed) {
                return spoiled(length, attempt);
            }
            if (!gives(pending)) {
                withdraw(lane, pending, length, deadline);
            }
            payloadBegun = true;
            writePayload(lane, bytes, offset, length, deadline);
            Reply end = lane.await(pending, CommandOptions.slow(), deadline, pending::done);
            return concluded(end, pending, attempt);
        } catch (Superseded over) {
            throw state.locked(link::whyEnded);
        } catch (AtException e) {
            if (payloadBegun && e.kind() != Kind.LINK_CLOSED && !datagrams()) {
                // Nobody knows how much of it arrived: a hole in a stream is worse than its end.
                var broken = new AtException(
                        Kind.LINK_BROKEN,
                        "a send of " + length + " bytes was not confirmed: " + e.getMessage(),
                        e.atLine(),
                        e);
                link.breakOff(broken);
                if (e instanceof ReplyLost || e.kind() == Kind.TIMEOUT && !deadline.expired()) {
                    throw broken; // nobody's time was up: the link is what failed
                }
            }
            throw e;
        } finally {
            lane.finish(pending);
        }
    }

    /** Waits for prompt or refusal; null if OK came and the prompt did not. */
    private Reply awaitPrompt(CommandLane lane, PendingCommand pending, Deadline deadline) {
        Reply step = lane.await(pending, CommandOptions.local(), deadline, () -> pending.prompted || pending.accepted);
        Deadline soon = deadline.orIn(state.terms().probe());
        state.lock.lock();
        try {
            while (!pending.prompted && !pending.done()) {
                if (!state.await(state.answered, soon)) {
                    return null;
                }
            }
        } finally {
            state.lock.unlock();
        }
        return pending.done() ? lane.await(pending, CommandOptions.local(), deadline, pending::done) : step;
    }

    /**
     * The prompt came so late that the module was asked what it is doing meanwhile, and behind its prompt everything is payload.
     * Settling cancels the entry, so that nothing of it goes out. Where the questions may have filled a short payload, or the
     * firmware has no such escape (at-protocol §3.6), the peer may have got them, so the link must end.
     */
    private boolean spoiled(int length, int attempt) {
        var late = new AtException(Kind.TIMEOUT, "the prompt of a send came too late", "");
        if (length > QUESTIONS && !state.dialect().is(Quirk.NO_ESCAPE)) {
            return retry(attempt, late);
        }
        var broken = new AtException(
                Kind.LINK_BROKEN, "the prompt of a send came after a question that may count as its payload", "", late);
        if (!datagrams()) {
            link.breakOff(broken);
        }
        throw broken;
    }

    private boolean retry(int attempt, AtException why) {
        if (attempt >= 3) {
            throw DriverState.again(why);
        }
        return false;
    }

    /** Whether a send that failed leaves no hole behind. */
    private boolean datagrams() {
        return link instanceof DatagramLink;
    }

    /** ERROR instead of a prompt. */
    private boolean refused(Reply reply, Deadline deadline, int attempt) {
        boolean invalid = reply.says("link is not valid");
        if (!invalid && reply.finalLine().equals("ERROR") && state.linkControl().stands(link, deadline)) {
            return refusedThoughItStands(reply, attempt);
        }
        state.lock.lock();
        try {
            // Its CLOSED was missed (at-protocol §16.5 L4).
            link.machine.on(new LinkMachine.Event.Missing(
                    link, new AtException(Kind.LINK_CLOSED, "the connection was closed", reply.said())));
        } finally {
            state.lock.unlock();
        }
        throw reply.error(Kind.LINK_CLOSED, "the connection is closed");
    }

    private boolean refusedThoughItStands(Reply reply, int attempt) {
        if (datagrams() && !reply.lines().isEmpty()) {
            throw notSent(reply); // the peer's name or port is no good, and the firmware says which
        }
        if (attempt < 3) {
            return false; // H8: the command was mangled on its way
        }
        AtException why = reply.error(Kind.LINK_BROKEN, "the module refuses to send");
        if (!datagrams()) {
            link.breakOff(why);
        }
        throw why;
    }

    private static AtException notSent(Reply reply) {
        return reply.says("DNS Fail")
                ? reply.error(Kind.NAME_NOT_FOUND, "the peer's name was not found")
                : reply.error(Kind.ERROR_REPLY, "the datagram was not sent");
    }

    private boolean concluded(Reply end, PendingCommand pending, int attempt) {
        if (end.ok()) {
            return true;
        }
        if (pending.outcome == PendingCommand.Outcome.SEND_CANCELED) {
            // The module took a tail of +++ for the escape (at-protocol §3.6); nothing went out.
            return retry(attempt, end.error(Kind.ERROR_REPLY, "the send was cancelled"));
        }
        if (datagrams()) {
            throw notSent(end);
        }
        AtException why = end.error(Kind.LINK_BROKEN, "the module could not deliver a send");
        link.breakOff(why);
        throw why;
    }

    /** Nothing but bytes ends this entry (at-protocol §3.6), and the link it was for has ended: fills it, so that nothing of ours goes out. */
    private static final byte[] FILLER = new byte[256];

    /**
     * The link has ended between command and payload, and its id may be another's by now: the entry is cancelled, so that
     * nobody gets what was meant for this one. Where it cannot be cancelled it is filled with zeros, and whoever has the id
     * then is closed rather than served with them.
     */
    private void withdraw(CommandLane lane, PendingCommand pending, int length, Deadline deadline) {
        if (state.dialect().is(Quirk.NO_ESCAPE)) {
            state.lock.lock();
            try {
                state.entryOpen = false;
                pending.given = true; // whoever takes the id waits for what becomes of it
                DriverLink now = link.machine.open();
                if (now != null && state.accepted.remove(now)) {
                    pending.newcomer = now;
                }
            } finally {
                state.lock.unlock();
            }
            for (int left = length; left > 0; left -= FILLER.length) {
                lane.write(FILLER, 0, Math.min(left, FILLER.length), deadline);
            }
        } else {
            lane.cancelEntry(deadline);
        }
        try {
            lane.await(pending, CommandOptions.local(), deadline, pending::done);
        } catch (ReplyLost lost) {
            // The module is idle all the same: nothing of it went out.
        }
        throw state.locked(link::whyEnded);
    }

    /** Whether the link still has its id now that the prompt has come; from then on its payload counts as written. */
    private boolean gives(PendingCommand pending) {
        return state.locked(() -> {
            boolean mine = link.machine.isFor(link) && !link.buffer.ended;
            if (mine) {
                pending.given = true;
                state.entryOpen = false;
            }
            return mine;
        });
    }

    /**
     * Writes the payload. A UART batch of exactly {@code +++} would cancel the send (at-protocol §3.6), and a tail of that kind may
     * become a batch of its own: a pause inside the run keeps it from being three bytes long (at-protocol §16.6).
     */
    private void writePayload(CommandLane lane, byte[] bytes, int offset, int length, Deadline deadline) {
        int end = offset + length;
        boolean tail = length >= 3 && bytes[end - 1] == '+' && bytes[end - 2] == '+' && bytes[end - 3] == '+';
        if (!tail) {
            lane.write(bytes, offset, length, deadline);
            return;
        }
        lane.write(bytes, offset, length - 2, deadline);
        lane.pause(Duration.ofMillis(2), deadline);
        lane.write(bytes, end - 2, 2, deadline);
    }
}
