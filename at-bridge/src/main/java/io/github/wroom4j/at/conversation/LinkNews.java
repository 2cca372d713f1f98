package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import java.lang.System.Logger.Level;

/**
 * What CONNECT and CLOSED mean for a link id: that depends on what the id is doing (at-protocol §16.5). The reader's, under
 * the driver's lock.
 */
final class LinkNews {
    private static final System.Logger LOG = System.getLogger(LinkNews.class.getName());

    private final DriverState state;

    LinkNews(DriverState state) {
        this.state = state;
    }

    /** {@code n,CONNECT}. */
    void open(int id) {
        if (id < 0) {
            return; // single mode: not ours
        }
        long now = state.clock().nanos();
        LinkTable.Slot slot = state.links.slots[id];
        switch (slot.phase) {
            case OPENING, ZOMBIE -> {
                slot.connectSeen = true;
                state.answered.signalAll();
            }
            case CLOSING -> {
                // The closer has not seen its OK yet, but after CLOSED the id is the next one's already.
                if (slot.closedSeen) {
                    newcomer(slot, now);
                }
            }
            case OPEN -> LOG.log(Level.DEBUG, "CONNECT of link {0}, which is open already", id);
            case DRAINING -> {
                if (slot.link != null) {
                    // The module gave the id away before its bytes were fetched (NONOS_SDK#81).
                    slot.link.lost(new AtException(
                            AtException.Kind.LINK_BROKEN,
                            "the module gave link " + id + " to another connection before its last bytes were read",
                            id + ",CONNECT"));
                }
                newcomer(slot, now);
            }
            case FREE, QUARANTINED, FOREIGN -> newcomer(slot, now);
        }
    }

    /** A connection that the module accepted: the server's, or nobody's. */
    private void newcomer(LinkTable.Slot slot, long now) {
        if (state.listening) {
            slot.link = DriverLink.incoming(state, slot);
            slot.enter(LinkTable.Phase.OPEN, now);
            state.accepted.add(slot.link);
            state.happened.signalAll();
        } else {
            slot.link = null;
            slot.enter(LinkTable.Phase.FOREIGN, now);
        }
        state.events().post(AtEvents.Kind.LINK_OPENED, "link " + slot.id);
    }

    /** {@code n,CLOSED}. */
    void closed(int id) {
        if (id < 0) {
            // ESP_ATMod names no id after a failed CIPSTART (at-protocol §7.3): it means the one that just failed.
            for (LinkTable.Slot slot : state.links.slots) {
                if (slot.phase == LinkTable.Phase.QUARANTINED
                        || slot.phase == LinkTable.Phase.OPENING && slot.opener != null && slot.opener.done()) {
                    closed(slot);
                    return;
                }
            }
            return;
        }
        closed(state.links.slots[id]);
    }

    private void closed(LinkTable.Slot slot) {
        long now = state.clock().nanos();
        switch (slot.phase) {
            case FREE -> {}
            case FOREIGN, QUARANTINED -> slot.release(now);
            case ZOMBIE, CLOSING -> slot.closedSeen = true;
            case OPENING -> {
                // Before CONNECT and before ERROR it is a straggler of the id's last use (at-protocol §16.5 L1).
                if (slot.connectSeen || slot.opener != null && slot.opener.done()) {
                    slot.closedSeen = true;
                    slot.link.buffer.end(now);
                }
            }
            case OPEN -> {
                if (slot.owesClosed) {
                    slot.owesClosed = false;
                    slot.link.doubted = true;
                    state.errand.signalAll();
                } else {
                    slot.link.endedByPeer(slot, now);
                }
            }
            case DRAINING -> {}
        }
        state.events().post(AtEvents.Kind.LINK_CLOSED, "link " + slot.id);
    }
}
