package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.lwip.DnsClient;
import io.github.wroom4j.mock.radio.Ip4;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** CIPDOMAIN, PING, CIPSNTPCFG, CIPSNTPTIME, CIPDNS, MDNS (at-protocol §§7.2, 7.9, 7.10). */
final class NetworkCommands {
    /** asctime's form, made when a time is first printed: formatters are the slowest part of a start. */
    private static final class Asctime {
        static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss yyyy", Locale.ROOT);
    }

    private static final List<String> STANDARD_SERVERS = List.of("cn.ntp.org.cn", "ntp.sjtu.edu.cn", "us.pool.ntp.org");
    /** Any port does: whether a host may be reached is decided by its address. */
    private static final int ECHO_PORT = 7;
    /** From the first query to a set clock, when the firmware takes its time (assumed). */
    private static final Duration SNTP_DELAY = Duration.ofMillis(1_500);

    /** What {@code inet_addr} makes of text that is not an address; CIPDNS does not ask (at-recorded D63). */
    private static final Ip4 UNREADABLE = new Ip4(255, 255, 255, 255);

    private final AtCore at;
    private final Wifi wifi;
    private boolean sntp;
    private int zoneMinutes;
    private List<String> timeServers = STANDARD_SERVERS;
    private long sntpSince;

    NetworkCommands(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
        if (!secondServer().isAny()) {
            at.ip().dns().server(1, secondServer());
        }
        if (at.version().isAtMod()) {
            // Its clock is on after boot, and names no server unless one was set.
            sntp = true;
            timeServers = List.of();
        }
    }

    void register(HandlerTable table) {
        table.on("CIPDOMAIN", Form.SET, this::resolve);
        table.on("PING", Form.SET, this::ping);
        table.on("CIPSNTPCFG", (name, p) -> querySntp(), this::setSntp);
        table.on("CIPSNTPTIME", Form.QUERY, (name, p) -> time());
        table.on("SNTPTIME", Form.QUERY, (name, p) -> atModTime());
        table.on("CIPDNS", (name, p) -> queryDns(name), this::setDns);
        table.on("MDNS", Form.SET, this::mdns);
    }

    // ---- names ----

    private void resolve(String name, Parameters p) {
        String host = p.text();
        boolean junk = !p.end();
        if (host == null || host.isEmpty() || junk && !at.version().isNonOs()) {
            at.refuse("IP ERROR");
            return;
        }
        if (junk) {
            at.error();
            return;
        }
        resolve(host);
    }

    /** Looks a name up, and ends the command. */
    void resolve(String host) {
        Ip4 dotted = at.address(host).orElse(null);
        if (dotted != null) {
            answer(dotted);
            return;
        }
        at.pend();
        at.links().stack().resolve(host, found -> {
            if (found == null) {
                at.refuse("DNS Fail");
            } else {
                answer(found);
            }
        });
    }

    private void answer(Ip4 ip) {
        String quote = at.version().is("domain-quoted") ? "\"" : "";
        at.reply("+CIPDOMAIN:" + quote + ip + quote + "\r\n");
        at.ok();
    }

    private void ping(String name, Parameters p) {
        String host = p.text();
        if (host == null || host.isEmpty() || !p.end() || !at.ip().isUp()) {
            at.error();
            return;
        }
        ping(host);
    }

    /** Asks a host for an echo, and ends the command. ESP-AT has a time-out for all that does not answer. */
    void ping(String host) {
        Ip4 dotted = at.address(host).orElse(null);
        at.pend();
        if (dotted != null) {
            echo(dotted);
            return;
        }
        at.links().stack().resolve(host, found -> {
            if (found == null && at.version().isEspAt()) {
                silent();
            } else if (found == null) {
                at.error();
            } else {
                echo(found);
            }
        });
    }

    /** Hosts that this mock may reach answer in a millisecond; others are silent. No packet leaves. */
    private void echo(Ip4 ip) {
        String[] words = at.version().text("ping").split("\\|");
        boolean routed =
                at.ip().station().isUp() || ip.sameNet24(at.ip().softAp().ip());
        if (routed && at.ip().reach().target(ip, ECHO_PORT).isPresent()) {
            at.reply((at.version().isEspAt() ? words[0] : "+") + "1\r\n");
            after(at.version().number("ping-answer-millis"), at::ok);
            return;
        }
        silent();
    }

    private void silent() {
        String text = at.version().isEspAt() ? at.version().text("ping").split("\\|")[1] : "+timeout";
        after(at.version().number("ping-silent-millis"), () -> {
            at.reply(text + "\r\n");
            at.error();
        });
    }

    /** Later by as much as a module takes, where it takes its time. */
    private void after(int millis, Runnable what) {
        if (millis == 0) {
            what.run();
        } else {
            at.chip().lane().after(Duration.ofMillis(at.platform().realTime() ? millis : 0), what);
        }
    }

    // ---- time ----

    private void querySntp() {
        if (!sntp) {
            at.reply("+CIPSNTPCFG:0\r\n");
        } else {
            var row = new StringBuilder("+CIPSNTPCFG:1," + zone());
            timeServers.forEach(server -> row.append(",\"").append(server).append('"'));
            at.reply(row + "\r\n");
        }
        at.ok();
    }

    private String zone() {
        return zoneMinutes % 60 == 0
                ? Integer.toString(zoneMinutes / 60)
                : String.format("%d%02d", zoneMinutes / 60, Math.abs(zoneMinutes % 60));
    }

    private void setSntp(String name, Parameters p) {
        int on = p.number(0, 1);
        int minutes = zoneMinutes;
        var servers = new ArrayList<String>();
        boolean wrong = on < 0;
        OptionalInt zone = OptionalInt.empty();
        if (!wrong && p.comma()) {
            int hours = p.number();
            zone = OptionalInt.of(hours);
            wrong = hours < -11 || hours > 13;
            minutes = hours * 60;
            while (!wrong && servers.size() < 3 && p.comma()) {
                String server = p.text();
                wrong = server == null || server.isEmpty();
                servers.add(server);
            }
        }
        if (at.version().isNonOs() && on >= 0) {
            // A 0 stands alone, a 1 never does (at-recorded D66).
            wrong |= (on == 1) == zone.isEmpty();
        }
        if (wrong || !p.end()) {
            at.error();
            return;
        }
        sntp(on == 1, minutes, servers);
        at.ok();
    }

    /** Switches SNTP. Without any server the standard ones are asked. */
    void sntp(boolean on, int minutes, List<String> servers) {
        sntp = on;
        zoneMinutes = minutes;
        timeServers = servers.isEmpty() ? STANDARD_SERVERS : List.copyOf(servers);
        sntpSince = at.chip().lane().nanos();
    }

    /** What the module believes the time to be: 1970 until SNTP has answered. */
    private Instant believed() {
        Duration since = Duration.ofNanos(at.chip().lane().nanos() - sntpSince);
        boolean answered = sntp && at.ip().isUp() && (!at.platform().realTime() || since.compareTo(SNTP_DELAY) >= 0);
        return answered ? at.chip().clock().now() : Instant.EPOCH;
    }

    private void time() {
        Instant now = believed();
        int minutes = now.equals(Instant.EPOCH) ? 0 : zoneMinutes;
        String text = Asctime.FORM.format(LocalDateTime.ofInstant(now.plusSeconds(minutes * 60L), ZoneOffset.UTC));
        at.reply("+CIPSNTPTIME:" + text);
        if (at.version().isAtMod()) {
            // asctime's own line end, then an OK without a leading one (at-protocol §14).
            at.finish("\nOK\r\n");
            return;
        }
        at.reply(at.version().text("sntp-tail"));
        at.ok();
    }

    private void atModTime() {
        Instant now = believed();
        String text = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                .format(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
        at.reply("+SNTPTIME:" + now.getEpochSecond() + "," + text + "\r\n");
        at.finish("OK\r\n");
    }

    // ---- name servers ----

    private void queryDns(String name) {
        if (at.version().isNonOs() && name.endsWith("_DEF")) {
            for (int i = 0; i < 2; i++) {
                String stored = at.settings().savedText("dns." + i, "");
                if (!stored.isEmpty()) {
                    at.reply("+" + name + ":" + stored + "\r\n");
                }
            }
            at.ok();
            return;
        }
        Ip4 first = at.ip().dns().server(0);
        Ip4 second = at.ip().dns().server(1);
        at.reply("+" + name + ":" + first + "\r\n");
        if (!second.isAny()) {
            at.reply("+" + name + ":" + second + "\r\n");
        }
        at.ok();
    }

    /** The second server that stands in the firmware, 0.0.0.0 for none. */
    Ip4 secondServer() {
        return Ip4.parse(at.version().text("dns-second")).orElse(Ip4.ANY);
    }

    private void setDns(String name, Parameters p) {
        int on = p.number(0, 1);
        boolean nonOs = at.version().isNonOs();
        var servers = new ArrayList<Ip4>();
        int number = 0;
        while (on >= (nonOs ? 1 : 0) && number < 2 && p.comma()) {
            number++;
            String text = p.text();
            Ip4 ip = at.address(text).orElse(nonOs && text != null ? UNREADABLE : null);
            if (ip == null || ip.isAny()) {
                at.refuse("IP" + number + (ip == null ? " ERROR" : " invalid"));
                return;
            }
            servers.add(ip);
        }
        if (on < 0 || !p.end()) {
            at.error();
            return;
        }
        boolean save = at.saves(name);
        at.settings().set("dns.manual", on, save);
        for (int i = 0; i < 2; i++) {
            Ip4 standard = i == 0 ? DnsClient.DEFAULT_SERVER : Ip4.ANY;
            Ip4 server = on == 1 && i < servers.size() ? servers.get(i) : standard;
            at.ip().dns().server(i, server);
            at.settings().set("dns." + i, i < servers.size() ? server.toString() : "", save);
        }
        at.ok();
    }

    /** libat's checks in their order, each with a text of its own (at-recorded D70). */
    private void mdns(String name, Parameters p) {
        int on = p.number();
        if (on == Parameters.ABSENT || on == Parameters.WRONG) {
            at.error();
        } else if (on == 0) {
            if (p.end()) {
                at.ok();
            } else {
                at.refuse("para error when disable mdns");
            }
        } else if (on != 1) {
            at.refuse("para error when mdns");
        } else if (!wifi.hasStation()) {
            at.refuse("opmode mismatch when mdns");
        } else {
            startMdns(p);
        }
    }

    private void startMdns(Parameters p) {
        String host = p.anything() ? p.text() : null;
        if (host == null) {
            at.refuse("get hostname fail when mdns");
        } else if (!p.comma()) {
            at.refuse("hostname error when mdns");
        } else if (p.text() == null || !p.comma()) {
            at.refuse("servername error when mdns");
        } else if (p.number(0, 65535) < 0) {
            at.error();
        } else if (!p.end()) {
            at.refuse("servername error when mdns");
        } else {
            at.ok();
        }
    }
}
