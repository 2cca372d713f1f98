package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;

/** CWSAP, CWLIF, CWDHCP, CWDHCPS, CWCOUNTRY (at-protocol §6.6). */
final class SoftApCommands {
    private static final int AP_BIT = 1;
    private static final int STATION_BIT = 2;
    /** How many addresses the soft access point's server has to give. */
    static final int MOST_LEASES = 100;

    private final AtCore at;
    private final Wifi wifi;

    SoftApCommands(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
    }

    void register(HandlerTable table) {
        table.on("CWSAP", (name, p) -> query(name), this::set);
        table.on("CWLIF", Form.EXEC, (name, p) -> clients());
        table.on("CWDHCP", (name, p) -> queryDhcp(name), this::setDhcp);
        table.on("CWDHCPS", (name, p) -> queryLeases(name), this::setLeases);
        table.on("CWCOUNTRY", (name, p) -> queryCountry(name), this::setCountry);
    }

    private boolean hasAp() {
        return (wifi.mode() & Wifi.SOFT_AP) != 0;
    }

    private void query(String name) {
        if (!hasAp()) {
            at.error();
            return;
        }
        SoftApRadio ap = at.ip().softAp();
        at.reply("+" + name + ":\"" + ap.ssid() + "\",\"" + ap.password() + "\"," + ap.channel() + ","
                + ap.security().ordinal() + "," + ap.maxClients()
                + (at.version().is("sap-hidden") ? "," + (ap.hidden() ? 1 : 0) : "") + "\r\n");
        at.ok();
    }

    private void set(String name, Parameters p) {
        String ssid = p.text();
        String password = ssid != null && p.comma() ? p.text() : null;
        boolean nonOs = at.version().isNonOs();
        int channel = p.comma() ? p.number(1, nonOs ? 13 : 14) : -1;
        int ecn = p.comma() ? p.number(0, 4) : -1;
        // AT 0.40 ends with up to four clients; hiding came later (at-recorded D54).
        boolean mayHide = at.version().is("sap-hidden");
        int max = p.comma() ? p.number(1, mayHide ? 8 : 4) : SoftApRadio.MAX_CLIENTS;
        int hidden = mayHide && p.comma() ? p.number(0, 1) : 0;
        // WEP is refused, and a guarded access point needs 8 … 63 characters (at-protocol §6.6).
        boolean badPassword =
                password == null || ecn > 0 && (password.length() < 8 || password.length() > (nonOs ? 64 : 63));
        if (!hasAp()
                || ssid == null
                || ssid.isEmpty()
                || ssid.length() > 32
                || badPassword
                || channel < 0
                || ecn < 0
                || ecn == 1
                || max < 0
                || hidden < 0
                || !p.end()) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        at.settings().set("ap.ssid", ssid, save);
        at.settings().set("ap.password", password, save);
        at.settings().set("ap.channel", channel, save);
        at.settings().set("ap.ecn", ecn, save);
        at.settings().set("ap.max", max, save);
        at.settings().set("ap.hidden", hidden, save);
        at.ip().softAp().configure(ssid, password, channel, AuthMode.values()[ecn], hidden == 1, max);
        at.ok();
    }

    private void clients() {
        if (at.version().isNonOs() && !hasAp()) {
            at.error();
            return;
        }
        at.ip().softAp().clients().forEach(client -> at.reply(client.ip() + "," + client.mac() + "\r\n"));
        at.ok();
    }

    // ---- DHCP ----

    private int dhcpBits() {
        return at.settings().number("dhcp.ap", 1) * AP_BIT + (at.ip().station().dhcp() ? STATION_BIT : 0);
    }

    private void queryDhcp(String name) {
        int bits = dhcpBits();
        if (at.version().number("dhcp-station-bit") == 0) {
            // ESP-AT has the two bits the other way round (at-protocol §6.6).
            bits = bits >> 1 | (bits & 1) << 1;
        }
        at.reply("+" + name + ":" + bits + (at.version().isAtMod() ? "\r\n" : ""));
        at.ok();
    }

    private void setDhcp(String name, Parameters p) {
        int which = p.number();
        int on = p.comma() ? p.number() : -1;
        if (on < 0 || on > 1 || which < 0 || which > 2 || at.junk(p)) {
            at.error();
            return;
        }
        boolean station = which >= 1;
        boolean ap = which != 1;
        boolean off = station && !wifi.hasStation() || ap && !hasAp();
        if (off && at.version().isNonOs()) {
            // The SDK's dhcpc and dhcps calls refuse (at-recorded D43).
            at.error();
            return;
        }
        boolean save = at.saves(name);
        if (station) {
            at.settings().set("dhcp.sta", on, save);
            if (on == 1) {
                at.settings().set("sta.ip", "", save);
            }
            at.ip().station().dhcp(on == 1);
        }
        if (ap) {
            at.settings().set("dhcp.ap", on, save);
        }
        at.ok();
    }

    private void queryLeases(String name) {
        if (at.version().isNonOs()) {
            queryNonOsLeases(name);
            return;
        }
        Ip4 ip = at.ip().softAp().ip();
        at.reply("+" + name + ":" + at.settings().number("leases.minutes", 120) + ","
                + at.settings().text("leases.first", ip.host(ip.d() + 1).toString()) + ","
                + at.settings().text("leases.last", ip.host(ip.d() + 100).toString())
                + (at.version().isEspAt() ? "" : "\r\n"));
        at.ok();
    }

    /** No blank line before OK; nothing stored reads as zeros, and a soft AP that is off has no leases (at-recorded D44, D45, D48). */
    private void queryNonOsLeases(String name) {
        boolean stored = name.endsWith("_DEF");
        if (!stored && !hasAp()) {
            at.error();
            return;
        }
        Ip4 ip = at.ip().softAp().ip();
        String none = Ip4.ANY.toString();
        at.reply("+" + name + ":"
                + (stored
                        ? at.settings().savedText("leases.minutes", "0") + ","
                                + at.settings().savedText("leases.first", none) + ","
                                + at.settings().savedText("leases.last", none)
                        : at.settings().number("leases.minutes", 120) + ","
                                + at.settings()
                                        .text(
                                                "leases.first",
                                                ip.host(ip.d() + 1).toString()) + ","
                                + at.settings()
                                        .text(
                                                "leases.last",
                                                ip.host(ip.d() + 100).toString())));
        at.ok();
    }

    private void setLeases(String name, Parameters p) {
        int on = p.number(0, 1);
        if (at.version().isNonOs() && (!hasAp() || on == 0 && !p.end())) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        if (on == 0) {
            for (String key : new String[] {"leases.first", "leases.last"}) {
                at.settings()
                        .set(
                                key,
                                at.ip()
                                        .softAp()
                                        .ip()
                                        .host("leases.first".equals(key) ? 2 : 101)
                                        .toString(),
                                save);
            }
            at.settings().set("leases.minutes", 120, save);
            at.ok();
            return;
        }
        int minutes = p.comma() ? p.number(1, 2880) : -1;
        Ip4 first = minutes > 0 && p.comma() ? AddressCommands.ip(p) : null;
        Ip4 last = first != null && p.comma() ? AddressCommands.ip(p) : null;
        boolean nonOs = at.version().isNonOs();
        boolean elsewhere = nonOs
                && last != null
                && (!first.sameNet24(at.ip().softAp().ip()) || last.d() - first.d() >= MOST_LEASES);
        boolean wrong = on < 0 || last == null || elsewhere || !hasAp();
        if (wrong || !first.sameNet24(last) || first.d() > last.d() || !p.end()) {
            at.error();
            return;
        }
        at.settings().set("leases.minutes", minutes, save);
        at.settings().set("leases.first", first.toString(), save);
        at.settings().set("leases.last", last.toString(), save);
        at.ok();
    }

    // ---- country ----

    private void queryCountry(String name) {
        at.reply("+" + name + ":" + at.settings().text("country", "0,\"CN\",1,13") + "\r\n");
        at.ok();
    }

    private void setCountry(String name, Parameters p) {
        int policy = p.number(0, 1);
        String code = p.comma() ? p.text() : null;
        int first = p.comma() ? p.number(1, 14) : -1;
        int count = p.comma() ? p.number(1, 14) : -1;
        if (policy < 0 || code == null || code.isEmpty() || code.length() > 3 || first < 0 || count < 0 || !p.end()) {
            at.error();
            return;
        }
        at.settings().set("country", policy + ",\"" + code + "\"," + first + "," + count, at.saves(name));
        at.ok();
    }
}
