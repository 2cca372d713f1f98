package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.Locale;
import java.util.Set;

/** CIFSR, CIPSTA, CIPAP and the two MAC addresses (at-protocol §6.7). */
final class AddressCommands {
    /** What no version takes for an address of its own. */
    static final Set<String> UNOWNED = Set.of("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff");

    private final AtCore at;
    private final Wifi wifi;

    AddressCommands(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
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
        if ((wifi.mode() & Wifi.SOFT_AP) != 0) {
            at.reply("+CIFSR:APIP,\"" + at.ip().softAp().ip() + "\"\r\n");
            at.reply("+CIFSR:APMAC,\"" + mac("ap.mac") + "\"\r\n");
        }
        if (wifi.hasStation()) {
            // ESP_ATMod misspells the first of the two (at-protocol §6.7).
            at.reply((at.version().isAtMod() ? "+CISFR" : "+CIFSR") + ":STAIP,\""
                    + at.ip().station().ip() + "\"\r\n");
            at.reply("+CIFSR:STAMAC,\"" + mac("sta.mac") + "\"\r\n");
        }
        at.ok();
    }

    private void setFromCifsr(String name, Parameters p) {
        if (at.version().isNonOs() && (wifi.mode() & Wifi.SOFT_AP) == 0) {
            at.error();
            return;
        }
        Ip4 ip = at.address(p.text()).orElse(null);
        if (ip == null) {
            at.refuse("IP ERROR");
            return;
        }
        if (at.junk(p)) {
            at.error();
            return;
        }
        at.ip().softAp().address(ip, at.ip().softAp().mask(), ip);
        at.ok();
    }

    private void queryStation(String name) {
        if (queriesStored(name)) {
            queryStored(name, "sta");
            return;
        }
        query(
                name,
                at.ip().station().ip(),
                at.ip().station().gateway(),
                at.ip().station().mask());
    }

    private boolean queriesStored(String name) {
        return at.version().isNonOs() && name.endsWith("_DEF");
    }

    /** What flash holds; zeros while nothing was stored (at-recorded D46). */
    private void queryStored(String name, String key) {
        String none = Ip4.ANY.toString();
        at.reply("+" + name + ":ip:\"" + at.settings().savedText(key + ".ip", none) + "\"\r\n");
        at.reply("+" + name + ":gateway:\"" + at.settings().savedText(key + ".gateway", none) + "\"\r\n");
        at.reply("+" + name + ":netmask:\"" + at.settings().savedText(key + ".mask", none) + "\"\r\n");
        at.ok();
    }

    private void queryAp(String name) {
        if (queriesStored(name)) {
            queryStored(name, "ap");
            return;
        }
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
                wifi.hasStation(),
                (ip, gateway, mask) -> at.ip().station().address(ip, mask, gateway));
    }

    private void setAp(String name, Parameters p) {
        boolean on = (wifi.mode() & Wifi.SOFT_AP) != 0;
        set(name, p, "ap", on, (ip, gateway, mask) -> at.ip().softAp().address(ip, mask, gateway));
    }

    private interface Apply {
        void to(Ip4 ip, Ip4 gateway, Ip4 mask);
    }

    private void set(String name, Parameters p, String key, boolean on, Apply apply) {
        if (at.version().isNonOs()) {
            setNonOs(name, p, key, on, apply);
            return;
        }
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
        take(name, key, ip, gateway, mask, apply);
        at.ok();
    }

    /** Gateway and mask may be missing, also behind a comma; 255.255.255.255 is how inet_addr fails (at-recorded D37). */
    private void setNonOs(String name, Parameters p, String key, boolean on, Apply apply) {
        Ip4 ip = at.address(p.text()).orElse(null);
        boolean nowhere = ip == null || ip.equals(new Ip4(255, 255, 255, 255)) || ip.isAny() && key.equals("ap");
        Ip4 gateway = ip == null ? null : ip.host(1);
        Ip4 mask = new Ip4(255, 255, 255, 0);
        boolean more = ip != null && p.comma();
        if (more && !p.end()) {
            gateway = at.address(p.text()).orElse(null);
            if (gateway != null && p.comma() && !p.end()) {
                mask = at.address(p.text()).orElse(null);
            }
        }
        // CIPAP does not look behind a lone address.
        boolean junk = !p.end() && (more || key.equals("sta"));
        if (!on || nowhere || gateway == null || mask == null || junk) {
            at.error();
            return;
        }
        boolean moved = key.equals("sta") && !ip.equals(at.ip().station().ip());
        take(name, key, ip, gateway, mask, apply);
        at.ok();
        if (moved) {
            // lwIP aborts what stood on the old address.
            at.out().whenOut(at.links()::wifiLost);
        }
    }

    private void take(String name, String key, Ip4 ip, Ip4 gateway, Ip4 mask, Apply apply) {
        boolean save = at.saves(name);
        at.settings().set(key + ".ip", ip.toString(), save);
        at.settings().set(key + ".gateway", gateway.toString(), save);
        at.settings().set(key + ".mask", mask.toString(), save);
        apply.to(ip, gateway, mask);
    }

    private void queryMac(String name, String key) {
        // Erased flash reads as ones (at-recorded D47).
        String mac = queriesStored(name) ? at.settings().savedText(key, "ff:ff:ff:ff:ff:ff") : mac(key);
        at.reply("+" + name + ":\"" + mac + "\"\r\n");
        at.ok();
    }

    private void setMac(String name, Parameters p, String key) {
        String text = p.text();
        if (text == null || !StationCommands.MAC.matcher(text).matches() || !p.end()) {
            at.error();
            return;
        }
        boolean unowned = at.version().isNonOs() && UNOWNED.contains(text.toLowerCase(Locale.ROOT));
        if (unowned || at.version().is("mac-checks") && !mayHave(text, key)) {
            at.error();
            return;
        }
        at.settings().set(key, text.toLowerCase(Locale.ROOT), at.saves(name));
        at.ok();
    }

    /** A multicast address belongs to no station, and NonOS refuses zeros and an interface that is off (at-recorded D50). */
    private boolean mayHave(String mac, String key) {
        boolean multicast = (Integer.parseInt(mac.substring(0, 2), 16) & 1) != 0;
        if (!at.version().isNonOs()) {
            return !multicast;
        }
        boolean on = key.equals("sta.mac") ? wifi.hasStation() : (wifi.mode() & Wifi.SOFT_AP) != 0;
        return on && !multicast;
    }

    /** A quoted address; null if there is none. */
    static Ip4 ip(Parameters p) {
        String text = p.text();
        return text == null ? null : Ip4.parse(text).orElse(null);
    }
}
