package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.Locale;

/** CIFSR, CIPSTA, CIPAP and the two MAC addresses (at-protocol §6.7). */
final class AddressCommands {
    private final AtCore at;

    AddressCommands(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("CIFSR", Form.TEST, (name, p) -> at.ok())
                .on("CIFSR", Form.EXEC, (name, p) -> addresses())
                .on("CIFSR", Form.SET, this::setFromCifsr);
        table.on("CIPSTA", (name, p) -> queryStation(name), this::setStation);
        table.on("CIPAP", (name, p) -> queryAp(name), this::setAp);
        table.on("CIPSTAMAC", (name, p) -> queryMac(name, "sta.mac"), (name, p) -> setMac(name, p, "sta.mac"));
        table.on("CIPAPMAC", (name, p) -> queryMac(name, "ap.mac"), (name, p) -> setMac(name, p, "ap.mac"));
    }

    /** The station's burnt-in address. */
    static String stationMac(Chip chip) {
        return StationCommands.mac(chip.mac());
    }

    private String mac(String key) {
        String station = stationMac(at.chip());
        return at.settings().text(key, key.equals("sta.mac") ? station : "1a" + station.substring(2));
    }

    private void addresses() {
        if ((at.wifi().mode() & Wifi.SOFT_AP) != 0) {
            at.reply("+CIFSR:APIP,\"" + at.ip().softAp().ip() + "\"\r\n");
            at.reply("+CIFSR:APMAC,\"" + mac("ap.mac") + "\"\r\n");
        }
        if (at.wifi().hasStation()) {
            // ESP_ATMod misspells the first of the two (at-protocol §6.7).
            at.reply((at.version().isAtMod() ? "+CISFR" : "+CIFSR") + ":STAIP,\""
                    + at.ip().station().ip() + "\"\r\n");
            at.reply("+CIFSR:STAMAC,\"" + mac("sta.mac") + "\"\r\n");
        }
        at.ok();
    }

    private void setFromCifsr(String name, Parameters p) {
        Ip4 ip = ip(p);
        if (ip == null) {
            at.refuse("IP ERROR");
            return;
        }
        at.ip().softAp().address(ip, at.ip().softAp().mask(), ip);
        at.ok();
    }

    private void queryStation(String name) {
        query(
                name,
                at.ip().station().ip(),
                at.ip().station().gateway(),
                at.ip().station().mask());
    }

    private void queryAp(String name) {
        query(
                name,
                at.ip().softAp().ip(),
                at.ip().softAp().gateway(),
                at.ip().softAp().mask());
    }

    private void query(String name, Ip4 ip, Ip4 gateway, Ip4 mask) {
        at.reply("+" + name + ":ip:\"" + ip + "\"\r\n");
        at.reply("+" + name + ":gateway:\"" + gateway + "\"\r\n");
        at.reply("+" + name + ":netmask:\"" + mask + "\"\r\n");
        at.ok();
    }

    private void setStation(String name, Parameters p) {
        set(
                name,
                p,
                "sta",
                at.wifi().hasStation(),
                (ip, gateway, mask) -> at.ip().station().address(ip, mask, gateway));
    }

    private void setAp(String name, Parameters p) {
        boolean on = (at.wifi().mode() & Wifi.SOFT_AP) != 0;
        set(name, p, "ap", on, (ip, gateway, mask) -> at.ip().softAp().address(ip, mask, gateway));
    }

    private interface Apply {
        void to(Ip4 ip, Ip4 gateway, Ip4 mask);
    }

    private void set(String name, Parameters p, String key, boolean on, Apply apply) {
        Ip4 ip = ip(p);
        Ip4 gateway = ip == null ? null : ip.host(1);
        Ip4 mask = new Ip4(255, 255, 255, 0);
        if (ip != null && p.comma()) {
            gateway = ip(p);
            mask = gateway != null && p.comma() ? ip(p) : null;
        }
        if (!on || ip == null || gateway == null || mask == null || !p.end()) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        at.settings().set(key + ".ip", ip.toString(), save);
        at.settings().set(key + ".gateway", gateway.toString(), save);
        at.settings().set(key + ".mask", mask.toString(), save);
        apply.to(ip, gateway, mask);
        at.ok();
    }

    private void queryMac(String name, String key) {
        at.reply("+" + name + ":\"" + mac(key) + "\"\r\n");
        at.ok();
    }

    private void setMac(String name, Parameters p, String key) {
        String text = p.text();
        if (text == null || !StationCommands.MAC.matcher(text).matches() || !p.end()) {
            at.error();
            return;
        }
        int first = Integer.parseInt(text.substring(0, 2), 16);
        if ((first & 1) != 0) {
            // A multicast address is nobody's own.
            at.error();
            return;
        }
        at.settings().set(key, text.toLowerCase(Locale.ROOT), at.saves(name));
        at.ok();
    }

    /** A quoted address; null if there is none. */
    static Ip4 ip(Parameters p) {
        String text = p.text();
        return text == null ? null : Ip4.parse(text).orElse(null);
    }
}
