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
    private boolean sorted;
    private int mask;
    private int joinTimeout;

    StationCommands(AtCore at) {
        this.at = at;
        this.mask = at.version().number("lap-mask");
    }

    void register(HandlerTable table) {
        table.on("CWMODE", this::queryMode, this::setMode).on("CWMODE", Form.TEST, this::testMode);
        table.on("CWJAP", this::queryJoin, this::setJoin).on("CWJAP", Form.EXEC, (name, p) -> rejoin());
        table.on("CWJAPTO", (name, p) -> queryTimeout(), this::setTimeout);
        table.on("CWLAP", Form.EXEC, (name, p) -> scan(Optional.empty(), "", 0)).on("CWLAP", Form.SET, this::scanFor);
        table.on("CWLAPOPT", Form.SET, this::options);
        table.on("CWQAP", Form.TEST, (name, p) -> at.ok()).on("CWQAP", Form.EXEC, (name, p) -> leave());
        table.on("CWAUTOCONN", (name, p) -> queryAuto(), this::setAuto);
        table.on("CWHOSTNAME", (name, p) -> queryHostName(), this::setHostName);
        table.on("CWJEAP", (name, p) -> at.ok(), (name, p) -> at.error());
        table.on("CWSTATE", Form.QUERY, (name, p) -> state());
    }

    // ---- mode ----

    private void testMode(String name, Parameters p) {
        at.reply("+" + name + ":(1-3)\r\n");
        at.ok();
    }

    private void queryMode(String name, Parameters p) {
        int mode = name.endsWith("_DEF")
                ? Integer.parseInt(at.settings().savedText("mode", at.version().text("default-mode")))
                : at.wifi().mode();
        at.reply("+" + name + ":" + mode + "\r\n");
        at.ok();
    }

    private void setMode(String name, Parameters p) {
        int mode = p.number(at.version().isEspAt() ? 0 : 1, 3);
        if (mode < 0) {
            at.error();
            return;
        }
        if (at.version().isEspAt() && p.comma() && p.number(0, 1) < 0 || at.junk(p)) {
            at.error();
            return;
        }
        at.settings().set("mode", mode, at.saves(name));
        at.wifi().mode(mode);
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
        row += switch (at.version().number("jap-columns")) {
            case 4 -> "";
            case 5 -> ",0";
            default -> ",0,1,3,0,0";
        };
        at.reply(row + "\r\n");
        at.ok();
    }

    private void setJoin(String name, Parameters p) {
        if (at.wifi().smart()) {
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
        String password = ssid != null && p.comma() ? p.text() : at.version().isEspAt() ? "" : null;
        boolean wrong =
                ssid == null || ssid.isEmpty() || password == null || !at.wifi().hasStation();
        int timeout = joinTimeout;
        if (!wrong && p.comma()) {
            String bssid = p.text();
            wrong = bssid != null && !bssid.isEmpty() && !MAC.matcher(bssid).matches();
            for (int field = 3; !wrong && p.comma(); field++) {
                int value = p.number();
                wrong = value == Parameters.WRONG;
                if (field == 7 && at.version().isEspAt() && value != Parameters.ABSENT) {
                    timeout = value;
                    wrong |= value < 3 || value > 600;
                }
            }
        }
        if (wrong || !p.end() || ssid.length() > 32 || password.length() > 64) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        at.settings().set("ssid", ssid, save);
        at.settings().set("password", password, save);
        at.wifi().join(ssid, password, timeout);
    }

    private void rejoin() {
        String ssid = at.settings().text("ssid", "");
        if (ssid.isEmpty() || !at.wifi().hasStation()) {
            at.error();
            return;
        }
        at.wifi().join(ssid, at.settings().text("password", ""), 0);
    }

    private void queryTimeout() {
        at.reply("+CWJAPTO:" + (joinTimeout == 0 ? at.version().number("join-polls") : joinTimeout) + "\r\n");
        at.ok();
    }

    private void setTimeout(String name, Parameters p) {
        int seconds = p.number(1, 600);
        if (seconds < 0) {
            at.error();
            return;
        }
        joinTimeout = seconds;
        at.ok();
    }

    private void leave() {
        at.ok();
        at.links().status(ModuleLinks.NO_WIFI);
        at.ip().station().disconnect();
        at.links().status(ModuleLinks.NO_WIFI);
    }

    private void state() {
        String ssid = at.ip().station().joined().map(AirAccessPoint::ssid).orElse("");
        int state = at.wifi().gotIp() ? 2 : ssid.isEmpty() ? 0 : 1;
        at.reply("+CWSTATE:" + state + ",\"" + ssid + "\"\r\n");
        at.ok();
    }

    // ---- scan ----

    private void options(String name, Parameters p) {
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

    private void scanFor(String name, Parameters p) {
        String ssid = p.text();
        String bssid = p.comma() ? p.text() : "";
        int channel = p.comma() ? p.number() : 0;
        if (ssid == null && bssid == null || channel < 0 && channel != Parameters.ABSENT) {
            at.error();
            return;
        }
        scan(Optional.ofNullable(ssid).filter(s -> !s.isEmpty()), bssid == null ? "" : bssid, Math.max(channel, 0));
    }

    private void scan(Optional<String> ssid, String bssid, int channel) {
        if (!at.wifi().hasStation()) {
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

    private String row(AirAccessPoint point) {
        String[] fields = {
            Integer.toString(point.security().ordinal()),
            "\"" + (point.hidden() ? "" : point.ssid()) + "\"",
            Integer.toString(point.rssi()),
            "\"" + mac(point.bssid()) + "\"",
            Integer.toString(point.channel()),
            "0",
            "0",
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
        at.reply("+CWAUTOCONN:" + at.settings().number("autoconnect", 1));
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
        String mac = at.settings().text("sta.mac", AddressCommands.stationMac(at.chip()));
        String standard = "ESP_" + mac.substring(9).replace(":", "").toUpperCase(java.util.Locale.ROOT);
        at.reply("+CWHOSTNAME:" + at.settings().text("hostname", standard) + "\r\n");
        at.ok();
    }

    private void setHostName(String name, Parameters p) {
        String host = p.text();
        if (host == null || host.isEmpty() || host.length() > 32 || !p.end()) {
            at.error();
            return;
        }
        at.settings().set("hostname", host, at.version().is("hostname-saved") && at.store());
        at.ok();
    }
}
