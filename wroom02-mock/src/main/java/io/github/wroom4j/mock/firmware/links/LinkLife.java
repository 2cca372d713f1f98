package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.firmware.links.ModuleLinks.Outcome;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;

/** Where the events of one link's one life go; what comes after that life is stale and ignored. */
final class LinkLife implements LinkEvents {
    private final ModuleLinks links;
    private final LinkSlot slot;
    private final Lane lane;
    private final int generation;
    private Outcome whenConnected;
    private Outcome whenSent;
    private Runnable whenClosed;

    LinkLife(ModuleLinks links, LinkSlot slot, Lane lane, Outcome whenConnected) {
        this.links = links;
        this.slot = slot;
        this.lane = lane;
        this.generation = slot.generation;
        this.whenConnected = whenConnected;
    }

    /** Who waits for what is being sent; null if no one does. */
    void whenSent(Outcome done) {
        whenSent = done;
    }

    /** Who asked for the link's end. */
    void whenClosed(Runnable done) {
        whenClosed = done;
    }

    private boolean stale() {
        return generation != slot.generation;
    }

    void up() {
        whenConnected = null;
        slot.connecting = false;
        slot.open = true;
        slot.lastTraffic = lane.nanos();
        links.connected(slot);
    }

    @Override
    public void connected() {
        if (stale() || whenConnected == null) {
            return;
        }
        Outcome done = whenConnected;
        up();
        done.ended(0);
    }

    @Override
    public void received(byte[] data, Ip4 from, int port) {
        if (stale()) {
            return;
        }
        slot.lastTraffic = lane.nanos();
        slot.idleSeconds = 0;
        // Mode 1 follows one change of peer, mode 2 every one (at-protocol §7.3).
        boolean follows = slot.udpMode == 2 || slot.udpMode == 1 && slot.udpChanges == 0;
        if (slot.type == LinkType.UDP && follows && (!from.equals(slot.ip) || port != slot.port)) {
            slot.udpChanges++;
            slot.ip = from;
            slot.port = port;
        }
        links.receive().received(slot, data, from, port);
    }

    @Override
    public void sent() {
        if (!stale() && whenSent != null) {
            Outcome done = whenSent;
            whenSent = null;
            done.ended(0);
        }
    }

    @Override
    public void failed(int code) {
        if (!stale()) {
            // The stack may end a link without an error of its own.
            end(code == 0 ? -1 : code, true);
        }
    }

    @Override
    public void refused(boolean byAlert) {
        if (!stale()) {
            slot.refusedBy = byAlert ? "alert" : "reset";
            end(-1, true);
        }
    }

    @Override
    public void closed() {
        if (stale()) {
            return;
        }
        if (whenConnected == null && whenClosed == null && links.outlivesItsPeer(slot)) {
            slot.peerGone = true;
        } else {
            end(-1, false);
        }
    }

    /** The link is gone; {@code code} is for who still waits. */
    private void end(int code, boolean failed) {
        if (whenConnected != null) {
            Outcome done = whenConnected;
            whenConnected = null;
            links.gone(slot);
            // The command hears of it first: ERROR comes before CLOSED (at-protocol §7.3).
            done.ended(code);
            if (!links.refusalIsNoError(slot)) {
                links.closedAfterFailure(slot);
            }
            return;
        }
        links.receive().flush(slot);
        boolean withheld = whenClosed == null && links.withholdsClose(slot);
        links.gone(slot);
        Outcome pendingSend = whenSent;
        whenSent = null;
        if (whenClosed != null) {
            if (!links.keepsUnread()) {
                slot.forgetWaiting();
            }
            whenClosed.run();
        } else if (withheld) {
            slot.closePending = true;
        } else if (!links.transparent()) {
            links.printEnd(slot, failed);
        }
        if (pendingSend != null) {
            // discon_cb prints CLOSED first, then SEND FAIL (at-protocol §16.1 I5).
            pendingSend.ended(code);
        }
        if (links.transparent()) {
            links.lostInTransparent(slot);
        }
    }
}
