package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
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
    private final LinkBuffer buffer;
    // Made once: a long body takes thousands of them.
    private final AtCommand fetch;
    private final BooleanSupplier mine;
    // Guarded by the state's lock.
    private long quietSince;
    private long quietFor;

    ReceivePath(DriverLink link) {
        this.link = link;
        this.state = link.state;
        this.buffer = link.buffer;
        this.fetch = AtCommand.set("CIPRECVDATA").number(link.id()).number(FETCH);
        this.mine = () -> link.machine.isFor(link);
        stirred();
    }

    int read(byte[] target, int offset, int length, Deadline deadline) {
        if (length == 0) {
            return 0;
        }
        while (true) {
            state.lock.lock();
            try {
                int taken = buffer.take(target, offset, length);
                if (taken > 0) {
                    state.room.signalAll();
                    return taken;
                }
            } finally {
                state.lock.unlock();
            }
            Awaited awaited = await(deadline);
            if (awaited != Awaited.BYTES) {
                return awaited == Awaited.END ? -1 : 0;
            }
        }
    }

    /** The next datagram; null at the deadline. */
    Datagram next(DatagramBuffer datagrams, Deadline deadline) {
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
            state.lock.lock();
            try {
                if (!buffer.isEmpty()) {
                    return Awaited.BYTES;
                }
                if (link.closedByUs) {
                    throw state.health == Health.CLOSED
                            ? state.closed()
                            : new AtException(AtException.Kind.LINK_CLOSED, "this link was closed by this program", "");
                }
                if (buffer.failure != null) {
                    throw DriverState.again(buffer.failure);
                }
                // While it is drained the keeper may be at it: its bytes are awaited with the lane.
                boolean fetch = link.fetches && !buffer.drained && (buffer.holds() || draining());
                if (!fetch) {
                    if (buffer.ended && link.fetches) {
                        if (buffer.drained || buffer.askedAtEnd || link.machine.owner() != link) {
                            return Awaited.END;
                        }
                        ask = true; // the notice of the last bytes may have been lost (H11)
                    } else if (buffer.ended) {
                        Deadline grace = Deadline.at(
                                state.clock(),
                                buffer.endedAt + state.terms().closedGrace().toNanos());
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
                    if (!link.fetches) {
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
                state.lock.unlock();
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
        buffer.readers++;
        state.room.signalAll(); // the reader may be holding the module for another link's sake
        try {
            return state.await(buffer.moved, deadline);
        } finally {
            buffer.readers--;
        }
    }

    /** When the keeper polls an accepted link, or {@link Long#MAX_VALUE}: no reader need be waiting for its bytes. */
    long pollAt() {
        boolean quiet = link.incoming && link.fetches && !buffer.holds() && buffer.isEmpty() && buffer.readers == 0;
        return quiet ? quietSince + quietFor : Long.MAX_VALUE;
    }

    /** Something came, or may have: a notice that is lost from now on is soon made good. */
    void stirred() {
        quietSince = state.clock().nanos();
        quietFor = state.terms().poll().toNanos() / 5; // the peer waits for an answer, and others perhaps behind it
    }

    /** Asks what the module holds for an accepted link that has been quiet for a while; the keeper calls it. */
    void poll(Deadline deadline) {
        state.lock.lock();
        try { // first, so that a module that does not answer is not asked all the time
            quietSince = state.clock().nanos();
            quietFor = Math.min(quietFor * 2, state.terms().poll().toNanos() * 10);
        } finally {
            state.lock.unlock();
        }
        askAllLinks(deadline);
    }

    /** What the module holds, link by link: a notice may have been lost (H11, at-protocol §16.5 L11). */
    private void askAllLinks(Deadline deadline) {
        boolean atEnd = state.locked(() -> buffer.ended);
        int[] before = new LinkSlots(state).moves();
        Reply reply = state.lane().run(AtCommand.query("CIPRECVLEN"), deadline);
        ReplyFields lengths = ReplyFields.split(reply.value("CIPRECVLEN").orElse(""));
        state.lock.lock();
        try {
            buffer.askedAtEnd = atEnd;
            for (LinkMachine machine : state.links.ids) {
                if (machine.moves() == before[machine.id]) { // else the count may be of the one before
                    machine.on(new LinkMachine.Event.Held(
                            lengths.number(machine.id).orElse(0)));
                }
            }
        } finally {
            state.lock.unlock();
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

    private void fetchHolding(CommandLane lane, Deadline deadline) {
        boolean endedBefore;
        state.lock.lock();
        try {
            if (link.machine.owner() != link) {
                drained(); // what the module holds for the id is another's now
            }
            if (!buffer.isEmpty() || buffer.drained || buffer.failure != null) {
                return; // someone else has fetched while we waited for the lane
            }
            if (!buffer.holds()) {
                link.machine.on(new LinkMachine.Event.Drained(link));
                return;
            }
            endedBefore = buffer.ended;
            buffer.asking();
        } finally {
            state.lock.unlock();
        }
        boolean answered = false;
        Reply reply;
        Exchange asked = asking(deadline);
        try {
            reply = lane.exchange(asked);
            answered = true;
        } catch (ReplyLost lost) {
            if (asked.received > 0) {
                // The bytes came and their OK did not: the count may have swallowed it.
                link.breakOff(new AtException(
                        AtException.Kind.LINK_BROKEN,
                        "the firmware's OK after " + asked.received + " bytes of " + link
                                + " was lost, perhaps among them",
                        "",
                        lost));
            }
            return; // the finally clause has it asked again
        } catch (Superseded over) {
            answered = true;
            return;
        } finally {
            if (!answered && asked.received == 0) {
                askedInVain();
            } else if (asked.received >= FETCH) {
                hold();
            }
        }
        if (asked.received > 0) {
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
            state.lock.lock();
            try {
                if (!endedBefore && (buffer.ended || buffer.holds())) {
                    return;
                }
                link.machine.on(new LinkMachine.Event.Missing(
                        link, new AtException(AtException.Kind.LINK_CLOSED, "the connection was closed", "")));
                lastBytesLost();
                drained();
            } finally {
                state.lock.unlock();
            }
        }
    }

    /** Whether the module has announced bytes or the end since it was asked. */
    private boolean newsCame() {
        return state.locked(() -> buffer.ended || buffer.holds());
    }

    private Exchange asking(Deadline deadline) {
        var asking = new Exchange(fetch, Exchange.Kind.PLAIN, deadline);
        asking.receiver = link;
        asking.onlyWhile = mine;
        return asking;
    }

    private void drained() {
        buffer.drained = true;
        link.machine.on(new LinkMachine.Event.Drained(link));
        buffer.moved.signalAll();
        state.laneMoved.signalAll();
    }

    /** Of a link that is over nothing more is asked for than was announced. */
    private void drainedIfAllIsRead() {
        state.lock.lock();
        try {
            if (!buffer.holds()) {
                link.machine.on(new LinkMachine.Event.Drained(link));
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** What was counted and is not there any more went away with an answer that did not come (L9). */
    private void lastBytesLost() {
        int missing = buffer.missing();
        if (buffer.ended && missing > 0) {
            link.lost(new AtException(
                    AtException.Kind.LINK_BROKEN,
                    "the last " + missing + " bytes of " + link + " were lost on their way from the module",
                    ""));
        }
    }

    private void askedInVain() {
        state.lock.lock();
        try {
            buffer.askedInVain();
        } finally {
            state.lock.unlock();
        }
    }

    private void hold() {
        state.lock.lock();
        try {
            buffer.mayHold();
        } finally {
            state.lock.unlock();
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
        return link.machine.phase() instanceof LinkMachine.Phase.Draining && link.machine.isFor(link);
    }

    private boolean undrained() {
        return state.locked(this::draining);
    }

    private void drainOnce(CommandLane lane, Deadline deadline) {
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
            if (asked.received == 0) {
                askedInVain();
            }
            throw e;
        }
        state.lock.lock();
        try {
            if (asked.received == 0) {
                lastBytesLost();
                drained();
            }
        } finally {
            state.lock.unlock();
        }
        drainedIfAllIsRead();
    }
}
