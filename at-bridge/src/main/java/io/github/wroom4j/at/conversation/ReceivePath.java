package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.engine.DatagramBytes;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Exchange;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.at.engine.LinkBytes;
import io.github.wroom4j.at.engine.LinkMachine;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.at.engine.Superseded;
import io.github.wroom4j.hal.Deadline;
import java.util.function.BooleanSupplier;

/**
 * Bytes on their way up. Where the firmware pushes, they are in the buffer already; where it keeps them (passive
 * receive), a reader on an empty buffer fetches up to 2048 at a time, and asks by itself when no notice comes (H11:
 * notices get lost).
 */
final class ReceivePath {
    /** The largest CIPRECVDATA of NonOS 1.7 (at-protocol §9.4). */
    private static final int FETCH = 2048;

    private final DriverLink link;
    private final DriverState state;
    private final Generation use;
    private final LinkBytes buffer;
    // Made once: a long body takes thousands of them.
    private final AtCommand fetch;
    private final BooleanSupplier mine;

    ReceivePath(DriverLink link) {
        this.link = link;
        this.state = link.state;
        this.use = link.use;
        this.buffer = use.bytes;
        this.fetch = AtCommand.set("CIPRECVDATA").number(link.id()).number(FETCH);
        this.mine = () -> use.machine.isFor(use);
    }

    int read(byte[] target, int offset, int length, Deadline deadline) {
        if (length == 0) {
            return 0;
        }
        while (true) {
            state.enter();
            try {
                int taken = buffer.take(target, offset, length);
                if (taken > 0) {
                    state.room.signalAll();
                    state.dueAt(use.pollAt());
                    return taken;
                }
            } finally {
                state.leave();
            }
            Awaited awaited = await(deadline);
            if (awaited != Awaited.BYTES) {
                return awaited == Awaited.END ? -1 : 0;
            }
        }
    }

    /** The next datagram; null at the deadline. */
    Datagram next(DatagramBytes datagrams, Deadline deadline) {
        while (true) {
            Datagram next = state.locked(datagrams::poll);
            if (next != null) {
                return next;
            }
            switch (await(deadline)) {
                case BYTES -> {}
                case NOTHING -> {
                    return null;
                }
                case END -> throw link.whyEnded();
            }
        }
    }

    /** What waiting came to. */
    private enum Awaited {
        BYTES,
        /** The deadline has passed. */
        NOTHING,
        /** The peer has closed, and nothing more can come. */
        END
    }

    /** Waits for something to read. */
    private Awaited await(Deadline deadline) {
        long pollAfter = state.terms().poll().toNanos();
        long longestPoll = pollAfter * 10;
        Deadline poll = null;
        while (true) {
            boolean ask = false;
            state.enter();
            try {
                if (!buffer.isEmpty()) {
                    return Awaited.BYTES;
                }
                if (use.closedByUs()) {
                    throw state.engine.health() == Health.CLOSED
                            ? Engine.closed()
                            : new AtException(AtException.Kind.LINK_CLOSED, "this link was closed by this program", "");
                }
                if (buffer.failure() != null) {
                    throw DriverState.again(buffer.failure());
                }
                // While it is drained the keeper may be at it: its bytes are awaited with the lane.
                boolean fetch = use.fetches && !buffer.drained() && (buffer.holds() || draining());
                if (!fetch) {
                    if (buffer.ended() && use.fetches) {
                        if (buffer.drained() || buffer.askedAtEnd() || use.machine.owner() != use) {
                            return Awaited.END;
                        }
                        ask = true; // the notice of the last bytes may have been lost (H11)
                    } else if (buffer.ended()) {
                        Deadline grace = Deadline.at(
                                state.clock(),
                                buffer.endedAt() + state.terms().closedGrace().toNanos());
                        if (grace.expired()) {
                            return Awaited.END;
                        }
                        // Pushed bytes may come after CLOSED (at-protocol §16.5 L2): the end only when nothing more
                        // can.
                        if (deadline.remainingNanos() < grace.remainingNanos()) {
                            if (!awaitBytes(deadline)) {
                                return Awaited.NOTHING;
                            }
                        } else {
                            awaitBytes(grace);
                        }
                        continue;
                    }
                }
                if (!fetch && !ask) {
                    if (!use.fetches) {
                        if (!awaitBytes(deadline)) {
                            return orNothing();
                        }
                        continue;
                    }
                    if (poll == null) {
                        poll = Deadline.at(state.clock(), state.clock().nanos() + pollAfter);
                    }
                    boolean mine = deadline.remainingNanos() <= poll.remainingNanos();
                    if (awaitBytes(mine ? deadline : poll)) {
                        continue;
                    }
                    if (mine) {
                        return orNothing();
                    }
                    ask = true;
                    poll = null;
                    pollAfter = Math.min(pollAfter * 2, longestPoll);
                }
            } finally {
                state.leave();
            }
            if (deadline.expired()) {
                return Awaited.NOTHING;
            }
            if (ask) {
                askAllLinks(deadline);
            } else {
                fetch(deadline);
            }
        }
    }

    private Awaited orNothing() {
        return buffer.isEmpty() ? Awaited.NOTHING : Awaited.BYTES;
    }

    private boolean awaitBytes(Deadline deadline) {
        buffer.awaited();
        state.room.signalAll(); // the reader may be holding the module for another link's sake
        try {
            return state.await(state.linkMoved(use.id()), deadline);
        } finally {
            buffer.awaitedNoMore();
            state.dueAt(use.pollAt());
        }
    }

    /** Asks what the module holds for an accepted link that has been quiet for a while; the keeper calls it. */
    void poll(Deadline deadline) {
        state.run(use::polled);
        askAllLinks(deadline);
    }

    /** What the module holds, link by link: a notice may have been lost (H11, at-protocol §16.5 L11). */
    private void askAllLinks(Deadline deadline) {
        boolean atEnd = state.locked(() -> buffer.ended());
        int[] before = new LinkSlots(state).moves();
        Reply reply = state.lane().run(AtCommand.query("CIPRECVLEN"), deadline);
        ReplyFields lengths = ReplyFields.split(reply.value("CIPRECVLEN").orElse(""));
        state.enter();
        try {
            buffer.asked(atEnd);
            state.links.held(id -> lengths.number(id).orElse(0), before);
        } finally {
            state.leave();
        }
    }

    /** Fetches once. */
    private void fetch(Deadline deadline) {
        CommandLane lane = state.lane();
        lane.acquire(deadline);
        try {
            fetchHolding(lane, deadline);
        } finally {
            lane.release();
        }
    }

    /** ESP-AT puts the sender's address before the bytes, where CIPDINFO is on (at-protocol §9.4). */
    private void sendersKnown(Deadline deadline) {
        if (state.locked(state.engine::sendersInDoubt)) {
            state.linkControl().nameSenders(deadline);
        }
    }

    private void fetchHolding(CommandLane lane, Deadline deadline) {
        sendersKnown(deadline);
        boolean endedBefore;
        state.enter();
        try {
            if (use.machine.owner() != use) {
                drained(); // what the module holds for the id is another's now
            }
            if (!buffer.isEmpty() || buffer.drained() || buffer.failure() != null) {
                return; // someone else has fetched while we waited for the lane
            }
            if (!buffer.holds()) {
                use.machine.on(new LinkMachine.Event.Drained(use));
                return;
            }
            endedBefore = buffer.ended();
            buffer.asking();
        } finally {
            state.leave();
        }
        boolean answered = false;
        Reply reply;
        Exchange asked = asking(deadline);
        try {
            reply = lane.exchange(asked);
            answered = true;
        } catch (ReplyLost lost) {
            if (asked.received() > 0) {
                // The bytes came and their OK did not: the count may have swallowed it.
                link.breakOff(new AtException(
                        AtException.Kind.LINK_BROKEN,
                        "the firmware's OK after " + asked.received() + " bytes of " + link
                                + " was lost, perhaps among them",
                        "",
                        lost));
            }
            return; // the finally clause has it asked again
        } catch (Superseded over) {
            answered = true;
            return;
        } finally {
            if (!answered && asked.received() == 0) {
                askedInVain();
            } else if (asked.received() >= FETCH) {
                hold();
            }
        }
        if (asked.received() > 0) {
            drainedIfAllIsRead();
            return;
        }
        if (reply.ok() && !reply.lines().isEmpty()) {
            link.breakOff(new AtException(
                    AtException.Kind.LINK_BROKEN,
                    "the header of bytes fetched for " + link + " was damaged on its way from the module",
                    ""));
            return;
        }
        // Nothing there: for good if the link was closed before it was asked; an open one may say ERROR too
        // (at-protocol §9.4, H8).
        // Bytes and CLOSED may have overtaken an empty answer on its way to this thread: then it is no news.
        boolean gone = endedBefore
                || !reply.ok() && !newsCame() && !state.linkControl().stands(link, deadline);
        if (gone) {
            state.enter();
            try {
                if (!endedBefore && (buffer.ended() || buffer.holds())) {
                    return;
                }
                use.machine.on(new LinkMachine.Event.Missing(
                        use, new AtException(AtException.Kind.LINK_CLOSED, "the connection was closed", "")));
                lastBytesLost();
                drained();
            } finally {
                state.leave();
            }
        }
    }

    /** Whether the module has announced bytes or the end since it was asked. */
    private boolean newsCame() {
        return state.locked(() -> buffer.ended() || buffer.holds());
    }

    private Exchange asking(Deadline deadline) {
        return new Exchange(fetch, Exchange.Kind.PLAIN, deadline)
                .receivedOn(use)
                .onlyWhile(mine);
    }

    private void drained() {
        buffer.allIsHere();
        use.machine.on(new LinkMachine.Event.Drained(use));
        state.laneMoved.signalAll();
    }

    /** Of a link that is over nothing more is asked for than was announced. */
    private void drainedIfAllIsRead() {
        state.enter();
        try {
            if (!buffer.holds()) {
                use.machine.on(new LinkMachine.Event.Drained(use));
            }
        } finally {
            state.leave();
        }
    }

    /** What was counted and is not there any more went away with an answer that did not come (L9). */
    private void lastBytesLost() {
        int missing = buffer.missing();
        if (buffer.ended() && missing > 0) {
            use.lost(new AtException(
                    AtException.Kind.LINK_BROKEN,
                    "the last " + missing + " bytes of " + link + " were lost on their way from the module",
                    ""));
        }
    }

    private void askedInVain() {
        state.enter();
        try {
            buffer.askedInVain();
        } finally {
            state.leave();
        }
    }

    private void hold() {
        state.enter();
        try {
            buffer.mayHold();
        } finally {
            state.leave();
        }
    }

    /** Fetches everything that the module still holds of a closed link, so that its id can be used again. */
    void drain(Deadline deadline) {
        CommandLane lane = state.lane();
        lane.acquire(deadline);
        try {
            while (undrained() && !deadline.expired()) {
                drainOnce(lane, deadline);
            }
        } finally {
            lane.release();
        }
    }

    private boolean draining() {
        return use.machine.phase() instanceof LinkMachine.Phase.Draining && use.machine.isFor(use);
    }

    private boolean undrained() {
        return state.locked(this::draining);
    }

    private void drainOnce(CommandLane lane, Deadline deadline) {
        sendersKnown(deadline);
        boolean anything = state.locked(() -> {
            boolean holds = buffer.holds();
            buffer.asking();
            return holds;
        });
        if (!anything) {
            drainedIfAllIsRead();
            return;
        }
        Exchange asked = asking(deadline);
        try {
            lane.exchange(asked);
        } catch (Superseded over) {
            return; // someone else has the id now
        } catch (AtException e) {
            if (asked.received() == 0) {
                askedInVain();
            }
            throw e;
        }
        state.enter();
        try {
            if (asked.received() == 0) {
                lastBytesLost();
                drained();
            }
        } finally {
            state.leave();
        }
        drainedIfAllIsRead();
    }
}
