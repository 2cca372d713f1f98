package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.line.OutputQueue;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The table of links 0 … 4: who is open, what {@code STATUS} says, what is printed when a link comes, goes or fails.
 * Clients, accepted links and UDP share the numbers (at-protocol §7.7).
 */
public final class ModuleLinks {
    /** How many links there are. */
    public static final int COUNT = 5;

    /** {@code <stat>} of CIPSTATUS (at-protocol §7.1): in ESP-AT no station yet. */
    public static final int OFF = 0;
    /** In ESP-AT: a station that has not joined yet (at-recorded-esp-at E7). */
    public static final int STARTED = 1;
    /** An address, and no link so far. */
    public static final int GOT_IP = 2;
    /** A link is up. */
    public static final int CONNECTED = 3;
    /** Links were up and are all closed. */
    public static final int DISCONNECTED = 4;
    /** No Wi-Fi. */
    public static final int NO_WIFI = 5;

    private final AtVersion version;
    private final OutputQueue out;
    private final LinkStack stack;
    private final Lane lane;
    private final List<LinkSlot> slots = new ArrayList<>();
    private final ReceivePath receive;
    private final LinkServer server;
    /** Who hears of each number now; a later life of the same number has its own. */
    private final LinkLife[] lives = new LinkLife[COUNT];

    private boolean mux;
    private boolean transparent;
    private int status;
    private int messages;
    private Consumer<LinkSlot> lost = slot -> {};

    /**
     * @param ringFree bytes that the UART's ring has room for
     */
    public ModuleLinks(AtVersion version, OutputQueue out, LinkStack stack, Lane lane, IntSupplier ringFree) {
        this.version = version;
        this.out = out;
        this.stack = stack;
        this.lane = lane;
        this.receive = new ReceivePath(version, out, this, ringFree);
        this.status = version.isEspAt() ? OFF : NO_WIFI;
        for (int id = 0; id < COUNT; id++) {
            slots.add(new LinkSlot(id));
        }
        var habits = new LinkServer.Habits(!version.is("first-core"), version.isEspAt(), version.number("sto-default"));
        this.server = new LinkServer(slots, stack, lane, habits, this::accept, this::dropIdle);
    }

    /** Wording how a connection attempt or another request on a link ended. */
    public interface Outcome {
        /** It ended: 0 well, else the stack's error. */
        void ended(int code);
    }

    /** The receive path. */
    public ReceivePath receive() {
        return receive;
    }

    /** The server. */
    public LinkServer server() {
        return server;
    }

    /** The stack below. */
    public LinkStack stack() {
        return stack;
    }

    /** All five. */
    public List<LinkSlot> slots() {
        return slots;
    }

    /** The link of that number, 0 … 4. */
    public LinkSlot slot(int id) {
        return slots.get(id);
    }

    /** CIPMUX. */
    public boolean mux() {
        return mux;
    }

    /** CIPMUX. */
    public void mux(boolean on) {
        mux = on;
    }

    /** Whether transparent transmission runs. */
    public boolean transparent() {
        return transparent;
    }

    /** Switches to raw data in both directions. */
    public void transparent(boolean on) {
        transparent = on;
    }

    /** SYSMSG: bit 0 {@code +QUITT}, bit 1 long connect lines. */
    public int messages() {
        return messages;
    }

    /** SYSMSG. */
    public void messages(int bits) {
        messages = bits;
    }

    /** STATUS. */
    public int status() {
        return status;
    }

    /** Sets STATUS. */
    public void status(int stat) {
        status = stat;
    }

    /**
     * A link is up. UDP ones do not show in STATUS of Espressif's firmwares (at-recorded D8), but that 2.0 looks whether
     * there is another; 2.0 and 2.1 do not hear of what their server accepts (at-recorded-esp-at E7).
     */
    void connected(LinkSlot slot) {
        if (version.isAtMod()) {
            status = CONNECTED;
        } else if (slot.type == LinkType.UDP) {
            status = version.is("first-core") && status != CONNECTED ? DISCONNECTED : status;
        } else if (!slot.accepted || !version.is("old-grammar")) {
            status = CONNECTED;
        }
    }

    /** The station has an address. */
    public void gotIp() {
        if (version.isEspAt()) {
            status = isStreaming() ? CONNECTED : GOT_IP;
        } else if (status == NO_WIFI) {
            status = GOT_IP;
        }
    }

    private boolean isStreaming() {
        return slots.stream().anyMatch(slot -> slot.open && slot.type != LinkType.UDP);
    }

    /** Whether bytes that the host has not read outlive its own CIPCLOSE (at-recorded D25). */
    boolean keepsUnread() {
        return version.isNonOs();
    }

    /** How many links are connected. */
    public long openCount() {
        return slots.stream().filter(LinkSlot::isOpen).count();
    }

    /** How many SSL links exist, connecting ones included. */
    public long sslCount() {
        return slots.stream()
                .filter(slot -> slot.inUse() && slot.type == LinkType.SSL)
                .count();
    }

    /** The UART has drained: more may be printed. */
    public void ringDrained() {
        slots.forEach(slot -> {
            if (slot.waiting() > 0) {
                receive.drain(slot);
            }
        });
    }

    // ---- opening ----

    /** Opens a link; {@code done} hears how it went, once. */
    public void open(int id, LinkWish wish, int udpMode, Outcome done) {
        LinkSlot slot = slots.get(id);
        begin(slot, wish.type(), false);
        slot.udpMode = udpMode;
        slot.keepAlive = wish.keepAlive();
        slot.ip = wish.ip();
        slot.port = wish.port();
        slot.socket = stack.socket(wish, begun(slot, done));
        int code = slot.socket.connect();
        if (code != 0) {
            slot.generation++;
            slot.connecting = false;
            slot.socket = null;
            slot.failedAtOnce = true;
            done.ended(code);
        }
    }

    private void begin(LinkSlot slot, LinkType type, boolean accepted) {
        slot.generation++;
        slot.type = type;
        slot.connecting = true;
        slot.failedAtOnce = false;
        slot.refusedBy = "";
        slot.accepted = accepted;
        slot.held = false;
        slot.announced = false;
        slot.portUnknown = false;
        slot.peerGone = false;
        slot.idleSeconds = 0;
        slot.udpChanges = 0;
        slot.keepAlive = 0;
        slot.lastTraffic = lane.nanos();
        // AT 1.7 mixes data of a re-used id if they were not drained before (at-protocol §9.4, nn#81).
        if (!version.is("keeps-old-data")) {
            slot.forgetWaiting();
        }
    }

    private LinkLife begun(LinkSlot slot, Outcome whenConnected) {
        return lives[slot.id] = new LinkLife(this, slot, lane, whenConnected);
    }

    /** Takes over a link that the server accepted; null if all numbers are taken. */
    LinkEvents accept(LinkSocket socket) {
        for (LinkSlot slot : slots) {
            if (!slot.inUse()) {
                begin(slot, LinkType.TCP, true);
                slot.socket = socket;
                slot.ip = socket.remoteIp();
                slot.port = socket.remotePort();
                LinkLife events = begun(slot, code -> {});
                events.up();
                out.event(slot.id, ReceivePath.ascii(connectLine(slot, true)));
                return events;
            }
        }
        return null;
    }

    /** {@code CONNECT}, {@code 0,CONNECT} or the long form. */
    public String connectLine(LinkSlot slot, boolean ok) {
        if ((messages & 2) != 0) {
            return "+LINK_CONN:" + (ok ? 0 : 1) + "," + slot.id + ",\"" + slot.type + "\"," + (slot.accepted ? 1 : 0)
                    + ",\"" + slot.ip + "\"," + slot.port + "," + slot.localPort() + "\r\n";
        }
        return prefix(slot) + "CONNECT\r\n";
    }

    /** {@code "0,"} with several links, nothing with one. */
    public String prefix(LinkSlot slot) {
        return mux ? slot.id + "," : "";
    }

    // ---- closing ----

    /** Closes a link on the host's behalf; {@code done} runs when it is gone, before anything is printed. */
    public void close(LinkSlot slot, boolean abort, Runnable done) {
        if (slot.closePending || slot.peerGone) {
            slot.closePending = false;
            slot.forgetWaiting();
            if (slot.open) {
                gone(slot);
            }
            done.run();
            return;
        }
        slot.socket.hold(false);
        lives[slot.id].whenClosed(done);
        if (abort) {
            slot.socket.abort();
        } else {
            slot.socket.close();
        }
    }

    /** Closes a link as the firmware itself does: {@code n,CLOSED} follows by itself. */
    public void drop(LinkSlot slot) {
        slot.drop();
    }

    /** Ends a link and tells of that before anything else, as ESP-AT does where Wi-Fi goes or the server stops. */
    public void dropAtOnce(LinkSlot slot) {
        slot.socket.close();
        slot.forgetWaiting();
        gone(slot);
        printClosed(slot);
    }

    /** An idle server link goes; 2.0's STATUS does not hear of it. */
    private void dropIdle(LinkSlot slot) {
        if (!version.isEspAt()) {
            slot.drop();
            return;
        }
        int before = status;
        dropAtOnce(slot);
        if (version.is("first-core")) {
            status = before;
        }
    }

    /**
     * The saved link is up. 2.0's STATUS does not hear of it; later versions do not know its own port (at-recorded-esp-at,
     * x-savetrans).
     */
    public void openedAtBoot(LinkSlot slot) {
        if (version.is("first-core")) {
            status = GOT_IP;
        } else {
            slot.portUnknown = true;
        }
    }

    /**
     * Wi-Fi is gone: every TCP and SSL link goes too, UDP stays (at-protocol §6.8). ESP-AT's core ends its TCP links alone:
     * an SSL link stands until TLS fails (recorded, ssl-sendex).
     */
    public void wifiLost() {
        for (LinkSlot slot : slots) {
            if (version.isEspAt()) {
                if (slot.open && slot.type == LinkType.TCP) {
                    dropAtOnce(slot);
                }
            } else if (slot.open && slot.type != LinkType.UDP) {
                drop(slot);
            }
        }
    }

    void reportWithheldClose(LinkSlot slot) {
        if (slot.peerGone && !version.is("first-core")) {
            gone(slot);
            printClosed(slot);
        } else if (slot.closePending) {
            slot.closePending = false;
            printClosed(slot);
        }
    }

    /** NonOS says of an accepted link that was reset, or not acknowledged, that it failed (at-recorded D3). */
    void printEnd(LinkSlot slot, boolean failed) {
        if (failed && slot.accepted && version.isNonOs()) {
            out.event(slot.id, ReceivePath.ascii(prefix(slot) + "CONNECT FAIL\r\n"));
        } else {
            printClosed(slot);
        }
    }

    void printClosed(LinkSlot slot) {
        out.event(slot.id, ReceivePath.ascii(prefix(slot) + "CLOSED\r\n"));
    }

    /**
     * Whether the command that opened an SSL link ends well although the peer refused: libat hears of it as of a link that
     * was closed in order (at-recorded D4). Which refusals do that is the image's.
     */
    public boolean refusalIsNoError(LinkSlot slot) {
        return version.isNonOs()
                && !slot.refusedBy.isEmpty()
                && version.text(version.text("ssl-library") + "-closed-ok").contains(slot.refusedBy);
    }

    /** What some versions print after a connection attempt that failed. */
    void closedAfterFailure(LinkSlot slot) {
        if (version.is("connect-fail-closed")) {
            out.eventBehind(slot.id, ReceivePath.ascii((version.isAtMod() ? "" : prefix(slot)) + "CLOSED\r\n"));
        }
    }

    /** Whether CLOSED waits until the host has read what it may still read. */
    boolean withholdsClose(LinkSlot slot) {
        return version.isAtMod() && slot.waiting() > 0 && receive.isPassive(slot);
    }

    /**
     * Whether a link whose peer has closed it stays: in ESP-AT until the host has read all of a passive one, in 2.0 for
     * good, as that looks at passive links only when it is asked to (at-recorded-esp-at E3b, E6).
     */
    boolean outlivesItsPeer(LinkSlot slot) {
        return version.isEspAt()
                && !transparent
                && receive.isPassive(slot)
                && (slot.waiting() > 0 || version.is("first-core"));
    }

    void lostInTransparent(LinkSlot slot) {
        if (version.isEspAt() && tellsInTransparent()) {
            printClosed(slot);
        }
        lost.accept(slot);
    }

    /** SYSMSG bit 2: what happens during transparent transmission is told. */
    public boolean tellsInTransparent() {
        return (messages & 4) != 0 && !version.is("old-grammar");
    }

    void gone(LinkSlot slot) {
        boolean wasOpen = slot.open;
        slot.open = false;
        slot.peerGone = false;
        slot.connecting = false;
        slot.socket = null;
        slot.generation++;
        if (!wasOpen && version.isEspAt()) {
            // What never was a link leaves STATUS as it was (at-recorded-esp-at E7).
            return;
        }
        boolean others = version.isAtMod() ? openCount() > 0 : isStreaming();
        if (!others) {
            status = DISCONNECTED;
        } else if (version.isEspAt()) {
            status = CONNECTED;
        }
    }

    // ---- sending ----

    /** Sends; {@code done} hears 0 when the stack is done with it. */
    public void send(LinkSlot slot, byte[] bytes, Outcome done) {
        slot.lastTraffic = lane.nanos();
        slot.idleSeconds = 0;
        if (slot.peerGone) {
            lane.post(() -> done.ended(0));
            return;
        }
        if (slot.type == LinkType.UDP) {
            sendTo(slot, bytes, slot.ip, slot.port, done);
        } else {
            sending(slot, done, () -> slot.socket.send(bytes));
        }
    }

    /** Sends a datagram to a peer of the host's choice. */
    public void sendTo(LinkSlot slot, byte[] bytes, Ip4 ip, int port, Outcome done) {
        sending(slot, done, () -> slot.socket.sendTo(bytes, ip, port));
    }

    private void sending(LinkSlot slot, Outcome done, IntSupplier send) {
        LinkLife life = lives[slot.id];
        life.whenSent(done);
        int code = send.getAsInt();
        if (code != 0) {
            life.whenSent(null);
            lane.post(() -> done.ended(code));
        }
    }

    /** Called when a link of transparent transmission is lost. */
    public void whenLost(Consumer<LinkSlot> reconnect) {
        lost = reconnect;
    }
}
