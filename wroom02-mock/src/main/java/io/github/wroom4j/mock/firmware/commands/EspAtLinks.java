package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.firmware.links.LinkServer;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;

/** ESP-AT's links: what opens, closes, sends and reads, and the server (at-recorded-esp-at §§3.1, 3.2). */
final class EspAtLinks {
    private static final int MOST = 2048;
    private static final int MOST_SECONDS = 7200;
    private static final int DEFAULT_PORT = 333;
    /** The number that 2.0 closes when it is asked for −1. */
    private static final int NO_LINK = 99;

    private final AtCore at;
    private final SslCommands ssl;
    private final SendCommands sending;
    private final Wifi wifi;
    private final ModuleLinks links;
    private final LinkCommands commands;
    private final boolean first;
    private final boolean old;
    private final String[] tcpOptions = new String[ModuleLinks.COUNT];

    EspAtLinks(AtCore at, Wifi wifi, SendCommands sending, SslCommands ssl, LinkCommands commands) {
        this.at = at;
        this.wifi = wifi;
        this.sending = sending;
        this.ssl = ssl;
        this.links = at.links();
        this.commands = commands;
        this.first = at.version().is("first-core");
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.instead("CIPSTART", Form.SET, EspAtHandler.of(a -> start(a, false)));
        table.instead("CIPSTARTEX", Form.SET, EspAtHandler.of(a -> start(a, true)));
        table.instead("CIPCLOSE", Form.SET, EspAtHandler.of(this::close));
        table.instead("CIPMUX", Form.SET, EspAtHandler.of(this::setMux));
        table.instead("CIPMODE", Form.SET, EspAtHandler.of(this::setMode));
        table.instead("CIPSEND", Form.SET, EspAtHandler.of(a -> send(a, false)));
        table.instead("CIPSENDEX", Form.SET, EspAtHandler.of(a -> send(a, true)));
        table.instead("CIPRECVMODE", Form.SET, EspAtHandler.of(a -> {
            links.receive().passive(flag(a));
            at.ok();
        }));
        table.instead("CIPDINFO", Form.SET, EspAtHandler.of(a -> {
            links.receive().details(flag(a));
            at.ok();
        }));
        table.instead("CIPRECVDATA", Form.SET, EspAtHandler.of(this::read));
        table.instead("CIPSERVER", Form.SET, EspAtHandler.of(this::serve));
        table.instead("CIPSERVERMAXCONN", Form.SET, EspAtHandler.of(this::limit));
        table.instead("CIPSTO", Form.SET, EspAtHandler.of(this::idleTime));
        table.instead("SAVETRANSLINK", Form.SET, EspAtHandler.of(this::saveLink));
        table.instead(
                "CIPRECONNINTV",
                Form.QUERY,
                (name, p) -> at.number("+CIPRECONNINTV:", at.settings().number("reconnect.tenths", 1)));
        table.instead("CIPRECONNINTV", Form.SET, EspAtHandler.of(a -> {
            a.count(1, 1);
            int tenths = a.number(0, first ? 2 : 1, first ? 35_999 : 36_000);
            at.settings().set("reconnect.tenths", tenths, at.store());
            at.ok();
        }));
        table.instead("CIPTCPOPT", Form.QUERY, (name, p) -> tcpOptions());
        table.instead("CIPTCPOPT", Form.SET, EspAtHandler.of(this::setTcpOptions));
    }

    static boolean flag(Arguments a) {
        a.count(1, 1);
        return a.number(0, 0, 1) == 1;
    }

    // ---- CIPSTART, CIPCLOSE ----

    /** {@code [id,]"TCP"|"SSL",host,port[,keep-alive[,own address]]}, {@code [id,]"UDP",host,port[,own port[,mode[,own address]]]}. */
    private void start(Arguments a, boolean freeId) {
        boolean named = links.mux() && !freeId;
        int at0 = named ? 1 : 0;
        a.count(at0 + 3, Integer.MAX_VALUE, 1);
        int id = named ? a.number(0) : freeId ? freeId() : 0;
        if (id < 0 || id >= ModuleLinks.COUNT) {
            throw Refused.bare();
        }
        String kind = a.text(at0);
        String host = kind.isEmpty() ? "" : a.text(at0 + 1);
        if (kind.isEmpty() || host.isEmpty()) {
            throw Refused.value(kind.isEmpty() ? at0 : at0 + 1);
        }
        LinkType type = LinkType.named(kind);
        int port = type == null ? 0 : a.number(at0 + 2, 1, 65_535);
        if (type == null) {
            throw Refused.bare();
        }
        boolean udp = type == LinkType.UDP;
        int more = a.count() > at0 + 3 ? a.number(at0 + 3, 0, udp ? 65_535 : MOST_SECONDS) : 0;
        int mode = udp && a.count() > at0 + 4 ? a.number(at0 + 4, 0, 2) : 0;
        int ownAddress = at0 + (udp ? 5 : 4);
        if (a.count() > ownAddress) {
            a.text(ownAddress);
            a.count(1, ownAddress + 1);
        }
        if (wifi.mode() == 0
                || wifi.mode() == Wifi.STATION && !at.gotIp()
                || links.slot(id).inUse()) {
            throw Refused.bare();
        }
        SslWish wish = SslWish.plain(0);
        if (type == LinkType.SSL) {
            wish = ssl.wish(id, host);
            if (wish == null) {
                throw Refused.bare();
            }
        }
        commands.connect(id, type, host, port, udp ? more : 0, mode, udp ? 0 : more, wish);
    }

    /** 2.0 takes 0 or nothing. */
    private int freeId() {
        return links.slots().stream()
                .filter(slot -> !slot.inUse())
                .map(LinkSlot::id)
                .filter(id -> id == 0 || links.mux() && !first)
                .findFirst()
                .orElseThrow(Refused::bare);
    }

    private void close(Arguments a) {
        if (!links.mux()) {
            throw Refused.bare();
        }
        a.count(1, 1);
        int id = a.number(0);
        if (id == -1 && first) {
            at.reply(NO_LINK + ",CLOSED\r\n");
            at.ok();
            return;
        }
        if (id < 0 || id > ModuleLinks.COUNT) {
            throw Refused.bare();
        }
        commands.close(id);
    }

    // ---- CIPMUX, CIPMODE ----

    private void setMux(Arguments a) {
        boolean on = flag(a);
        boolean linked = links.slots().stream().anyMatch(slot -> slot.isOpen() && slot.type() != LinkType.UDP);
        boolean refused = on ? sending.mode() == 1 : links.server().isOn() || links.mux() && links.openCount() > 0;
        if (linked || refused) {
            throw Refused.bare();
        }
        links.mux(on);
        at.ok();
    }

    private void setMode(Arguments a) {
        boolean on = flag(a);
        if (links.mux() || links.server().isOn()) {
            throw Refused.bare();
        }
        sending.mode(on ? 1 : 0);
        at.ok();
    }

    // ---- sending ----

    /** {@code [id,]length[,host[,port]]}: the link is looked at before the length. */
    private void send(Arguments a, boolean escapes) {
        if (sending.mode() == 1) {
            throw Refused.bare();
        }
        int at0 = links.mux() ? 1 : 0;
        int id = links.mux() ? a.number(0, 0, ModuleLinks.COUNT - 1) : 0;
        LinkSlot slot = links.slot(id);
        if (!slot.isOpen()) {
            throw Refused.bare();
        }
        // 2.0 and 2.1 look at the upper bound alone.
        int length = a.number(at0, old ? Integer.MIN_VALUE : 1, MOST);
        boolean peer = a.count() > at0 + 1;
        if (peer && slot.type() != LinkType.UDP) {
            throw Refused.bare();
        }
        String host = peer ? a.text(at0 + 1) : "";
        int port = a.count() > at0 + 2 && a.has(at0 + 2) ? a.number(at0 + 2, 1, 65_535) : 0;
        a.count(1, at0 + 3);
        boolean empty = peer && (host.isEmpty() || a.count() > at0 + 2 && port == 0);
        if (empty && !first) {
            throw Refused.bare();
        }
        sending.collect(slot, length, escapes, peer ? new SendCommands.Peer(host, port) : null);
    }

    // ---- receiving ----

    private void read(Arguments a) {
        int id = links.mux() ? a.number(0, 0, ModuleLinks.COUNT - 1) : 0;
        LinkSlot slot = links.slot(id);
        boolean unreadable = first && slot.type() == LinkType.UDP;
        if (slot.waiting() == 0 || unreadable) {
            throw Refused.bare();
        }
        int at0 = links.mux() ? 1 : 0;
        a.count(at0 + 1, at0 + 1);
        int most = a.number(at0, 1, Integer.MAX_VALUE);
        if (first && most > at.chip().heap().freeSize()) {
            // 2.0 allocates what is asked for (at-recorded-esp-at §5).
            throw Refused.bare();
        }
        links.receive().read(slot, most);
        at.ok();
        at.out().whenOut(() -> links.receive().afterRead(slot));
    }

    // ---- the server ----

    private void serve(Arguments a) {
        if (!links.mux()) {
            throw Refused.bare();
        }
        LinkServer server = links.server();
        if (a.number(0, 0, 1) == 0) {
            a.count(1, old ? 1 : 2);
            boolean drops = a.count() > 1 && a.number(1, 0, 1) == 1;
            if (drops) {
                // All links, not only those that the server accepted.
                links.slots().stream().filter(LinkSlot::isOpen).forEach(links::dropAtOnce);
            }
            if (server.isOn()) {
                server.stop(false);
            }
            at.ok();
            return;
        }
        a.count(1, 4);
        int port = a.numberOr(1, DEFAULT_PORT, 1, 65_535);
        String kind = a.count() > 2 ? a.text(2) : "TCP";
        if (!kind.equals("TCP") && !kind.equals("SSL")) {
            throw Refused.bare();
        }
        if (server.isOn()) {
            // No change but in what CIPSERVER? says (at-recorded-esp-at E27).
            server.says(at.version().is("server-renames") ? port : server.port());
        } else if (!server.start(port)) {
            throw Refused.bare();
        }
        at.ok();
    }

    private void limit(Arguments a) {
        a.count(1, 1);
        int most = a.number(0);
        LinkServer server = links.server();
        if (server.isOn()) {
            throw Refused.bare();
        }
        if (server.accepted() > most) {
            at.reply("Have " + server.accepted() + " Connections\r\n");
            throw Refused.bare();
        }
        if (most < 1 || most > ModuleLinks.COUNT) {
            throw Refused.bare();
        }
        server.limit(most);
        at.ok();
    }

    private void idleTime(Arguments a) {
        if (at.version().is("sto-needs-server") && !links.server().isOn()) {
            throw Refused.bare();
        }
        a.count(1, 1);
        links.server().idleSeconds(a.number(0, 0, MOST_SECONDS));
        at.ok();
    }

    // ---- transparent transmission ----

    /** {@code 1,host,port[,type[,keep-alive | own port]]}; any other number takes the saved link back. */
    private void saveLink(Arguments a) {
        if (a.number(0) != 1) {
            a.count(1, 1);
            sending.saveLink("");
            at.ok();
            return;
        }
        if (a.count() == 1) {
            throw Refused.bare();
        }
        String host = a.text(1);
        if (host.isEmpty()) {
            throw Refused.value(1);
        }
        a.count(3, 5);
        int port = a.number(2, 1, 65_535);
        String kind = a.count() > 3 ? a.text(3) : "TCP";
        LinkType type = kind.isEmpty() && first ? LinkType.TCP : LinkType.named(kind);
        if (type == null) {
            throw Refused.bare();
        }
        int last = a.count() > 4 ? a.number(4, 0, type == LinkType.UDP ? 65_535 : MOST_SECONDS) : 0;
        sending.saveLink(type + " " + host + " " + port + " " + last);
        at.ok();
    }

    // ---- socket options ----

    private void tcpOptions() {
        for (int id = 0; id < ModuleLinks.COUNT; id++) {
            at.reply("+CIPTCPOPT:" + id + "," + (tcpOptions[id] == null ? "-1,0,0" : tcpOptions[id]) + "\r\n");
        }
        at.ok();
    }

    /** {@code [id,]linger,no delay,send timeout}: each may be empty, none may lack. */
    private void setTcpOptions(Arguments a) {
        int at0 = links.mux() ? 1 : 0;
        a.count(at0 + 3, at0 + 3);
        int id = links.mux() ? a.number(0, 0, ModuleLinks.COUNT) : 0;
        int linger = a.numberOr(at0, -1, -1, Integer.MAX_VALUE);
        int noDelay = a.numberOr(at0 + 1, 0, 0, 1);
        int timeout = a.numberOr(at0 + 2, 0, 0, Integer.MAX_VALUE);
        for (int each = 0; each < ModuleLinks.COUNT; each++) {
            if (id == ModuleLinks.COUNT || id == each) {
                tcpOptions[each] = linger + "," + noDelay + "," + timeout;
            }
        }
        at.ok();
    }
}
