package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What ESP-AT 2.x has and NonOS AT has not (at-protocol §§5, 18). */
final class EspAtCommands {
    private final AtCore at;
    private long timestampBase;
    private long timestampSince;
    private int power = 78;
    private int ipv6;
    private int apProtocol = 7;
    private int stationProtocol = 7;
    private String reconnect = "1,0";
    private final String[] tcpOptions = new String[ModuleLinks.COUNT];

    EspAtCommands(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("CMD", Form.QUERY, (name, p) -> commands());
        table.on("SYSSTORE", (name, p) -> at.number("+SYSSTORE:", at.store() ? 1 : 0), (name, p) -> flag(p, at::store));
        table.on(
                "SYSLOG",
                (name, p) -> at.number("+SYSLOG:", at.errorCodes() ? 1 : 0),
                (name, p) -> flag(p, at::errorCodes));
        table.on("SYSTIMESTAMP", (name, p) -> timestamp(), this::setTimestamp);
        table.on("SYSROLLBACK", Form.EXEC, (name, p) -> at.error());
        table.on("SLEEPWKCFG", Form.SET, this::wakeUp);
        table.on("RFPOWER", (name, p) -> at.number("+RFPOWER:", power), this::setPower);
        table.on("CWRECONNCFG", (name, p) -> reconnection(), this::setReconnection);
        table.on("CWAPPROTO", (name, p) -> at.number("+CWAPPROTO:", apProtocol), this::setApProtocol);
        table.on("CWSTAPROTO", (name, p) -> at.number("+CWSTAPROTO:", stationProtocol), this::setStationProtocol);
        table.on("CIPV6", (name, p) -> at.number("+CIPV6:", ipv6), this::setIpv6);
        table.on("CIPRECONNINTV", (name, p) -> at.number("+CIPRECONNINTV:", tenths()), this::setInterval);
        table.on("CIPTCPOPT", (name, p) -> tcpOptions(), this::setTcpOptions);
        table.on("CIUPDATE", Form.EXEC, (name, p) -> update())
                .on("CIUPDATE", (name, p) -> update(), (name, p) -> update());
    }

    private interface Switch {
        void to(boolean on);
    }

    private void flag(Parameters p, Switch target) {
        int on = p.number(0, 1);
        if (on < 0 || !p.end()) {
            at.error();
            return;
        }
        target.to(on == 1);
        at.ok();
    }

    /** Rows of every command and its forms: the cheapest way to learn what a firmware has (at-protocol §5). */
    private void commands() {
        int index = 0;
        for (Map.Entry<String, CommandMatrix.Cell> entry :
                new TreeMap<>(at.matrix().cells()).entrySet()) {
            if (entry.getValue().forms().isEmpty()) {
                continue;
            }
            String name = entry.getKey();
            boolean plain = name.isEmpty() || name.equals("E");
            var row = new StringBuilder("+CMD:" + index++ + ",\"AT" + (plain ? "" : "+") + name + "\"");
            for (Form form : Form.values()) {
                row.append(entry.getValue().forms().contains(form) ? ",1" : ",0");
            }
            at.reply(row + "\r\n");
        }
        at.ok();
    }

    private void timestamp() {
        long seconds = timestampBase + (at.chip().lane().nanos() - timestampSince) / 1_000_000_000L;
        at.reply("+SYSTIMESTAMP:" + Instant.ofEpochSecond(seconds).getEpochSecond());
        at.ok();
    }

    private void setTimestamp(String name, Parameters p) {
        int seconds = p.number();
        if (seconds < 0 || !p.end()) {
            at.error();
            return;
        }
        timestampBase = seconds;
        timestampSince = at.chip().lane().nanos();
        at.ok();
    }

    private void wakeUp(String name, Parameters p) {
        int source = p.number(0, 2);
        int first = p.comma() ? p.number() : -1;
        if (source < 0 || first < 0) {
            at.error();
            return;
        }
        at.ok();
    }

    private void setPower(String name, Parameters p) {
        int quarterDecibels = p.number(40, 82);
        if (quarterDecibels < 0) {
            at.error();
            return;
        }
        power = quarterDecibels;
        at.ok();
    }

    private void reconnection() {
        at.reply("+CWRECONNCFG:" + reconnect + "\r\n");
        at.ok();
    }

    private void setReconnection(String name, Parameters p) {
        int interval = p.number(0, 7200);
        int repeats = p.comma() ? p.number(0, 1000) : -1;
        if (interval < 0 || repeats < 0 || !p.end()) {
            at.error();
            return;
        }
        reconnect = interval + "," + repeats;
        at.ip().station().reconnectPolicy(interval > 0);
        at.ok();
    }

    private void setApProtocol(String name, Parameters p) {
        int bits = protocol(p);
        apProtocol = bits < 0 ? apProtocol : bits;
    }

    private void setStationProtocol(String name, Parameters p) {
        int bits = protocol(p);
        stationProtocol = bits < 0 ? stationProtocol : bits;
    }

    /** 802.11 b, bg or bgn. */
    private int protocol(Parameters p) {
        int bits = p.number();
        if (bits != 1 && bits != 3 && bits != 7 || !p.end()) {
            at.error();
            return -1;
        }
        at.ok();
        return bits;
    }

    private void setIpv6(String name, Parameters p) {
        flag(p, on -> ipv6 = on ? 1 : 0);
    }

    private int tenths() {
        return at.settings().number("reconnect.tenths", 1);
    }

    private void setInterval(String name, Parameters p) {
        int tenths = p.number(1, 36_000);
        if (tenths < 0 || !p.end()) {
            at.error();
            return;
        }
        at.settings().set("reconnect.tenths", tenths, at.store());
        at.ok();
    }

    private void tcpOptions() {
        for (int id = 0; id < (at.links().mux() ? ModuleLinks.COUNT : 1); id++) {
            at.reply("+CIPTCPOPT:" + id + "," + (tcpOptions[id] == null ? "-1,0,0" : tcpOptions[id]) + "\r\n");
        }
        at.ok();
    }

    private void setTcpOptions(String name, Parameters p) {
        int first = 0;
        int last = 0;
        if (at.links().mux()) {
            first = p.number(0, ModuleLinks.COUNT);
            last = first == ModuleLinks.COUNT ? ModuleLinks.COUNT - 1 : first;
            first = first == ModuleLinks.COUNT ? 0 : first;
            if (first < 0 || !p.comma()) {
                at.error();
                return;
            }
        }
        int linger = p.number();
        int noDelay = p.comma() ? p.number() : 0;
        int timeout = p.comma() ? p.number() : 0;
        linger = linger == Parameters.ABSENT ? -1 : linger;
        noDelay = noDelay == Parameters.ABSENT ? 0 : noDelay;
        timeout = timeout == Parameters.ABSENT ? 0 : timeout;
        if (linger < -1 || noDelay < 0 || noDelay > 1 || timeout < 0 || !p.end()) {
            at.error();
            return;
        }
        for (int id = first; id <= last; id++) {
            tcpOptions[id] = linger + "," + noDelay + "," + timeout;
        }
        at.ok();
    }

    private void update() {
        if (!at.gotIp()) {
            at.error();
            return;
        }
        // The mock has no update server: found none, which is state −1 (at-protocol §5).
        at.reply("+CIPUPDATE:-1\r\n");
        at.error();
    }
}
