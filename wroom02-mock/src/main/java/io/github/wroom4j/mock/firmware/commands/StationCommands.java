package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** CWMODE, CWJAP, CWLAP, CWLAPOPT, CWQAP, CWAUTOCONN, CWHOSTNAME, CWSTATE … (at-protocol §6). */
final class StationCommands {
    static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    private final AtCore at;
    private final Wifi wifi;
    private boolean sorted;
    private int mask;
    private int joinTimeout;

    StationCommands(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
        this.mask = at.version().number("lap-mask");
    }

    void register(HandlerTable table) {
        table.on("CWMODE", this::queryMode, this::setMode).on("CWMODE", Form.TEST, this::testMode);
        table.on("CWJAP", this::queryJoin, this::setJoin);
        table.on("CWJAPTO", (name, p) -> queryTimeout(), this::setTimeout);
        table.on("CWLAP", Form.EXEC, (name, p) -> scan(Optional.empty(), "", 0)).on("CWLAP", Form.SET, this::scanFor);
        table.on("CWLAPOPT", Form.SET, this::options);
        table.on("CWQAP", Form.TEST, (name, p) -> at.ok()).on("CWQAP", Form.EXEC, (name, p) -> leave());
        table.on("CWAUTOCONN", (name, p) -> queryAuto(), this::setAuto);
        table.on("CWHOSTNAME", (name, p) -> queryHostName(), this::setHostName);
        table.on("CWJEAP", (name, p) -> at.ok(), (name, p) -> at.error());
    }

    // ---- mode ----

    private void testMode(String name, Parameters p) {
        at.reply("+" + name + ":(1-3)\r\n");
        at.ok();
    }

    private void queryMode(String name, Parameters p) {
        int mode = name.endsWith("_DEF")
                ? Integer.parseInt(at.settings().savedText("mode", at.version().text("default-mode")))
                : wifi.mode();
        at.reply("+" + name + ":" + mode + "\r\n");
        at.ok();
    }

    private void setMode(String name, Parameters p) {
        int mode = p.number(1, 3);
        if (mode < 0 || at.junk(p)) {
            at.error();
            return;
        }
        at.settings().set("mode", mode, at.saves(name));
        wifi.mode(mode);
        at.ok();
    }

    // ---- join ----

    private void queryJoin(String name, Parameters p) {
        Optional<AirAccessPoint> joined = at.ip().station().joined();
        if (joined.isEmpty()) {
            at.say("No AP");
            at.ok();
            return;
        }
        AirAccessPoint point = joined.get();
        String row = "+" + name + ":\"" + point.ssid() + "\",\"" + mac(point.bssid()) + "\"," + point.channel() + ","
                + point.rssi();
        // The SSID is printed raw: a quote in it breaks naive hosts (at-protocol §6.3).
        row += at.version().number("jap-columns") > 4 ? ",0" : "";
        at.reply(row + "\r\n");
        at.ok();
    }

    private void setJoin(String name, Parameters p) {
        if (wifi.smart()) {
            if (at.version().text("smart-started").endsWith("\n")) {
                at.refuse("Smart started");
            } else {
                // AT 0.40 forgets the line end (at-protocol §16.2 C6).
                at.reply("Smart started");
                at.error();
            }
            return;
        }
        String ssid = p.text();
        boolean comma = ssid != null && p.comma();
        String password = comma ? p.text() : null;
        if (comma && password == null && p.end() && at.version().isNonOs()) {
            // A comma with nothing behind it stands for no password (at-recorded D39).
            password = "";
        }
        boolean wrong = ssid == null || ssid.isEmpty() || password == null || !wifi.hasStation();
        String bssid = null;
        if (!wrong && at.version().isNonOs()) {
            bssid = p.comma() ? nonOsBssid(p) : "";
            wrong = bssid == null;
        } else if (!wrong && p.comma()) {
            bssid = p.text();
            wrong = bssid != null && !bssid.isEmpty() && !MAC.matcher(bssid).matches();
            while (!wrong && p.comma()) {
                wrong = p.number() == Parameters.WRONG;
            }
        }
        if (wrong || !p.end() || ssid.length() > 32 || password.length() > 64) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        at.settings().set("ssid", ssid, save);
        at.settings().set("password", password, save);
        byte[] only = at.version().isNonOs() && !bssid.isEmpty()
                ? HexFormat.ofDelimiter(":").parseHex(bssid)
                : null;
        wifi.join(ssid, password, only, joinTimeout);
    }

    /**
     * The access point's address behind a comma, and what may follow it: from 1.7 on pci_en, and the address may then be
     * left out (at-recorded D40). Null for anything else.
     */
    private String nonOsBssid(Parameters p) {
        String bssid = p.text();
        if (bssid != null && !MAC.matcher(bssid).matches()) {
            return null;
        }
        boolean more = at.version().number("jap-columns") > 4 && p.comma();
        if (more && p.number(0, 1) < 0) {
            return null;
        }
        return bssid == null ? more ? "" : null : bssid;
    }

    private void queryTimeout() {
        at.reply("+CWJAPTO:" + (joinTimeout == 0 ? at.version().number("join-polls") : joinTimeout) + "\r\n");
        at.ok();
    }

    private void setTimeout(String name, Parameters p) {
        int seconds = p.number();
        // 1 and from 3 to what 601 is within; the bounds are where recordings change (at-recorded §7, 1.7.6).
        boolean refused = seconds < 1 || seconds == Parameters.WRONG;
        if (refused || at.junk(p)) {
            at.error();
            return;
        }
        joinTimeout = seconds;
        at.ok();
    }

    private void leave() {
        if (at.version().is("qap-needs-station") && !wifi.hasStation()) {
            at.refuse("QAP fail");
            return;
        }
        at.ok();
        at.links().status(ModuleLinks.NO_WIFI);
        at.out().whenOut(() -> {
            at.ip().station().disconnect();
            at.links().status(ModuleLinks.NO_WIFI);
        });
    }

    // ---- scan ----

    private void options(String name, Parameters p) {
        if (at.version().isNonOs()) {
            nonOsOptions(p);
            return;
        }
        int sort = p.number(0, 1);
        int bits = p.comma() ? p.number() : Parameters.WRONG;
        if (sort < 0) {
            at.error();
        } else if (bits < 0) {
            at.refuse("get mask error");
        } else {
            sorted = sort == 1;
            mask = bits;
            at.ok();
        }
    }

    /** How a scan is shown. */
    void options(boolean bySignal, int columns) {
        sorted = bySignal;
        mask = columns;
    }

    /** A missing flag is 0, a wrong one is refused first; a mask must follow (at-recorded D71). */
    private void nonOsOptions(Parameters p) {
        int sort = p.number();
        if (sort == Parameters.ABSENT && !p.comma()) {
            at.error();
            return;
        }
        boolean missing = sort == Parameters.ABSENT;
        if (!missing && sort != 0 && sort != 1) {
            at.refuse("flag error");
            return;
        }
        if (!missing && !p.comma()) {
            at.error();
            return;
        }
        int bits = p.number();
        if (bits < 0) {
            at.refuse("get mask error");
        } else if (!p.end()) {
            at.error();
        } else {
            sorted = sort == 1;
            mask = bits;
            at.ok();
        }
    }

    /** Each filter may be left out, and so may all; what stands there must be right (at-recorded D41, D42). */
    private void nonOsScanFor(Parameters p) {
        String ssid = "";
        String bssid = "";
        int channel = 0;
        boolean wrong = false;
        if (p.quote()) {
            ssid = p.text();
            wrong = ssid == null || ssid.length() > 32;
        }
        if (!wrong && p.comma()) {
            if (p.quote()) {
                bssid = p.text();
                wrong = bssid == null || !bssid.isEmpty() && !MAC.matcher(bssid).matches();
            }
            if (!wrong && p.comma()) {
                int number = p.number();
                channel = number == Parameters.ABSENT ? 0 : number;
                // Channel 14 and the kind of scan with its times came with the eleven columns of 1.6.
                boolean more = at.version().number("lap-columns") > 7;
                wrong = channel < 0 || channel > (more ? 14 : 13);
                wrong |= more && p.comma() && !scanKind(p);
            }
        }
        if (wrong || !p.end()) {
            at.error();
            return;
        }
        scan(Optional.of(ssid).filter(s -> !s.isEmpty()), bssid, channel);
    }

    /** Active or passive, and the least and the most milliseconds a channel, both or none. */
    private static boolean scanKind(Parameters p) {
        int kind = p.number();
        boolean right = kind == Parameters.ABSENT || kind == 0 || kind == 1;
        if (right && p.comma()) {
            right = p.number() >= 0 && p.comma() && p.number() >= 0;
        }
        return right;
    }

    private void scanFor(String name, Parameters p) {
        if (at.version().isNonOs()) {
            nonOsScanFor(p);
            return;
        }
        String ssid = p.text();
        String bssid = p.comma() ? p.text() : "";
        int channel = p.comma() ? p.number() : 0;
        if (ssid == null && bssid == null || channel < 0 && channel != Parameters.ABSENT) {
            at.error();
            return;
        }
        scan(Optional.ofNullable(ssid).filter(s -> !s.isEmpty()), bssid == null ? "" : bssid, Math.max(channel, 0));
    }

    /** Prints what is found, and ends the command. */
    void scan(Optional<String> ssid, String bssid, int channel) {
        if (!wifi.hasStation()) {
            at.error();
            return;
        }
        at.pend();
        at.ip().station().scan(ssid, points -> {
            List<AirAccessPoint> found = points.stream()
                    .filter(point -> bssid.isEmpty() || mac(point.bssid()).equalsIgnoreCase(bssid))
                    .filter(point -> channel == 0 || point.channel() == channel)
                    .sorted(
                            sorted
                                    ? Comparator.comparingInt(AirAccessPoint::rssi)
                                            .reversed()
                                    : Comparator.comparingInt(AirAccessPoint::channel))
                    .toList();
            found.forEach(point -> at.reply(row(point)));
            at.ok();
        });
    }

    /** Arduino's numbers for how an access point guards itself, in the order of {@code AuthMode}. */
    private static final int[] ARDUINO_CIPHERS = {7, 5, 2, 4, 8};

    /** ESP_ATMod prints no quotes, Arduino's numbers, zeros for what it does not know, and LF alone. */
    private static String atModRow(AirAccessPoint point) {
        return "+CWLAP:(" + ARDUINO_CIPHERS[point.security().ordinal()] + "," + (point.hidden() ? "" : point.ssid())
                + "," + point.rssi() + "," + mac(point.bssid()) + "," + point.channel() + ",0,0,0,0,0,0)\n";
    }

    private String row(AirAccessPoint point) {
        if (at.version().isAtMod()) {
            return atModRow(point);
        }
        // The frequency's offset and its calibration: ESP-AT prints −1 where NonOS AT prints 0 (at-recorded-esp-at
        // E15).
        String unmeasured = at.version().isEspAt() ? "-1" : "0";
        String[] fields = {
            Integer.toString(point.security().ordinal()),
            "\"" + (point.hidden() ? "" : point.ssid()) + "\"",
            Integer.toString(point.rssi()),
            "\"" + mac(point.bssid()) + "\"",
            Integer.toString(point.channel()),
            unmeasured,
            unmeasured,
            "4",
            "4",
            "7",
            "0"
        };
        var row = new StringBuilder();
        for (int i = 0; i < at.version().number("lap-columns"); i++) {
            if ((mask >> i & 1) != 0) {
                row.append(row.length() == 0 ? "" : ",").append(fields[i]);
            }
        }
        return "+CWLAP:(" + row + ")\r\n";
    }

    static String mac(byte[] address) {
        return HexFormat.ofDelimiter(":").formatHex(address);
    }

    // ---- the rest ----

    private void queryAuto() {
        at.reply("+CWAUTOCONN:" + at.settings().number("autoconnect", 1)
                + (at.version().isAtMod() ? "\r\n" : ""));
        at.ok();
    }

    private void setAuto(String name, Parameters p) {
        int on = p.number(0, 1);
        if (on < 0 || at.junk(p)) {
            at.error();
            return;
        }
        at.settings().set("autoconnect", on, true);
        at.ok();
    }

    private void queryHostName() {
        if (at.version().isNonOs() && !wifi.hasStation()) {
            // wifi_station_get_hostname gives no text then, and printf shows that (at-recorded D53).
            at.reply("+CWHOSTNAME:<NULL>\r\n");
            at.ok();
            return;
        }
        String mac = at.settings().text("sta.mac", AddressCommands.stationMac(at.chip()));
        String standard = "ESP_" + mac.substring(9).replace(":", "").toUpperCase(java.util.Locale.ROOT);
        at.reply("+CWHOSTNAME:" + at.settings().text("hostname", standard) + "\r\n");
        at.ok();
    }

    private void setHostName(String name, Parameters p) {
        String host = p.text();
        boolean off = at.version().isNonOs() && !wifi.hasStation();
        if (off || host == null || host.isEmpty() || host.length() > 32 || !p.end()) {
            at.error();
            return;
        }
        at.settings().set("hostname", host, at.version().is("hostname-saved") && at.store());
        at.ok();
    }
}
