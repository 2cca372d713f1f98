package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.LinkWish;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;

/** CIPSTART, CIPCLOSE, CIPMUX, CIPMODE, CIPSTATUS and their kin (at-protocol §7). */
final class LinkCommands {
    private static final int ALL_LINKS = 5;

    private final AtCore at;
    private final Wifi wifi;
    private final SendCommands sending;
    private final SslCommands ssl;
    private final ModuleLinks links;
    private int lastKeepAlive;
    private final boolean[] abort = new boolean[ModuleLinks.COUNT];

    LinkCommands(AtCore at, Wifi wifi, SendCommands sending, SslCommands ssl) {
        this.at = at;
        this.wifi = wifi;
        this.sending = sending;
        this.ssl = ssl;
        this.links = at.links();
    }

    void register(HandlerTable table) {
        table.on("CIPSTART", Form.TEST, (name, p) -> template()).on("CIPSTART", Form.SET, (name, p) -> start(p, false));
        table.on("CIPSTARTEX", Form.SET, (name, p) -> start(p, true));
        table.on("CIPCLOSE", Form.TEST, (name, p) -> at.ok())
                .on("CIPCLOSE", Form.EXEC, (name, p) -> closeOnly())
                .on("CIPCLOSE", Form.SET, this::close);
        table.on("CIPCLOSEMODE", Form.SET, this::closeMode);
        table.on("CIPMUX", (name, p) -> at.number("+CIPMUX:", links.mux() ? 1 : 0), this::setMux);
        table.on("CIPMODE", (name, p) -> at.number("+CIPMODE:", sending.mode()), this::setMode);
        table.on("CIPSTATUS", Form.TEST, (name, p) -> at.ok()).on("CIPSTATUS", Form.EXEC, (name, p) -> status());
        table.on("CIPSTATE", Form.QUERY, (name, p) -> rows("+CIPSTATE:"));
        table.on("CIPALIVE", Form.QUERY, (name, p) -> keepAlives());
    }

    private void template() {
        // Two lines, only up to 1.1, and the ids stand where there are none (at-recorded D36).
        boolean one = !links.mux();
        at.reply("+CIPSTART:" + (one ? "(id)" : "") + "(\"type\"),(\"ip address\"),(port)\r\n");
        at.reply("+CIPSTART:" + (one ? "((id)\"type\")" : "(\"type\")") + ",(\"domain name\"),(port)\r\n");
        at.ok();
    }

    // ---- CIPSTART: the checks in libat's order (at-protocol §7.3) ----

    private void start(Parameters p, boolean freeId) {
        if (wifi.mode() == Wifi.STATION && !at.gotIp()) {
            at.refuse("no ip");
            return;
        }
        int id = 0;
        if (freeId) {
            id = links.slots().stream()
                    .filter(s -> !s.inUse())
                    .map(LinkSlot::id)
                    .findFirst()
                    .orElse(-1);
            if (id < 0 || !links.mux()) {
                at.error();
                return;
            }
        } else if (links.mux()) {
            id = p.number();
            if (id == Parameters.ABSENT || id == Parameters.WRONG || !p.comma()) {
                at.error();
                return;
            }
            boolean below = id < 0 && !at.version().is("id-signed");
            if (below || id >= ModuleLinks.COUNT) {
                refuse("ID ERROR");
                return;
            }
        }
        LinkType type = LinkType.named(p.text());
        boolean noSuchType =
                type == null || type == LinkType.SSL && !at.version().is("ssl");
        if (type == LinkType.UDP && at.version().isAtMod()) {
            at.error();
            return;
        }
        if (noSuchType) {
            refuse("Link type ERROR");
            return;
        }
        if (!p.comma()) {
            // libat says nothing of a type with nothing behind it (at-recorded D35).
            if (at.version().isNonOs()) {
                at.error();
            } else {
                refuse("Link type ERROR");
            }
            return;
        }
        String host = p.text();
        if (host == null || host.isEmpty()) {
            refuse("IP ERROR");
            return;
        }
        if (!p.comma()) {
            refuse("ENTRY ERROR");
            return;
        }
        int port = p.number();
        boolean lacksPort = port == Parameters.ABSENT && at.version().isNonOs();
        if (lacksPort) {
            port = 0;
        }
        if (port < 0 || port > 65535) {
            at.error();
            return;
        }
        if (type == LinkType.UDP) {
            startUdp(p, id, host, port);
        } else {
            startTcp(p, id, type, host, port);
        }
    }

    private void startUdp(Parameters p, int id, String host, int port) {
        int localPort = 0;
        int mode = 0;
        boolean noLocalPort = p.end();
        if (p.comma()) {
            localPort = p.number();
            localPort = localPort == Parameters.ABSENT ? 0 : localPort;
            if (p.comma() && !(at.version().isNonOs() && p.end())) {
                mode = p.number(0, 2);
            }
        }
        boolean noPort = port == 0 && (noLocalPort || !at.version().isNonOs());
        if (localPort < 0 || localPort > 65535 || mode < 0 || !p.end()) {
            at.error();
        } else if (noPort) {
            at.refuse("Miss param");
        } else if (inUse(id)) {
            refuse("ALREADY CONNECTED");
        } else {
            connect(id, LinkType.UDP, host, port, localPort, mode, 0, SslWish.plain(0));
        }
    }

    private void startTcp(Parameters p, int id, LinkType type, String host, int port) {
        int keepAlive = 0;
        if (p.comma() && !(p.end() && at.version().is("keepalive-may-lack"))) {
            keepAlive = p.number(0, 7200);
        }
        if (keepAlive < 0 || !p.end()) {
            at.error();
            return;
        }
        if (inUse(id)) {
            refuse("ALREADY CONNECTED");
            return;
        }
        SslWish ssl = SslWish.plain(0);
        if (type == LinkType.SSL) {
            if (links.sslCount() >= at.version().number("ssl-links")) {
                at.refuse("ssl reach max");
                return;
            }
            ssl = this.ssl.wish(id, host);
            if (ssl == null) {
                at.error();
                return;
            }
        }
        lastKeepAlive = keepAlive > 0 ? keepAlive : lastKeepAlive;
        connect(id, type, host, port, 0, 0, keepAlive, ssl);
    }

    private boolean inUse(int id) {
        // AT 0.40 looks into its table at -1, and finds what is not nothing there (at-recorded, CIPSTART=-1).
        return id < 0 || links.slot(id).inUse();
    }

    /** ESP_ATMod prints one blank line more after a reason (at-protocol §14). */
    private void refuse(String reason) {
        at.refuse(at.version().isAtMod() ? reason + "\r\n" : reason);
    }

    /** Opens a link, looking its host up first if that is a name, and ends the command. */
    void connect(int id, LinkType type, String host, int port, int localPort, int mode, int keepAlive, SslWish ssl) {
        at.pend();
        Ip4 address = at.address(host).orElse(null);
        if (address != null) {
            links.open(id, new LinkWish(type, address, port, localPort, keepAlive, ssl), mode, code -> ended(id, code));
            return;
        }
        links.stack().resolve(host, found -> {
            if (found == null) {
                at.say("DNS Fail");
                at.error();
                if (at.version().isAtMod()) {
                    at.reply("CLOSED\r\n");
                }
            } else {
                links.open(id, new LinkWish(type, found, port, localPort, keepAlive, ssl), mode, code -> {
                    if (code == 0 && type == LinkType.UDP && at.version().is("udp-domain-quirk")) {
                        // AT 0.40 prints the number even with a single link (at-protocol §7.3).
                        at.out().reply(id, id + ",CONNECT\r\n");
                        at.ok();
                    } else {
                        ended(id, code);
                    }
                });
            }
        });
    }

    private void ended(int id, int code) {
        LinkSlot slot = links.slot(id);
        if (code == 0) {
            at.out().reply(id, links.connectLine(slot, true));
            if (slot.type() == LinkType.UDP && at.version().is("udp-connect-twice") && (links.messages() & 2) != 0) {
                at.out().reply(id, links.connectLine(slot, true));
            }
            at.ok();
            return;
        }
        if (links.refusalIsNoError(slot)) {
            at.out().reply(id, links.prefix(slot) + "CLOSED\r\n");
            at.ok();
            return;
        }
        if (slot.failedAtOnce() && at.version().isNonOs()) {
            at.reply(links.prefix(slot) + "CONNECT FAIL\r\n");
        } else if (at.version().isAtMod()) {
            at.reply("connect fail\r\n");
        }
        at.error();
    }

    // ---- CIPCLOSE ----

    private void closeOnly() {
        if (links.mux()) {
            at.refuse("MUX=1");
        } else if (links.server().isOn()) {
            at.say("we must restart");
            at.ok();
        } else if (!links.slot(0).isOpen() && !links.slot(0).closeWithheld()) {
            at.error();
        } else {
            closeAll(new ArrayDeque<>(List.of(links.slot(0))));
        }
    }

    private void close(String name, Parameters p) {
        if (!links.mux()) {
            at.refuse("MUX=0");
            return;
        }
        int id = p.number(0, ALL_LINKS);
        if (id < 0 || at.junk(p)) {
            at.error();
            return;
        }
        close(id);
    }

    /** Closes that link, or all with 5, and ends the command. */
    void close(int id) {
        if (id == ALL_LINKS) {
            closeAll(new ArrayDeque<>(links.slots().stream()
                    .filter(s -> s.isOpen() || s.closeWithheld())
                    .toList()));
        } else if (links.slot(id).isOpen() || links.slot(id).closeWithheld()) {
            closeAll(new ArrayDeque<>(List.of(links.slot(id))));
        } else {
            at.refuse("UNLINK");
        }
    }

    private void closeAll(ArrayDeque<LinkSlot> rest) {
        at.pend();
        LinkSlot slot = rest.poll();
        if (slot == null) {
            at.ok();
            return;
        }
        if (!slot.isOpen() && !slot.closeWithheld()) {
            closeAll(rest);
            return;
        }
        // The core stays busy until FIN or RST have been exchanged; then CLOSED and OK come together
        // (at-protocol §7.6).
        links.close(slot, abort[slot.id()], () -> {
            abort[slot.id()] = false;
            at.out().reply(slot.id(), links.prefix(slot) + "CLOSED\r\n");
            closeAll(rest);
        });
    }

    private void closeMode(String name, Parameters p) {
        int id = 0;
        if (links.mux()) {
            id = p.number(0, ModuleLinks.COUNT - 1);
            if (id < 0 || !p.comma()) {
                at.error();
                return;
            }
        }
        int mode = p.number(0, 1);
        if (mode < 0 || at.junk(p) || !links.slot(id).isOpen() || links.slot(id).type() != LinkType.TCP) {
            at.error();
            return;
        }
        abort[id] = mode == 1;
        at.ok();
    }

    // ---- CIPMUX, CIPMODE ----

    private void setMux(String name, Parameters p) {
        // NonOS looks at the links before it looks at the number (at-recorded D60).
        boolean first = at.version().isNonOs();
        if (first && links.status() == ModuleLinks.CONNECTED) {
            at.refuse("link is builded");
            return;
        }
        int on = p.number();
        if (on != 0 && on != 1 || at.junk(p)) {
            at.error();
        } else if (!first && links.status() == ModuleLinks.CONNECTED) {
            at.refuse("link is builded");
        } else if (on == 1 && sending.mode() == 1) {
            at.refuse("IPMODE must be 0");
        } else if (on == 0 && links.server().isOn()) {
            at.refuse("CIPSERVER must be 0");
        } else if (on == 0 && links.mux() && links.openCount() > 0 && !first) {
            at.refuse("Connection exists");
        } else {
            links.mux(on == 1);
            at.ok();
        }
    }

    private void setMode(String name, Parameters p) {
        boolean taken = links.mux() || links.server().isOn();
        if (taken && at.version().isNonOs()) {
            // Whatever is asked for, 0 too (at-recorded D1).
            at.refuse("CIPMUX and CIPSERVER must be 0");
            return;
        }
        int mode = p.number(0, 1);
        if (mode < 0 || at.junk(p)) {
            at.error();
        } else if (mode == 1 && (links.mux() || links.server().isOn())) {
            at.refuse("CIPMUX and CIPSERVER must be 0");
        } else {
            sending.mode(mode);
            at.ok();
        }
    }

    // ---- CIPSTATUS ----

    private void status() {
        if (!at.version().isEspAt() && at.ip().station().joined().isEmpty() && wifi.hasStation()) {
            // A query while not associated stores 5 (at-protocol §7.1).
            links.status(ModuleLinks.NO_WIFI);
        }
        at.reply("STATUS:" + links.status() + "\r\n");
        rows("+CIPSTATUS:");
    }

    private void rows(String prefix) {
        Function<LinkSlot, String> row = slot -> {
            String start = prefix + slot.id() + ",\"" + slot.type() + "\",\"" + slot.ip() + "\"," + slot.port() + ",";
            // AT 0.40 leaves the local port out, except for UDP (at-protocol §7.1).
            boolean isShort = at.version().is("status-row-short") && slot.type() != LinkType.UDP;
            return start + (isShort ? "" : slot.localPort() + ",") + (slot.accepted() ? 1 : 0) + "\r\n";
        };
        links.slots().stream().filter(LinkSlot::isOpen).forEach(slot -> at.reply(row.apply(slot)));
        at.ok();
    }

    /**
     * From 1.6.2 on every client is listed, one without keep-alive with the last that was set (at-recorded D55); what was
     * set of an SSL link of mbedTLS is not heard of again (recorded, ssl-mux-fail).
     */
    private void keepAlives() {
        boolean all = at.version().is("alive-lists-all");
        List<LinkSlot> kept = links.slots().stream()
                .filter(s -> s.isOpen() && (s.keepAlive() > 0 || all && s.type() == LinkType.TCP && !s.accepted()))
                .toList();
        boolean forgets = at.version().text("ssl-library").equals("mbedtls");
        for (LinkSlot slot : kept) {
            int seconds = forgets && slot.type() == LinkType.SSL
                    ? 0
                    : slot.keepAlive() > 0 ? slot.keepAlive() : lastKeepAlive;
            at.reply("+CIPALIVE:id " + slot.id() + "," + seconds + "\r\n");
        }
        if (kept.isEmpty()) {
            at.reply("Not set TCP keep alive\r\n");
        }
        at.ok();
    }
}
