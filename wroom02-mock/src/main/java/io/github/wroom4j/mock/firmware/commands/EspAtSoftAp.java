package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;

/** ESP-AT's soft access point: CWSAP, CWLIF, CWQIF, CWDHCP, CWDHCPS, CWCOUNTRY, CWAPPROTO (at-recorded-esp-at §3.2). */
final class EspAtSoftAp {
    private final AtCore at;
    private final Wifi wifi;
    private final boolean old;
    private int protocol = 7;

    EspAtSoftAp(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.instead("CWSAP", Form.QUERY, (name, p) -> query());
        table.instead("CWSAP", Form.SET, EspAtHandler.of(this::set));
        table.instead("CWLIF", Form.EXEC, (name, p) -> clients());
        table.instead("CWQIF", Form.EXEC, (name, p) -> sendAllAway());
        table.instead("CWQIF", Form.SET, EspAtHandler.of(this::sendAway));
        table.instead("CWDHCP", Form.SET, EspAtHandler.of(this::setDhcp));
        table.instead("CWDHCPS", Form.SET, EspAtHandler.of(this::setLeases));
        table.instead("CWCOUNTRY", Form.SET, EspAtHandler.of(this::setCountry));
        table.instead("CWAPPROTO", Form.QUERY, (name, p) -> {
            at.reply("+CWAPPROTO:" + protocol); // no line end of its own (at-recorded-esp-at §3.2)
            at.ok();
        });
        table.instead("CWAPPROTO", Form.SET, EspAtHandler.of(a -> {
            protocol = EspAtStation.protocol(a);
            at.ok();
        }));
    }

    private boolean isOn() {
        return (wifi.mode() & Wifi.SOFT_AP) != 0;
    }

    private void wantOn() {
        if (!isOn()) {
            throw Refused.execution();
        }
    }

    private void query() {
        wantOn();
        SoftApRadio ap = at.ip().softAp();
        at.reply("+CWSAP:\"" + ap.ssid() + "\",\"" + ap.password() + "\"," + ap.channel() + ","
                + ap.security().ordinal() + "," + ap.maxClients() + "," + (ap.hidden() ? 1 : 0) + "\r\n");
        at.ok();
    }

    /** {@code ssid,password,channel,encryption[,clients[,hidden]]}. WEP is refused; a guarded one needs 8 … 63 characters. */
    private void set(Arguments a) {
        String ssid = a.text(0);
        if (ssid.isEmpty() || ssid.length() > 32) {
            throw Refused.value(0);
        }
        if (a.count() == 1 && at.version().is("first-core")) {
            at.tell(Refused.type(1).code());
            throw Refused.type(2);
        }
        String password = a.text(1);
        int channel = a.toldNumber(2, 1, old ? 13 : 14);
        int encryption = a.number(3);
        boolean guarded = encryption > 0;
        if (encryption < 0 || encryption == 1 || encryption > 4 || guarded && password.length() < 8) {
            throw Refused.value(3);
        }
        if (guarded && password.length() > 63) {
            throw Refused.execution();
        }
        a.count(4, 6);
        int most = a.count() > 4 ? a.number(4, 1, 10) : SoftApRadio.MAX_CLIENTS;
        int hidden = a.count() > 5 ? a.number(5, 0, 1) : 0;
        wantOn();
        boolean save = at.store();
        at.settings().set("ap.ssid", ssid, save);
        at.settings().set("ap.password", password, save);
        at.settings().set("ap.channel", channel, save);
        at.settings().set("ap.ecn", encryption, save);
        at.settings().set("ap.max", most, save);
        at.settings().set("ap.hidden", hidden, save);
        at.ip().softAp().configure(ssid, password, channel, AuthMode.values()[encryption], hidden == 1, most);
        at.ok();
    }

    // ---- clients ----

    private void clients() {
        wantOn();
        at.ip().softAp().clients().forEach(client -> at.reply("+CWLIF:" + client.ip() + "," + client.mac() + "\r\n"));
        at.ok();
    }

    private void sendAllAway() {
        if (wifi.mode() == Wifi.STATION) {
            throw Refused.execution();
        }
        at.ip().softAp().clients().forEach(client -> at.ip().softAp().leave(client.mac()));
        at.ok();
    }

    private void sendAway(Arguments a) {
        String mac = a.text(0);
        if (mac.isEmpty()) {
            throw Refused.value(0);
        }
        if (a.count() > 1 || !StationCommands.MAC.matcher(mac).matches()) {
            throw Refused.bare();
        }
        at.ip().softAp().leave(mac);
        at.ok();
    }

    // ---- DHCP ----

    /** {@code on,mask}: bit 0 the station, bit 1 the access point. */
    private void setDhcp(Arguments a) {
        a.count(2, 2, 1);
        int on = a.toldNumber(0, 0, 1);
        int which = a.toldNumber(1, 1, 3);
        boolean save = at.store();
        if ((which & 1) != 0) {
            at.settings().set("dhcp.sta", on, save);
            if (on == 1) {
                at.settings().set("sta.ip", "", save);
            }
            at.ip().station().dhcp(on == 1);
        }
        if ((which & 2) != 0) {
            at.settings().set("dhcp.ap", on, save);
        }
        at.ok();
    }

    private void setLeases(Arguments a) {
        int on = a.number(0, 0, 1);
        boolean save = at.store();
        Ip4 own = at.ip().softAp().ip();
        if (on == 0) {
            a.count(1, 1, 1);
            at.settings().set("leases.first", own.host(own.d() + 1).toString(), save);
            at.settings().set("leases.last", own.host(own.d() + 100).toString(), save);
            at.settings().set("leases.minutes", 120, save);
            at.ok();
            return;
        }
        a.count(4, 4);
        int minutes = a.number(1);
        Ip4 first = Ip4.parse(a.text(2)).orElse(null);
        Ip4 last = Ip4.parse(a.text(3)).orElse(null);
        boolean wrong = minutes < 1 || minutes > 2880 || first == null || last == null || !isOn();
        if (wrong || !first.sameNet24(own) || !first.sameNet24(last)) {
            throw Refused.bare();
        }
        if (first.d() > last.d() || last.d() - first.d() >= SoftApCommands.MOST_LEASES) {
            throw Refused.bare();
        }
        at.settings().set("leases.minutes", minutes, save);
        at.settings().set("leases.first", first.toString(), save);
        at.settings().set("leases.last", last.toString(), save);
        at.ok();
    }

    private void setCountry(Arguments a) {
        a.count(4, 4);
        int policy = a.number(0, 0, 1);
        String code = a.text(1);
        int first = a.number(2, 1, 14);
        int count = a.number(3, 1, 14);
        if (code.length() > 3) {
            throw Refused.bare();
        }
        at.settings().set("country", policy + ",\"" + code + "\"," + first + "," + count, at.store());
        at.ok();
    }
}
