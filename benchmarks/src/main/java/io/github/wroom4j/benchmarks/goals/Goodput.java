package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.servers.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** G1: how much of the line rate is left for a megabyte. */
final class Goodput implements Goal {
    private static final double GOAL = 0.97;
    /** Takes a minute and a half for a megabyte and next to nothing of the machine: here two modules work at once. */
    private static final int SLOW = 115_200;

    private static final int MEGABYTE = 1_000_000;
    /** The largest record of TLS 1.3 and what surrounds it: header, content type, tag. */
    private static final double TLS_SHARE = 16384.0 / (16384 + 5 + 1 + 16);

    @Override
    public String id() {
        return "G1";
    }

    @Override
    public String title() {
        return "goodput of 1 MB against the ideal of its framing";
    }

    @Override
    public String definition() {
        return "Payload rate ÷ (baud ÷ 10) ÷ the share that AT framing, and TLS records of 16 KB, leave for payload"
                + " (half duplex, echo off). Pushed: `+IPD` of 1460 bytes. Passive: `AT+CIPRECVDATA` of 2048 bytes. Up:"
                + " `AT+CIPSEND` of 2048 bytes with prompt, `Recv` and `SEND OK`.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        try (var plain = BulkServer.plain();
                var tls = BulkServer.tls(trusted.identity(), "TLSv1.3")) {
            for (String profile : List.of(Setup.ACTIVE, Setup.PASSIVE)) {
                try (var setup = new Setup(profile, 0);
                        Link link = setup.tcp(plain.port());
                        Link secure = setup.tls(tls.port(), trusted.settings())) {
                    Warming.until(effort.pick(20, 4), () -> {
                        both(link, 0, MEGABYTE, true, false);
                        both(link, 0, MEGABYTE, false, false);
                        both(secure, 0, MEGABYTE, false, true);
                    });
                }
            }
            for (int baud : effort.pick(List.of(SLOW, 921_600, 2_000_000), List.of(921_600))) {
                int size = effort.pick(MEGABYTE, 200_000);
                for (String profile : List.of(Setup.ACTIVE, Setup.PASSIVE)) {
                    boolean active = profile.equals(Setup.ACTIVE);
                    var clock = new PunctualClock();
                    try (var one = new Setup(profile, baud, clock);
                            var other = new Setup(profile, baud, clock);
                            Link link = one.tcp(plain.port());
                            Link secure = other.tls(tls.port(), trusted.settings())) {
                        var first = CompletableFuture.supplyAsync(
                                () -> both(link, baud, size, active, false), task -> new Thread(task).start());
                        if (baud != SLOW) {
                            first.join();
                        }
                        List<Row> second = both(secure, baud, size, active, true);
                        rows.addAll(first.join());
                        rows.addAll(second);
                    }
                }
            }
        }
        return rows;
    }

    private static List<Row> both(Link link, int baud, int size, boolean active, boolean tls) {
        var rows = new ArrayList<Row>();
        String over = tls ? ", TLS on the JVM" : "";
        double records = tls ? TLS_SHARE : 1;
        double down = size / Setup.download(link, size) / (baud / 10.0);
        double downIdeal = records * (active ? pushed(1460) : passive(2048));
        rows.add(row(baud + " baud down, " + (active ? "pushed" : "passive") + over, down, downIdeal));
        if (active) {
            return rows; // sending is the same with either way of receiving: given once
        }
        double up = size / Setup.upload(link, size) / (baud / 10.0);
        rows.add(row(baud + " baud up" + over, up, records * sent(2048)));
        return rows;
    }

    private static Row row(String what, double rate, double ideal) {
        return Row.atLeast(GOAL, "G1", what, rate / ideal, "")
                .note(Row.figure(100 * rate) + " % of the line, ideal " + Row.figure(100 * ideal) + " %");
    }

    private static double share(int payload, String... framing) {
        return payload / (double) (payload + String.join("", framing).length());
    }

    private static double pushed(int payload) {
        return share(payload, "\r\n+IPD,0," + payload + ":");
    }

    private static double passive(int payload) {
        return share(
                payload,
                "\r\n+IPD,0," + payload + "\r\n",
                "AT+CIPRECVDATA=0," + payload + "\r\n",
                "+CIPRECVDATA," + payload + ":",
                "\r\nOK\r\n");
    }

    private static double sent(int payload) {
        return share(
                payload,
                "AT+CIPSEND=0," + payload + "\r\n",
                "\r\nOK\r\n> ",
                "\r\nRecv " + payload + " bytes\r\n",
                "\r\nSEND OK\r\n");
    }
}
