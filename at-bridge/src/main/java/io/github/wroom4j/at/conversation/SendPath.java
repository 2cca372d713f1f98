package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/**
 * Bytes on their way down: kept back until they fill a send, or a read, a flush or the flush delay sends them
 * (at-protocol §16.6: one CIPSEND per print would take ten round trips).
 */
final class SendPath {
    /** The escape and three probes with their line ends are shorter. */
    private static final int QUESTIONS = 64;

    private final DriverLink link;
    private final DriverState state;
    private final Condition idle;
    private final byte[] kept;

    // Guarded by the state's lock.
    private int size;
    private boolean busy;
    private long oldestAt;

    SendPath(DriverLink link) {
        this.link = link;
        this.state = link.state;
        this.idle = state.lock.newCondition();
        this.kept = new byte[state.dialect().capabilities().sendLimit()];
    }

    void wake() {
        idle.signalAll();
    }

    long dueAt() {
        return size == 0 || busy
                ? Long.MAX_VALUE
                : oldestAt + state.terms().flushDelay().toNanos();
    }

    void write(byte[] bytes, int offset, int length, Deadline deadline) {
        enter(deadline);
        try {
            int at = offset;
            int left = length;
            if (link.request().type() == LinkRequest.Type.UDP) {
                transmitDatagram(plain(length), bytes, offset, length, deadline);
                return;
            }
            while (left > 0) {
                if (size == 0 && left >= kept.length) {
                    transmit(plain(kept.length), bytes, at, kept.length, deadline);
                    at += kept.length;
                    left -= kept.length;
                    continue;
                }
                int taken = Math.min(left, kept.length - size);
                System.arraycopy(bytes, at, kept, size, taken);
                keep(size + taken);
                at += taken;
                left -= taken;
                if (size == kept.length) {
                    transmitKept(deadline);
                }
            }
        } finally {
            leave();
        }
    }

    /** One datagram to a peer of the caller's choice. */
    void datagram(String host, int port, byte[] bytes, int offset, int length, Deadline deadline) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 … 65535, not " + port);
        }
        AtCommand command = plain(length).quoted("the host", host, 1, 255).number(port);
        if (length == 0) {
            throw new AtException(Kind.UNSUPPORTED, "no AT firmware sends an empty datagram", ""); // §7.4
        }
        enter(deadline);
        try {
            transmitDatagram(command, bytes, offset, length, deadline);
        } finally {
            leave();
        }
    }

    private void transmitDatagram(AtCommand command, byte[] bytes, int offset, int length, Deadline deadline) {
        int most = state.dialect().datagram();
        if (length > most) {
            throw new AtException(
                    Kind.UNSUPPORTED,
                    state.dialect().name() + " sends at most " + most + " bytes in a datagram, not " + length,
                    "");
        }
        if (length > 0) {
            transmit(command, bytes, offset, length, deadline);
        }
    }

    private AtCommand plain(int length) {
        return AtCommand.set("CIPSEND").number(link.id()).number(length);
    }

    private void keep(int newSize) {
        state.lock.lock();
        try {
            if (size == 0) {
                oldestAt = state.clock().nanos();
                state.errand.signalAll();
            }
            size = newSize;
        } finally {
            state.lock.unlock();
        }
    }

    void flush(Deadline deadline) {
        if (delivered(deadline)) {
            return; // also on a link that has ended since: what was written on it was confirmed
        }
        enter(deadline);
        try {
            transmitKept(deadline);
        } finally {
            leave();
        }
    }

    /**
     * Sends what is kept back before a read waits for the answer to it. A read that finds bytes does not wait for a send,
     * nor for one that another thread is busy with: its SEND OK may stand behind the very bytes that the read would take.
     */
    void flushBeforeRead(Deadline deadline) {
        state.lock.lock();
        try {
            if (size == 0 || busy || link.buffer.size() > 0 || !link.standing() || deadline.expired()) {
                return;
            }
        } finally {
            state.lock.unlock();
        }
        try {
            flush(deadline);
        } catch (AtException e) {
            // What has arrived is read all the same; the read then tells why the link ended, or that time is up.
            boolean readable = e.kind() == Kind.LINK_CLOSED || e.kind() == Kind.LINK_BROKEN || deadline.expired();
            if (!readable) {
                throw e;
            }
        }
    }

    void flushIfDue(Deadline deadline) {
        state.lock.lock();
        try {
            if (busy || size == 0 || !link.standing() || dueAt() - state.clock().nanos() > 0) {
                return;
            }
        } finally {
            state.lock.unlock();
        }
        flush(deadline);
    }

    private void transmitKept(Deadline deadline) {
        if (size > 0) {
            transmit(plain(size), kept, 0, size, deadline);
            keep(0);
        }
    }

    private void enter(Deadline deadline) {
        state.lock.lock();
        try {
            link.failIfNotStanding();
            awaitIdle(deadline);
            link.failIfNotStanding();
            busy = true;
        } finally {
            state.lock.unlock();
        }
    }

    /** Whether nothing is kept back once the send in progress, if any, is over. */
    private boolean delivered(Deadline deadline) {
        state.lock.lock();
        try {
            awaitIdle(deadline);
            return size == 0;
        } finally {
            state.lock.unlock();
        }
    }

    private void awaitIdle(Deadline deadline) {
        while (busy) {
            if (!state.await(idle, deadline)) {
                throw new AtException(Kind.TIMEOUT, "another write on " + link + " lasts beyond the deadline", "");
            }
        }
    }

    private void leave() {
        state.lock.lock();
        try {
            busy = false;
            if (size > 0) {
                state.errand.signalAll();
            }
            idle.signalAll();
        } finally {
            state.lock.unlock();
        }
    }

    // ---- one CIPSEND ----------------------------------------------------------------------------------------------

    private void transmit(AtCommand command, byte[] bytes, int offset, int length, Deadline deadline) {
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
        PendingCommand pending = lane.begin(command, Finals.SEND, p -> {});
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
                // The prompt follows OK at once (§7.4); one that is lost leaves the module waiting for payload.
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
                return refused(lane, step, deadline, attempt);
            }
            if (pending.cancelled || pending.probed) {
                return spoiled(length, attempt);
            }
            payloadBegun = true;
            writePayload(lane, bytes, offset, length, deadline);
            state.lock.lock();
            try {
                state.entryOpen = false;
            } finally {
                state.lock.unlock();
            }
            Reply end = lane.await(pending, Manner.slow(), deadline, pending::done);
            return concluded(end, pending, attempt);
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
        Reply step = lane.await(pending, Manner.local(), deadline, () -> pending.prompted || pending.accepted);
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
        return pending.done() ? lane.await(pending, Manner.local(), deadline, pending::done) : step;
    }

    /**
     * The prompt came so late that the module was asked what it is doing meanwhile, and behind its prompt everything is payload.
     * Settling cancels the entry, so that nothing of it goes out. Where the questions may have filled a short payload, or the
     * firmware has no such escape (§3.6), the peer may have got them, so the link must end.
     */
    private boolean spoiled(int length, int attempt) {
        var late = new AtException(Kind.TIMEOUT, "the prompt of a send came too late", "");
        if (length > QUESTIONS && state.dialect().family() != Firmware.Family.ATMOD) {
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
    private boolean refused(CommandLane lane, Reply reply, Deadline deadline, int attempt) {
        boolean invalid = reply.says("link is not valid");
        if (!invalid && reply.finalLine().equals("ERROR") && state.linkControl().stands(link, deadline)) {
            return refusedThoughItStands(reply, attempt);
        }
        state.lock.lock();
        try {
            if (link.standing()) {
                // Its CLOSED was missed (§16.5 L4).
                link.endedByPeer(link.slot, state.clock().nanos());
            }
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
            // The module took a tail of +++ for the escape (§3.6); nothing went out.
            return retry(attempt, end.error(Kind.ERROR_REPLY, "the send was cancelled"));
        }
        if (datagrams()) {
            throw notSent(end);
        }
        AtException why = end.error(Kind.LINK_BROKEN, "the module could not deliver a send");
        link.breakOff(why);
        throw why;
    }

    /**
     * Writes the payload. A UART batch of exactly {@code +++} would cancel the send (§3.6), and a tail of that kind may
     * become a batch of its own: a pause inside the run keeps it from being three bytes long (§16.6).
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
