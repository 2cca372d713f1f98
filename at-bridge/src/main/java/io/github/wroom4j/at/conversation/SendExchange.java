package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Exchange;
import io.github.wroom4j.at.engine.LinkMachine;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.at.engine.Superseded;
import io.github.wroom4j.hal.Deadline;

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

    /** What was given up after its payload had been written: whether it arrived is known later. */
    private Exchange left;

    /** Whether a send was given up whose payload is out; the next who speaks finds out what became of it. */
    boolean livesOn() {
        return left != null;
    }

    /** Waits until it is known what became of the send that was given up; then its link has ended if it failed. */
    void awaitLeft(Deadline deadline) {
        if (left != null) {
            state.lane().acquire(deadline); // which settles the past
            state.lane().release();
            forgetDelivered();
        }
    }

    private void forgetDelivered() {
        if (left != null && left.deliveredLate()) {
            left = null; // else its link has ended, and the flush reports that
        }
    }

    /**
     * What one CIPSEND carries.
     *
     * @param mayBeLeft whether all of what its caller wants written is in it, so that it can be left to its fate when he has no
     *     time to wait for its end; else its link is broken then, since it is unknown how much was written
     */
    record Block(AtCommand command, byte[] bytes, int offset, int length, boolean mayBeLeft) {}

    /** Sends a block, or throws. */
    void transmit(Block block, Deadline deadline) {
        CommandLane lane = state.lane();
        lane.acquire(deadline);
        try {
            forgetDelivered();
            for (int attempt = 1; !sent(lane, block, deadline, attempt); attempt++) {
                lane.settle(deadline);
            }
        } finally {
            lane.release();
        }
    }

    /** One attempt; false if nothing of it reached the peer and it may be made again. */
    private boolean sent(CommandLane lane, Block block, Deadline deadline, int attempt) {
        state.enter();
        try {
            link.failIfNotStanding();
        } finally {
            state.leave();
        }
        Exchange send = new Exchange(block.command, Exchange.Kind.SEND, deadline)
                .carrying(block.bytes, block.offset, block.length)
                .sentOn(link.use)
                .onlyWhile(link.use::standing);
        Reply end;
        try {
            end = lane.exchange(send);
        } catch (Superseded over) {
            throw state.locked(link::whyEnded);
        } catch (AtException e) {
            if (e instanceof ReplyLost && send.withdrawn()) {
                throw state.locked(link::whyEnded); // the module is idle all the same: nothing of it went out
            }
            if (e instanceof ReplyLost && !send.given()) {
                return retry(attempt, e);
            }
            boolean leaves = block.mayBeLeft
                    && send.whole()
                    && (e.kind() == Kind.TIMEOUT && deadline.expired() || e.kind() == Kind.INTERRUPTED)
                    && state.locked(() -> state.turn.past().left() == send);
            if (leaves) {
                left = send;
                throw e;
            }
            throw send.given() && !send.withdrawn() ? unconfirmed(e, block.length, deadline) : e;
        }
        if (send.withdrawn()) {
            throw state.locked(link::whyEnded);
        }
        return switch (send.outcome()) {
            case NO_PROMPT -> retry(attempt, new AtException(Kind.TIMEOUT, "the prompt of a send never came", ""));
            case LATE_PROMPT -> promptWasLate(block.length > QUESTIONS, attempt);
            case SEND_CANCELED -> cancelled(end, send, attempt);
            case OK -> send.given() || promptWasLate(false, attempt);
            case ERROR, SEND_FAIL -> send.given() ? undelivered(end) : refused(end, deadline, attempt);
        };
    }

    /** It is unknown how much of the payload arrived: a hole in a stream is worse than its end. */
    private AtException unconfirmed(AtException e, int length, Deadline deadline) {
        if (e.kind() == Kind.LINK_CLOSED || datagrams()) {
            return e;
        }
        var broken = new AtException(
                Kind.LINK_BROKEN, "a send of " + length + " bytes was not confirmed: " + e.getMessage(), e.atLine(), e);
        link.breakOff(broken);
        // Unless somebody's time was up, the link itself failed.
        return e instanceof ReplyLost || e.kind() == Kind.TIMEOUT && !deadline.expired() ? broken : e;
    }

    /** Its prompt or some of its payload was lost, or the module took a tail of +++ for the escape (at-protocol §3.6); nothing went out. */
    private boolean cancelled(Reply end, Exchange send, int attempt) {
        AtException why = end.error(Kind.ERROR_REPLY, "the send was cancelled");
        if (attempt >= 3 && send.given() && !datagrams()) {
            link.breakOff(why);
        }
        return retry(attempt, why);
    }

    /**
     * The prompt came so late that the module was asked what it is doing meanwhile, and behind its prompt everything is payload.
     * Settling cancels the entry, so that nothing of it goes out. Where the questions may have filled a short payload, or the
     * firmware has no such escape (at-protocol §3.6), the peer may have got them, so the link must end.
     */
    private boolean promptWasLate(boolean nothingWentOut, int attempt) {
        var late = new AtException(Kind.TIMEOUT, "the prompt of a send came too late", "");
        if (nothingWentOut && !state.dialect().is(Quirk.NO_ESCAPE)) {
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
        return link.use.isDatagrams();
    }

    /** ERROR instead of a prompt. */
    private boolean refused(Reply reply, Deadline deadline, int attempt) {
        boolean invalid = reply.says("link is not valid");
        if (!invalid && reply.finalLine().equals("ERROR") && state.linkControl().stands(link, deadline)) {
            return refusedThoughItStands(reply, attempt);
        }
        state.enter();
        try {
            // Its CLOSED was missed (at-protocol §16.5 L4).
            link.use.machine.on(new LinkMachine.Event.Missing(
                    link.use, new AtException(Kind.LINK_CLOSED, "the connection was closed", reply.said())));
        } finally {
            state.leave();
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

    private boolean undelivered(Reply end) {
        if (datagrams()) {
            throw notSent(end);
        }
        AtException why = end.error(Kind.LINK_BROKEN, "the module could not deliver a send");
        link.breakOff(why);
        throw why;
    }
}
