package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.LineInput;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.radio.Ip4;

/** CIPSEND, CIPSENDEX, CIPSENDBUF and what follows their prompt (at-protocol §§7.4, 7.5, 10). */
public final class SendCommands implements AtCore.DataEntry {
    private static final int MOST = 2048;

    private final AtCore at;
    private final ModuleLinks links;
    private final Transparent transparent;
    private final SendBuffers buffers;
    private Target target;
    private int mode;

    /** Where the payload goes that is being collected. */
    private record Target(int id, Peer peer, boolean buffered, int life) {}

    /** A datagram's receiver, where the command names one. */
    record Peer(String host, int port) {}

    SendCommands(AtCore at, SslCommands ssl) {
        this.at = at;
        this.links = at.links();
        this.transparent = new Transparent(at, ssl, this::mode);
        this.buffers = new SendBuffers(at);
    }

    void register(HandlerTable table) {
        table.on("CIPSEND", Form.TEST, (name, p) -> at.ok())
                .on("CIPSEND", Form.EXEC, (name, p) -> transparent.begin(mode))
                .on("CIPSEND", Form.SET, (name, p) -> send(p, false));
        table.on("CIPSENDEX", Form.TEST, (name, p) -> at.ok()).on("CIPSENDEX", Form.SET, (name, p) -> send(p, true));
        table.on("CIPSENDBUF", Form.SET, (name, p) -> sendBuffered(p));
        table.on("SAVETRANSLINK", Form.SET, transparent::save);
        buffers.register(table);
    }

    /** CIPMODE. */
    int mode() {
        return mode;
    }

    /** CIPMODE. */
    void mode(int value) {
        mode = value;
    }

    /** The station has its address: a saved transparent link is opened now. */
    void gotIp() {
        transparent.gotIp();
    }

    // ---- CIPSEND ----

    private void send(Parameters p, boolean escapes) {
        if (mode == 1) {
            at.refuse("IPMODE=1");
            return;
        }
        int id = id(p);
        if (id < 0) {
            at.error();
            return;
        }
        LinkSlot slot = links.slot(id);
        if (!slot.isOpen()) {
            if (escapes && at.version().isAtMod()) {
                at.error();
                return;
            }
            at.refuse("link is not valid");
            return;
        }
        int length = length(p);
        if (length < 0 || length == 0 && !at.version().is("send-zero")) {
            at.error();
            return;
        }
        if (length > MOST) {
            at.refuse("too long");
            return;
        }
        Peer peer = null;
        if (p.comma()) {
            if (slot.type() != LinkType.UDP) {
                at.refuse("no tail");
                return;
            }
            String host = p.text();
            if (host == null || host.isEmpty()) {
                at.refuse("ip error");
                return;
            }
            boolean name = at.version().isNonOs() && at.address(host).isEmpty();
            if (!p.comma()) {
                at.refuse("no port");
                return;
            }
            int port = p.number();
            boolean noNumber = port == Parameters.ABSENT || port == Parameters.WRONG;
            if (noNumber || at.version().isNonOs() && !p.end()) {
                at.refuse("port error");
                return;
            }
            if (port < 1 || port > 65535) {
                at.refuse("port range error");
                return;
            }
            if (name
                    && !at.ip().reach().mayLookUp(host)
                    && at.ip().reach().lookup(host).isEmpty()) {
                // A name that has no address ends the command before the prompt (at-recorded D21).
                at.error();
                return;
            }
            peer = new Peer(host, port);
        }
        if (!p.end()) {
            at.refuse("no tail");
            return;
        }
        collect(slot, length, escapes, peer);
    }

    /** Asks for a payload: to {@code peer} if that is not null, else to the link's. */
    void collect(LinkSlot slot, int length, boolean escapes, Peer peer) {
        target = new Target(slot.id(), peer, false, slot.life());
        prompt(length, escapes);
    }

    /** The link of a send: 0 with one link, else a number and a comma; −1 if that is wrong. */
    private int id(Parameters p) {
        if (at.version().isNonOs() && !p.given()) {
            return -1;
        }
        if (!links.mux()) {
            return 0;
        }
        int id = p.number(0, ModuleLinks.COUNT - 1);
        return id >= 0 && p.comma() ? id : -1;
    }

    /** NonOS takes a missing and a negative length for one of nothing, and refuses junk later (at-recorded D18, D19). */
    private int length(Parameters p) {
        int length = p.number();
        if (!at.version().isNonOs()) {
            return length;
        }
        return length == Parameters.WRONG ? MOST + 1 : Math.max(0, length);
    }

    private void prompt(int length, boolean escapes) {
        at.pend();
        // OK and prompt are two prints: events may come between them (at-protocol §7.4).
        at.reply(at.version().text("prompt-ok"));
        at.reply(at.version().text("prompt"));
        at.input().collect(length, escapes);
    }

    @Override
    public void payload(byte[] payload) {
        Target to = target;
        target = null;
        if (to.buffered) {
            buffers.add(to.id, payload);
            at.input().idle();
            return;
        }
        if (payload.length == 0 && at.version().is("old-grammar")) {
            // Nothing is sent, and nothing says so: the port is dead (at-recorded-esp-at E23).
            at.input().deaf();
            return;
        }
        at.reply("\r\nRecv " + payload.length + " bytes\r\n");
        at.out().whenOut(() -> send(to, payload));
    }

    private void send(Target to, byte[] payload) {
        LinkSlot slot = links.slot(to.id);
        // Recorded: a link that closes during data entry gets SEND FAIL. Assumed: also if another has its number by
        // then.
        if (!slot.isOpen() || slot.life() != to.life) {
            late();
        } else if (payload.length == 0 && at.version().isEspAt()) {
            sent(slot, 0);
        } else if (to.peer == null) {
            links.send(slot, payload, code -> sent(slot, code));
        } else {
            sendTo(slot, to, payload);
        }
    }

    /** The link closed during data entry: which of the two answers comes is open (at-protocol §22 Q3), so a fact. */
    private void late() {
        if (at.version().text("late-send").equals("send-fail")) {
            at.finish(at.version().text("send-fail"));
        } else {
            at.refuse("link is not valid");
        }
    }

    private void sendTo(LinkSlot slot, Target to, byte[] payload) {
        if (to.peer.host.isEmpty() || to.peer.port == 0) {
            sent(slot, -1);
            return;
        }
        Ip4 ip = at.address(to.peer.host).orElse(null);
        if (ip != null) {
            links.sendTo(slot, payload, ip, to.peer.port, code -> sent(slot, code));
            return;
        }
        links.stack().resolve(to.peer.host, found -> {
            if (found == null) {
                at.refuse("DNS Fail");
            } else if (!slot.isOpen()) {
                late();
            } else {
                links.sendTo(slot, payload, found, to.peer.port, code -> sent(slot, code));
            }
        });
    }

    private void sent(LinkSlot slot, int code) {
        if (at.input().state() == LineInput.State.SENDING) {
            at.finishSend(
                    slot.id(), code == 0 ? "\r\nSEND OK\r\n" : at.version().text("send-fail"));
        }
    }

    @Override
    public void cancelled() {
        target = null;
    }

    // ---- a certificate, as text ----

    // ---- CIPSENDBUF ----

    private void sendBuffered(Parameters p) {
        int id = id(p);
        if (id < 0) {
            at.error();
            return;
        }
        LinkSlot slot = links.slot(id);
        if (!slot.isOpen() || slot.type() == LinkType.UDP) {
            at.refuse("link is not valid");
            return;
        }
        if (slot.type() == LinkType.SSL) {
            at.refuse("ssl not supported");
            return;
        }
        int length = length(p);
        if (length < 0 || length == 0 && !at.version().isNonOs()) {
            at.error();
        } else if (length > MOST) {
            at.refuse("too long");
        } else if (!p.end()) {
            at.refuse("no tail");
        } else if (buffers.queueFull(id)) {
            at.refuse("QUEUE FULL");
        } else if (length > buffers.free(id)) {
            at.refuse("BUFFER FULL");
        } else {
            at.reply(buffers.next(id) + "," + buffers.lastOk(id) + "\r\n");
            target = new Target(id, null, true, slot.life());
            prompt(length, false);
        }
    }

    // ---- transparent transmission ----

    /** The link that is opened at boot: type, host, port and keep-alive or own port; empty for none. */
    void saveLink(String link) {
        transparent.saveLink(link);
    }

    /** Whether the link that was saved is still to be opened: until then the module says nothing. */
    boolean opensSavedLink() {
        return transparent.opensSavedLink();
    }

    @Override
    public void packet(byte[] packet) {
        transparent.packet(packet);
    }

    @Override
    public void left() {
        transparent.leave();
    }
}
