package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;

/**
 * How a module learns of its access point from others than its host: smart configuration, WPS, and being discovered
 * (at-protocol §§6.3, 6.8). The phone and the button are the test's: {@link #heard} and {@link #button}.
 */
public final class Provisioning {
    /** {@code AT+CWSTARTSMART=<type>}: bit 0 ESP-Touch, bit 1 AirKiss; without a type both. */
    private static final int BOTH = 3;

    /** What a phone sends. */
    public enum Kind {
        ESPTOUCH,
        AIRKISS
    }

    private final AtCore at;
    private final Wifi wifi;
    private int kinds;
    /** The strongest security that may be asked for; 6 was taken when it was recorded. */
    private static final int WEAKEST_MOST = 6;

    private boolean wps;

    Provisioning(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
    }

    void register(HandlerTable table) {
        table.on("CWSTARTSMART", Form.EXEC, (name, p) -> start(BOTH)).on("CWSTARTSMART", Form.SET, this::startKinds);
        table.on("CWSTOPSMART", Form.EXEC, (name, p) -> stop());
        table.on("CWSTARTDISCOVER", Form.SET, this::startDiscover)
                .on("CWSTOPDISCOVER", Form.EXEC, (name, p) -> at.ok());
        table.on("WPS", Form.SET, this::wps).on("WPS", Form.EXEC, (name, p) -> wps(1));
        if (at.version().isEspAt()) {
            table.instead("CWSTARTSMART", Form.SET, EspAtHandler.of(this::startKinds));
            table.instead("WPS", Form.SET, EspAtHandler.of(this::wps));
        }
    }

    /** {@code kinds[,weakest]}: from 2.1 on also the weakest security that is taken. */
    private void startKinds(Arguments a) {
        int which = a.number(0, 1, BOTH);
        a.count(1, at.version().is("first-core") ? 1 : 2);
        a.numberOr(1, 0, 0, WEAKEST_MOST);
        start(which);
    }

    /** {@code on[,weakest]}, as above. */
    private void wps(Arguments a) {
        int on = a.number(0, 0, 1);
        a.count(1, at.version().is("first-core") ? 1 : 2, 1);
        a.numberOr(1, 0, 0, WEAKEST_MOST);
        wps(on);
    }

    private void start(int which) {
        if (!wifi.hasStation() && !at.version().isNonOs()) {
            at.error();
            return;
        }
        kinds = which;
        wifi.smart(true);
        at.ok();
    }

    private void startKinds(String name, Parameters p) {
        int which = p.number(1, BOTH);
        if (which < 0 || at.junk(p)) {
            at.error();
            return;
        }
        start(which);
    }

    private void stop() {
        wifi.smart(false);
        at.ok();
    }

    /** A phone sends a network's name and password; false if the module does not listen for its kind. */
    public boolean heard(Kind kind, String ssid, String password) {
        if (!wifi.smart() || (kinds >> kind.ordinal() & 1) == 0) {
            return false;
        }
        at.out().event("smartconfig type:" + kind + "\r\n");
        at.out().event("Smart get wifi info\r\nssid:" + ssid + "\r\npassword:" + password + "\r\n");
        learn(ssid, password, () -> at.out().event("smartconfig connected wifi\r\n"));
        return true;
    }

    /** The access point's WPS button is pressed: it sends its name and password; false if the module does not wait for that. */
    public boolean button(String ssid, String password) {
        if (!wps) {
            return false;
        }
        wps = false;
        // What the firmware prints of it, beside the events of joining, no source says.
        learn(ssid, password, () -> {});
        return true;
    }

    private void learn(String ssid, String password, Runnable joined) {
        boolean save = at.saves("");
        at.settings().set("ssid", ssid, save);
        at.settings().set("password", password, save);
        wifi.joinByItself(ssid, password, joined);
    }

    /** Answers to a phone's broadcasts never show on the AT port. */
    private void startDiscover(String name, Parameters p) {
        String key = p.text();
        if (key == null || !p.comma() || p.text() == null || !p.comma() || p.number(0, 65535) < 0) {
            at.error();
            return;
        }
        at.ok();
    }

    private void wps(String name, Parameters p) {
        if (mismatch()) {
            return;
        }
        int on = p.number();
        if (on == Parameters.ABSENT || on == Parameters.WRONG || at.junk(p)) {
            at.error();
            return;
        }
        wps(on);
    }

    /** NonOS has a text for each outcome, and wants the station alone (at-recorded D69). */
    private void wps(int on) {
        if (mismatch()) {
            return;
        }
        if (on != 0 && on != 1) {
            refuseWps("wps command error");
            return;
        }
        wps = on == 1;
        if (at.version().isNonOs()) {
            at.reply(wps ? "wps started\r\n" : "wps stoped\r\n");
        }
        at.ok();
    }

    private boolean mismatch() {
        boolean nonOs = at.version().isNonOs();
        boolean fits = nonOs ? wifi.mode() == Wifi.STATION : wifi.hasStation();
        if (!fits) {
            refuseWps("opmode mismatch when wps");
        }
        return !fits;
    }

    private void refuseWps(String why) {
        if (at.version().isNonOs()) {
            at.refuse(why);
        } else {
            at.error();
        }
    }
}
