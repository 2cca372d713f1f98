package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.lwip.DnsClient;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayList;
import java.util.List;

/** ESP-AT's CIPDOMAIN, PING, CIPSNTPCFG, CIPDNS and MDNS (at-recorded-esp-at §3.2). */
final class EspAtNetwork {
    private static final int MOST_SERVERS = 3;
    /** The two servers that the module asks. */
    private static final int ASKED = 2;

    private final AtCore at;
    private final Wifi wifi;
    private final NetworkCommands network;
    private final boolean first;
    private final boolean old;

    EspAtNetwork(AtCore at, Wifi wifi, NetworkCommands network) {
        this.at = at;
        this.wifi = wifi;
        this.network = network;
        this.first = at.version().is("first-core");
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.instead("CIPDOMAIN", Form.SET, EspAtHandler.of(this::resolve));
        table.instead("PING", Form.SET, EspAtHandler.of(this::ping));
        table.instead("CIPSNTPCFG", Form.SET, EspAtHandler.of(this::setSntp));
        table.instead("CIPDNS", Form.QUERY, (name, p) -> queryDns());
        table.instead("CIPDNS", Form.SET, EspAtHandler.of(this::setDns));
        table.instead("MDNS", Form.SET, EspAtHandler.of(this::mdns));
    }

    /** {@code host[,1|2|3]}: which of IPv4 and IPv6 is preferred says the second, from 2.2 on. */
    private void resolve(Arguments a) {
        a.count(1, old ? 1 : 2);
        String host = a.text(0);
        a.numberOr(1, 1, 1, 3);
        if (host.isEmpty() || wifi.mode() == 0 && at.address(host).isEmpty()) {
            throw Refused.bare();
        }
        network.resolve(host);
    }

    private void ping(Arguments a) {
        a.count(1, 1);
        String host = a.text(0);
        if (host.isEmpty()) {
            throw Refused.bare();
        }
        network.ping(host);
    }

    // ---- time ----

    /** {@code 0}, or {@code 1,zone[,server[,server[,server]]]}; the zone in hours, from 2.2 on also as {@code [-]hhmm}. */
    private void setSntp(Arguments a) {
        boolean on = a.number(0, 0, 1) == 1;
        if (!on) {
            network.sntp(false, 0, List.of());
            at.ok();
            return;
        }
        if (a.count() == 1 && !first) {
            throw Refused.bare();
        }
        int minutes = old ? a.number(1, -11, 13) * 60 : zone(a.number(1));
        var servers = new ArrayList<String>();
        for (int i = 2; i < a.count(); i++) {
            String server = a.text(i);
            if (server.isEmpty() || servers.size() == MOST_SERVERS) {
                throw Refused.bare();
            }
            servers.add(server);
        }
        network.sntp(true, minutes, servers);
        at.ok();
    }

    private static int zone(int value) {
        if (value >= -12 && value <= 14) {
            return value * 60;
        }
        int hours = value / 100;
        int minutes = value % 100;
        if (hours < -12 || hours > 14 || Math.abs(minutes) >= 60) {
            throw Refused.bare();
        }
        return hours * 60 + minutes;
    }

    // ---- name servers ----

    private void queryDns() {
        Ip4 server = at.ip().dns().server(0);
        Ip4 second = at.ip().dns().server(1);
        String row = first ? server.toString() : at.settings().number("dns.manual", 0) + ",\"" + server + "\"";
        at.reply("+CIPDNS:" + row + (first || second.isAny() ? "" : ",\"" + second + "\"") + "\r\n");
        at.ok();
    }

    /** {@code 0}, or {@code 1[,server[,server[,server]]]}; 2.0 takes any text for a server. */
    private void setDns(Arguments a) {
        boolean manual = a.number(0, 0, 1) == 1;
        a.count(1, manual ? Integer.MAX_VALUE : 1);
        var servers = new ArrayList<Ip4>();
        for (int i = 1; i < a.count(); i++) {
            String text = a.text(i);
            Ip4 ip = at.address(text).orElse(first && !text.isEmpty() ? Ip4.ANY : null);
            if (ip == null || ip.isAny() && !first) {
                throw Refused.bare();
            }
            servers.add(ip);
        }
        a.count(1, 1 + MOST_SERVERS);
        at.settings().set("dns.manual", manual ? 1 : 0, at.store());
        for (int i = 0; i < ASKED; i++) {
            Ip4 standard = i == 0 ? DnsClient.DEFAULT_SERVER : network.secondServer();
            at.ip().dns().server(i, i < servers.size() ? servers.get(i) : standard);
        }
        at.ok();
    }

    // ---- MDNS ----

    private void mdns(Arguments a) {
        if (a.number(0, 0, 1) == 0) {
            a.count(1, 1);
            at.ok();
            return;
        }
        if (first && a.count() == 1) {
            at.tell(Refused.type(1).code());
            throw Refused.value(1);
        }
        a.count(4, first ? 5 : 4);
        boolean named = !a.text(1).isEmpty() && !a.text(2).isEmpty();
        a.number(3, 0, 65_535);
        if (!named) {
            throw Refused.bare();
        }
        at.ok();
    }
}
