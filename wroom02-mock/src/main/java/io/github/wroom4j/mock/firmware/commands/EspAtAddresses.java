package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.Locale;
import java.util.Optional;

/** ESP-AT's own addresses: CIPSTA, CIPAP and the two MAC addresses (at-recorded-esp-at §3.2). */
final class EspAtAddresses {
    private static final Ip4 ALL = new Ip4(255, 255, 255, 255);

    private final AtCore at;
    private final boolean old;

    EspAtAddresses(AtCore at) {
        this.at = at;
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.instead("CIPSTA", Form.SET, EspAtHandler.of(this::setStation));
        table.instead("CIPAP", Form.SET, EspAtHandler.of(this::setAp));
        table.instead("CIPSTAMAC", Form.SET, EspAtHandler.of(a -> setMac(a, "sta.mac")));
        table.instead("CIPAPMAC", Form.SET, EspAtHandler.of(a -> setMac(a, "ap.mac")));
    }

    private record Addresses(Ip4 ip, Ip4 gateway, Ip4 mask) {}

    private void setStation(Arguments a) {
        Addresses to = addresses(a);
        if (a.count() > 3) {
            throw Refused.bare();
        }
        store("sta", to);
        at.ip().station().address(to.ip, to.mask, to.gateway);
        at.ok();
    }

    private void setAp(Arguments a) {
        Addresses to = addresses(a);
        a.count(1, 3, 3);
        store("ap", to);
        at.ip().softAp().address(to.ip, to.mask, to.gateway);
        at.ok();
    }

    /** {@code address[,gateway[,mask]]}. */
    private Addresses addresses(Arguments a) {
        Ip4 ip = address(a, 0);
        Ip4 gateway = a.count() > 1 ? address(a, 1) : ip.host(1);
        Ip4 mask = a.count() > 2 ? address(a, 2) : new Ip4(255, 255, 255, 0);
        return new Addresses(ip, gateway, mask);
    }

    private Ip4 address(Arguments a, int index) {
        String text = a.text(index);
        Optional<Ip4> read = old ? Ip4.aton(text) : Ip4.parse(text);
        return read.filter(ip -> !ip.isAny() && !ip.equals(ALL)).orElseThrow(() -> Refused.value(index));
    }

    private void store(String key, Addresses to) {
        boolean save = at.store();
        at.settings().set(key + ".ip", to.ip.toString(), save);
        at.settings().set(key + ".gateway", to.gateway.toString(), save);
        at.settings().set(key + ".mask", to.mask.toString(), save);
    }

    private void setMac(Arguments a, String key) {
        a.count(1, 1, 1);
        String text = a.text(0).toLowerCase(Locale.ROOT);
        if (!StationCommands.MAC.matcher(text).matches() || AddressCommands.UNOWNED.contains(text)) {
            throw Refused.value(0);
        }
        if ((Integer.parseInt(text.substring(0, 2), 16) & 1) != 0) {
            // A multicast address is nobody's own.
            throw key.equals("sta.mac") ? Refused.execution() : Refused.bare();
        }
        at.settings().set(key, text, at.store());
        at.ok();
    }
}
