package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.conversation.LinkTable.Phase;
import io.github.wroom4j.at.conversation.LinkTable.Slot;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of a link id as the commands see it: taken, opening, open, closing, and the ways it may go wrong. */
public final class LinkSlots {
    private static final System.Logger LOG = System.getLogger(LinkSlots.class.getName());

    private final DriverState state;

    public LinkSlots(DriverState state) {
        this.state = state;
    }

    /** Takes an idle id; waits while ids are only on their way to idleness. */
    public DriverLink take(LinkRequest request, Deadline deadline) {
        state.lock.lock();
        try {
            while (true) {
                leaveQuarantine();
                Optional<Slot> idle = state.links.idle();
                if (idle.isPresent()) {
                    Slot slot = idle.get();
                    slot.link = DriverLink.of(state, slot, request);
                    slot.connectSeen = false;
                    slot.closedSeen = false;
                    slot.opener = null;
                    slot.enter(Phase.OPENING, state.clock.nanos());
                    return slot.link;
                }
                boolean hope = state.links.in(Phase.QUARANTINED).isPresent();
                if (!hope
                        || !state.await(state.answered, deadline.orIn(state.terms.quarantine()))
                                && deadline.expired()) {
                    throw new AtException(
                            Kind.NO_FREE_LINK,
                            "all " + state.links.slots.length + " links of the module are in use: close one first",
                            "");
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Whether an id could be taken at once. */
    public boolean anyIdle() {
        return state.locked(() -> state.links.idle().isPresent());
    }

    /** Whether someone else has an id. */
    public boolean anyForeign() {
        return state.locked(() -> state.links.in(Phase.FOREIGN).isPresent());
    }

    /** Frees the ids of others that the module does not list: their CLOSED was lost. */
    public void keepForeign(List<Integer> there) {
        state.lock.lock();
        try {
            for (Slot slot : state.links.slots) {
                if (slot.phase == Phase.FOREIGN && !there.contains(slot.id)) {
                    slot.release(state.clock.nanos());
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** A CLOSED that has not come by now may still come: the id is used again, and its first CLOSED checked (H7). */
    private void leaveQuarantine() {
        long now = state.clock.nanos();
        for (Slot slot : state.links.slots) {
            if (slot.phase == Phase.QUARANTINED
                    && now - slot.since >= state.terms.quarantine().toNanos()) {
                slot.owesClosed = true;
                slot.release(now);
            }
        }
    }

    /** Runs the CIPSTART of a link. */
    public Reply opening(CommandLane lane, DriverLink link, AtCommand command, Manner manner, Deadline deadline) {
        return lane.runOnce(command, manner.with(pending -> link.slot.opener = pending), deadline);
    }

    /** Whether CONNECT has been seen for it. */
    public boolean connectSeen(DriverLink link) {
        return state.locked(() -> link.slot.connectSeen);
    }

    /** CIPSTART said OK. */
    public void opened(DriverLink link) {
        state.lock.lock();
        try {
            Slot slot = link.slot;
            if (slot.link != link || slot.phase != Phase.OPENING) {
                throw link.whyClosed != null
                        ? DriverState.again(link.whyClosed)
                        : new AtException(Kind.LINK_CLOSED, "the connection was lost while it was opened", "");
            }
            slot.opener = null;
            slot.enter(Phase.OPEN, state.clock.nanos());
            if (slot.closedSeen) {
                link.endedByPeer(slot, state.clock.nanos()); // §16.5 L7
            }
            state.events.post(AtEvents.Kind.LINK_OPENED, link.toString());
        } finally {
            state.lock.unlock();
        }
    }

    /** CIPSTART said ERROR: its CLOSED may follow, much later (§16.5 L1). */
    public void failed(DriverLink link) {
        state.lock.lock();
        try {
            Slot slot = link.slot;
            if (slot.link == link) {
                boolean comes = state.dialect().is(Quirk.CLOSED_AFTER_ERROR);
                retire(link, comes && !slot.closedSeen ? Phase.QUARANTINED : Phase.FREE);
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Nothing of it is left in the module. */
    public void free(DriverLink link) {
        retireLocked(link, Phase.FREE);
    }

    /**
     * The module has the id in use. Where a server listens an incoming connection took it (§16.5 L5). Where none does it can only
     * be a link of ours whose end was believed too soon, since a CONNECT of others would have been seen: nobody wants that.
     */
    public void occupied(DriverLink link) {
        if (state.locked(() -> state.listening)) {
            retireLocked(link, Phase.FOREIGN);
        } else {
            abandon(link);
        }
    }

    private void retireLocked(DriverLink link, Phase phase) {
        state.lock.lock();
        try {
            if (link.slot.link == link) {
                retire(link, phase);
            }
        } finally {
            state.lock.unlock();
        }
    }

    private void retire(DriverLink link, Phase phase) {
        link.closeHere();
        link.slot.link = null;
        link.slot.opener = null;
        link.slot.enter(phase, state.clock.nanos());
    }

    /** Nobody wants it any more while the module may still have it, now or soon. */
    public void abandon(DriverLink link) {
        state.lock.lock();
        try {
            if (link.slot.link == link) {
                link.closeHere();
                link.slot.enter(Phase.ZOMBIE, state.clock.nanos());
                state.errand.signalAll();
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Whether a link stands. */
    public boolean standing(DriverLink link) {
        return state.locked(link::standing);
    }

    /** This end closes; false if it has done so before. */
    public boolean closeHere(DriverLink link) {
        state.lock.lock();
        try {
            boolean first = !link.closedByUs;
            link.closeHere();
            state.accepted.remove(link);
            return first;
        } finally {
            state.lock.unlock();
        }
    }

    /** Whether the module still has to be told that the link is closed; says that it is being told. */
    public boolean closing(DriverLink link) {
        state.lock.lock();
        try {
            Slot slot = link.slot;
            if (slot.link != link || slot.phase != Phase.OPEN) {
                return false;
            }
            slot.closedSeen = false;
            slot.enter(Phase.CLOSING, state.clock.nanos());
            return true;
        } finally {
            state.lock.unlock();
        }
    }

    /** The module has closed it. NonOS 1.7 keeps unread bytes for the id: they are drained before it is used again. */
    public void closed(DriverLink link) {
        state.lock.lock();
        try {
            Slot slot = link.slot;
            if (slot.link == link && slot.phase == Phase.CLOSING) {
                slot.owesClosed = false;
                if (link.fetches && state.dialect().is(Quirk.DATA_AFTER_CLOSED)) {
                    slot.enter(Phase.DRAINING, state.clock.nanos());
                } else {
                    slot.release(state.clock.nanos());
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    // ---- for the keeper -------------------------------------------------------------------------------------------

    /** Ids whose connection nobody wants. */
    public List<Integer> zombies() {
        return state.locked(() -> ids(Phase.ZOMBIE));
    }

    private List<Integer> ids(Phase phase) {
        var ids = new ArrayList<Integer>();
        for (Slot slot : state.links.slots) {
            if (slot.phase == phase) {
                ids.add(slot.id);
            }
        }
        return ids;
    }

    /** A zombie's connection is closed; its bytes, where the firmware keeps them, are drained next. */
    public void buried(int id) {
        state.lock.lock();
        try {
            Slot slot = state.links.slots[id];
            if (slot.phase == Phase.ZOMBIE) {
                boolean drain = slot.link != null
                        && slot.link.fetches
                        && state.dialect().is(Quirk.DATA_AFTER_CLOSED);
                slot.enter(drain ? Phase.DRAINING : Phase.FREE, state.clock.nanos());
                if (drain) {
                    slot.link.buffer.drained = false;
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Ids of which the module holds bytes that nobody here will read: they are drained before they are used. */
    public void leftBehind(ReplyFields lengths) {
        state.lock.lock();
        try {
            for (Slot slot : state.links.slots) {
                if (slot.phase == Phase.FREE && lengths.number(slot.id).orElse(0) > 0) {
                    slot.link = DriverLink.incoming(state, slot);
                    slot.link.closeHere();
                    slot.enter(Phase.DRAINING, state.clock.nanos());
                    state.errand.signalAll();
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Links that are closed while the module still holds bytes of them. */
    public List<DriverLink> undrained() {
        return links(Phase.DRAINING);
    }

    /** Links that stand. */
    public List<DriverLink> open() {
        return links(Phase.OPEN);
    }

    private List<DriverLink> links(Phase phase) {
        return state.locked(() -> {
            var found = new ArrayList<DriverLink>();
            for (Slot slot : state.links.slots) {
                if (slot.phase == phase && slot.link != null) {
                    found.add(slot.link);
                }
            }
            return found;
        });
    }

    /** Links whose CLOSED may belong to an earlier use of their id; told once. */
    public List<DriverLink> doubted() {
        return state.locked(() -> {
            var found = new ArrayList<DriverLink>();
            for (Slot slot : state.links.slots) {
                if (slot.phase == Phase.OPEN && slot.link != null && slot.link.doubted) {
                    slot.link.doubted = false;
                    found.add(slot.link);
                }
            }
            return found;
        });
    }

    /** The module says that it does not have this link. */
    public void gone(DriverLink link) {
        state.lock.lock();
        try {
            if (link.slot.link == link && link.slot.phase == Phase.OPEN) {
                link.endedByPeer(link.slot, state.clock.nanos());
            }
        } finally {
            state.lock.unlock();
        }
    }

    /**
     * Brings the table into line with the ids that the module has open. What was missed of a link's end may have been bytes
     * too, so that it counts as broken.
     */
    public void reconcile(List<Integer> there) {
        state.lock.lock();
        try {
            long now = state.clock.nanos();
            for (Slot slot : state.links.slots) {
                boolean known = there.contains(slot.id);
                if (slot.phase == Phase.OPEN && slot.link != null && !known) {
                    slot.link.lost(new AtException(
                            Kind.LINK_BROKEN,
                            "the module no longer has " + slot.link + ", and its end was missed",
                            ""));
                    slot.release(now);
                } else if (slot.phase == Phase.FREE && known) {
                    slot.link = null;
                    slot.enter(Phase.ZOMBIE, now); // its CONNECT was missed: nobody knows of it
                    state.errand.signalAll();
                }
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** A note for the log. */
    public void note(String text) {
        LOG.log(Level.DEBUG, text);
    }
}
