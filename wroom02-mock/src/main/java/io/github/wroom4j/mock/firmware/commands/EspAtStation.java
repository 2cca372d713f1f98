package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.util.HexFormat;
import java.util.Optional;

/** ESP-AT's station: CWMODE, CWJAP, CWLAP, CWQAP, CWSTATE and their kin (at-recorded-esp-at §§3.1, 3.2). */
final class EspAtStation {
    private static final int LONGEST_SSID = 32;
    private static final int LONGEST_PASSWORD = 64;
    private static final int LISTEN_MOST = 100;

    private final AtCore at;
    private final Wifi wifi;
    private final StationCommands station;
    private final boolean old;
    private String tried = "";
    private boolean left;
    private String details = ",0,1,3,0,0";
    private String reconnect = "0,0";
    private int protocol = 7;

    EspAtStation(AtCore at, Wifi wifi, StationCommands station) {
        this.at = at;
        this.wifi = wifi;
        this.station = station;
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.instead("CWMODE", Form.SET, EspAtHandler.of(this::setMode));
        table.instead("CWJAP", Form.QUERY, (name, p) -> queryJoin());
        table.instead("CWJAP", Form.SET, EspAtHandler.of(old ? this::joinAsOfOld : this::joinSilently));
        table.instead("CWJAP", Form.EXEC, (name, p) -> rejoin());
        table.instead("CWLAP", Form.EXEC, (name, p) -> find("", "", 0));
        table.instead("CWLAP", Form.SET, EspAtHandler.of(old ? this::scanAsOfOld : this::scan));
        table.instead("CWLAPOPT", Form.SET, EspAtHandler.of(this::options));
        table.instead("CWQAP", Form.EXEC, (name, p) -> leave());
        table.instead("CWAUTOCONN", Form.SET, EspAtHandler.of(this::setAuto));
        table.instead("CWHOSTNAME", Form.SET, EspAtHandler.of(this::setHostName));
        table.instead("CWSTATE", Form.QUERY, (name, p) -> state());
        table.instead("CWRECONNCFG", Form.QUERY, (name, p) -> reconnection());
        table.instead("CWRECONNCFG", Form.SET, EspAtHandler.of(this::setReconnection));
        table.instead("CWSTAPROTO", Form.QUERY, (name, p) -> {
            at.reply("+CWSTAPROTO:" + protocol); // no line end of its own (at-recorded-esp-at §3.2)
            at.ok();
        });
        table.instead("CWSTAPROTO", Form.SET, EspAtHandler.of(a -> {
            protocol = protocol(a);
            at.ok();
        }));
    }

    // ---- mode ----

    private void setMode(Arguments a) {
        a.count(1, old ? 1 : 2, 1);
        int mode = a.toldNumber(0, 0, 3);
        if (a.count() > 1) {
            a.number(1, 0, 1);
        }
        at.settings().set("mode", mode, at.store());
        left |= at.ip().station().joined().isPresent() && (mode & Wifi.STATION) == 0;
        wifi.mode(mode);
        at.ok();
    }

    // ---- join ----

    private void queryJoin() {
        Optional<AirAccessPoint> joined = at.ip().station().joined();
        if (joined.isEmpty()) {
            at.say("No AP");
            at.ok();
            return;
        }
        AirAccessPoint point = joined.get();
        // The SSID is printed raw: a quote in it breaks naive hosts (at-protocol §6.3).
        String row = "+CWJAP:\"" + point.ssid() + "\",\"" + StationCommands.mac(point.bssid()) + "\"," + point.channel()
                + "," + point.rssi();
        int columns = at.version().number("jap-columns");
        at.reply(row + (columns == 9 ? details : ",0".repeat(columns - 4)) + "\r\n");
        at.ok();
    }

    /** CWJAP of 2.2 and later tells nothing of parameters that it refuses. */
    private void joinSilently(Arguments a) {
        try {
            join(a);
        } catch (Refused refused) {
            throw Refused.silently(refused);
        }
    }

    /** {@code ssid,password[,bssid[,pci[,reconn[,listen[,scan[,timeout[,pmf]]]]]]]} of 2.2 and later. */
    private void join(Arguments a) {
        a.count(2, 9);
        String ssid = a.text(0);
        String password = a.text(1);
        String bssid = a.count() > 2 ? a.text(2) : "";
        int pci = a.numberOr(3, 0, 0, 1);
        int interval = a.numberOr(4, 1, 0, 7200);
        int listen = a.numberOr(5, 3, 1, LISTEN_MOST);
        int scan = a.numberOr(6, 0, 0, 1);
        int timeout = a.numberOr(7, 0, 3, 600);
        int pmf = a.numberOr(8, 0, 0, 3);
        boolean wrong = ssid.isEmpty() || ssid.length() > LONGEST_SSID || password.length() > LONGEST_PASSWORD;
        if (wrong || !bssid.isEmpty() && !isAddress(bssid)) {
            throw Refused.bare();
        }
        details = "," + pci + "," + interval + "," + listen + "," + scan + "," + pmf;
        reconnect = interval + ",0";
        at.ip().station().reconnectPolicy(interval > 0);
        join(ssid, password, bssid, timeout);
    }

    /** 2.0 reads on past the last parameter, and then looks at the text that it read last. */
    private void joinAsOfOld(Arguments a) {
        boolean first = at.version().is("first-core");
        String ssid = a.text(0);
        if (ssid.isEmpty() || ssid.length() > LONGEST_SSID) {
            throw Refused.length(0);
        }
        String password = ssid;
        String bssid = "";
        if (a.count() > 1) {
            password = a.text(1);
            bssid = a.count() > 2 ? a.text(2) : "";
        } else if (first) {
            at.tell(Refused.type(1).code());
            at.tell(Refused.type(2).code());
            bssid = ssid;
        } else {
            throw Refused.bare();
        }
        if (password.length() > LONGEST_PASSWORD) {
            throw Refused.length(1);
        }
        if (!bssid.isEmpty() && !isAddress(bssid)) {
            throw Refused.length(2);
        }
        if (a.count() == 1) {
            throw Refused.type(3);
        }
        numberWithin(a, 3, 0, 1);
        numberWithin(a, 4, 0, 1);
        numberWithin(a, 5, 1, LISTEN_MOST);
        a.count(2, 6, 6);
        join(ssid, password, bssid, 0);
    }

    private static void numberWithin(Arguments a, int index, int least, int most) {
        if (a.has(index) && (a.number(index) < least || a.number(index) > most)) {
            throw Refused.length(index);
        }
    }

    private static boolean isAddress(String text) {
        return StationCommands.MAC.matcher(text).matches();
    }

    private void join(String ssid, String password, String bssid, int timeout) {
        if (!wifi.hasStation()) {
            throw Refused.execution();
        }
        at.settings().set("ssid", ssid, at.store());
        at.settings().set("password", password, at.store());
        tried = ssid;
        left = false;
        byte[] only = bssid.isEmpty() ? null : HexFormat.ofDelimiter(":").parseHex(bssid);
        wifi.join(ssid, password, only, timeout);
    }

    private void rejoin() {
        boolean joined = at.ip().station().joined().isPresent();
        String ssid = at.settings().text("ssid", "");
        if (joined && !old) {
            at.ok();
            return;
        }
        if (joined || ssid.isEmpty() || !wifi.hasStation()) {
            at.error();
            return;
        }
        join(ssid, at.settings().text("password", ""), "", 0);
    }

    private void leave() {
        if (!wifi.hasStation()) {
            at.error();
            return;
        }
        left = true;
        at.ip().station().disconnect();
        at.ok();
    }

    private void state() {
        Optional<AirAccessPoint> joined = at.ip().station().joined();
        String ssid = joined.map(AirAccessPoint::ssid).orElse(tried);
        int apart = ssid.isEmpty() ? 0 : left ? 4 : 3;
        int state = at.gotIp() ? 2 : joined.isPresent() ? 1 : apart;
        at.reply("+CWSTATE:" + state + ",\"" + ssid + "\"\r\n");
        at.ok();
    }

    // ---- scan ----

    /** {@code [ssid[,bssid[,channel[,type[,least[,most]]]]]]}: each may be left out. */
    private void scan(Arguments a) {
        a.count(1, 6);
        String ssid = a.text(0);
        String bssid = a.count() > 1 ? a.text(1) : "";
        int channel = a.numberOr(2, 0, 1, 14);
        a.numberOr(3, 0, 0, 1);
        a.numberOr(4, 0, 0, 1500);
        a.numberOr(5, 0, 0, 1500);
        if (ssid.length() > LONGEST_SSID || !bssid.isEmpty() && !isAddress(bssid)) {
            throw Refused.bare();
        }
        find(ssid, bssid, channel);
    }

    /** 2.0 and 2.1 tell of a filter that they cannot read, and scan without it. */
    private void scanAsOfOld(Arguments a) {
        String ssid = readable(() -> a.text(0), "");
        if (ssid.length() > LONGEST_SSID) {
            throw Refused.value(0);
        }
        String bssid = a.count() > 1 ? readable(() -> a.text(1), "") : "";
        if (!bssid.isEmpty() && !isAddress(bssid)) {
            throw Refused.value(1);
        }
        int channel = a.has(2) ? readable(() -> a.number(2), 0) : 0;
        if (channel < 0 || channel > 13) {
            throw Refused.value(2);
        }
        a.count(1, 6);
        find(ssid, bssid, channel);
    }

    private interface Read<T> {
        T value();
    }

    private <T> T readable(Read<T> read, T otherwise) {
        try {
            return read.value();
        } catch (Refused refused) {
            at.tell(refused.code());
            return otherwise;
        }
    }

    private void find(String ssid, String bssid, int channel) {
        if (!wifi.hasStation()) {
            throw Refused.execution();
        }
        station.scan(Optional.of(ssid).filter(s -> !s.isEmpty()), bssid, channel);
    }

    /** {@code [sort[,mask[,rssi[,authentication]]]]}; 2.0 and 2.1 want the first two, of five columns. */
    private void options(Arguments a) {
        if (old) {
            a.count(2, 2, 2);
            station.options(a.number(0, 0, 1) == 1, a.number(1, 0, 31));
        } else {
            a.count(1, 4);
            boolean sorted = a.numberOr(0, 0, 0, 1) == 1;
            int mask = a.numberOr(1, at.version().number("lap-mask"), 0, 2047);
            a.numberOr(2, -100, -100, 40);
            a.numberOr(3, 0, 0, Integer.MAX_VALUE);
            station.options(sorted, mask);
        }
        at.ok();
    }

    // ---- the rest ----

    private void setAuto(Arguments a) {
        a.count(1, 1, 1);
        at.settings().set("autoconnect", a.toldNumber(0, 0, 1), !at.version().is("first-core"));
        at.ok();
    }

    private void setHostName(Arguments a) {
        a.count(1, 1, 1);
        String host = a.text(0);
        if (host.isEmpty() || host.length() > 32) {
            throw Refused.bare();
        }
        at.settings().set("hostname", host, at.store());
        at.ok();
    }

    private void reconnection() {
        at.reply("+CWRECONNCFG:" + reconnect + "\r\n");
        at.ok();
    }

    private void setReconnection(Arguments a) {
        a.count(2, 2);
        int interval = a.number(0, 0, 7200);
        reconnect = interval + "," + a.number(1, 0, 1000);
        at.ip().station().reconnectPolicy(interval > 0);
        at.ok();
    }

    /** 802.11 b, bg or bgn. */
    static int protocol(Arguments a) {
        a.count(1, 1);
        int bits = a.number(0);
        if (bits != 1 && bits != 3 && bits != 7) {
            throw Refused.bare();
        }
        return bits;
    }
}
