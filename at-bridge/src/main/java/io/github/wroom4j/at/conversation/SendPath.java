package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.SendExchange.Block;
import io.github.wroom4j.hal.Deadline;

/**
 * Bytes on their way down: kept back until they fill a send, or a read, a flush or the flush delay sends them
 * (at-protocol §16.6: one CIPSEND per print would take ten round trips).
 */
final class SendPath {
    private final DriverLink link;
    private final DriverState state;
    private final byte[] kept;
    private final SendExchange exchange;

    // Guarded by the state's lock.
    private int size;
    private boolean busy;
    private long oldestAt;

    SendPath(DriverLink link) {
        this.link = link;
        this.state = link.state;
        this.kept = new byte[state.dialect().capabilities().sendLimit()];
        this.exchange = new SendExchange(link);
    }

    /** The caller has entered. */
    private void reckon() {
        link.use.flushAt(dueAt());
        state.dueAt(link.use.flushAt());
    }

    private long dueAt() {
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
                    exchange.transmit(new Block(plain(kept.length), bytes, at, kept.length, false), deadline);
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
                    transmitKept(false, deadline);
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
            throw new AtException(Kind.UNSUPPORTED, "no AT firmware sends an empty datagram", ""); // at-protocol §7.4
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
            exchange.transmit(new Block(command, bytes, offset, length, false), deadline);
        }
    }

    private AtCommand plain(int length) {
        return AtCommand.set("CIPSEND").number(link.id()).number(length);
    }

    private void keep(int newSize) {
        state.enter();
        try {
            if (size == 0) {
                oldestAt = state.clock().nanos();
            }
            size = newSize;
            reckon();
        } finally {
            state.leave();
        }
    }

    void flush(Deadline deadline) {
        if (delivered(deadline)) {
            return; // also on a link that has ended since: what was written on it was confirmed
        }
        enter(deadline);
        try {
            exchange.awaitLeft(deadline);
            state.enter();
            try {
                link.failIfNotStanding();
            } finally {
                state.leave();
            }
            transmitKept(true, deadline);
        } finally {
            leave();
        }
    }

    /**
     * Sends what is kept back before a read waits for the answer to it. A read that finds bytes does not wait for a send,
     * nor for one that another thread is busy with: its SEND OK may stand behind the very bytes that the read would take.
     */
    void flushBeforeRead(Deadline deadline) {
        state.enter();
        try {
            if (size == 0 || busy || link.use.bytes.size() > 0 || !link.use.standing() || deadline.expired()) {
                return;
            }
        } finally {
            state.leave();
        }
        try {
            flush(deadline);
        } catch (AtException e) {
            // What has arrived is read all the same; the read then reports why the link ended, or that its time is up.
            boolean readable = e.kind() == Kind.LINK_CLOSED
                    || e.kind() == Kind.LINK_BROKEN
                    || deadline.expired()
                    || !state.locked(link.use::standing);
            if (!readable) {
                throw e;
            }
        }
    }

    void flushIfDue(Deadline deadline) {
        state.enter();
        try {
            if (busy
                    || size == 0
                    || !link.use.standing()
                    || dueAt() - state.clock().nanos() > 0) {
                return;
            }
        } finally {
            state.leave();
        }
        flush(deadline);
    }

    private void transmitKept(boolean mayBeLeft, Deadline deadline) {
        if (size == 0) {
            return;
        }
        try {
            exchange.transmit(new Block(plain(size), kept, 0, size, mayBeLeft), deadline);
            keep(0);
        } catch (AtException e) {
            if (exchange.livesOn()) {
                keep(0); // it is out
            }
            throw e;
        }
    }

    private void enter(Deadline deadline) {
        state.enter();
        try {
            link.failIfNotStanding();
            awaitIdle(deadline);
            link.failIfNotStanding();
            busy = true;
            reckon();
        } finally {
            state.leave();
        }
    }

    /** Whether nothing is kept back once the send in progress, if any, is over. */
    private boolean delivered(Deadline deadline) {
        state.enter();
        try {
            awaitIdle(deadline);
            return size == 0 && !exchange.livesOn();
        } finally {
            state.leave();
        }
    }

    private void awaitIdle(Deadline deadline) {
        while (busy) {
            if (!state.await(state.linkMoved(link.id()), deadline)) {
                throw new AtException(Kind.TIMEOUT, "another write on " + link + " lasts beyond the deadline", "");
            }
        }
    }

    private void leave() {
        state.enter();
        try {
            busy = false;
            reckon();
            state.linkMoved(link.id()).signalAll();
        } finally {
            state.leave();
        }
    }
}
