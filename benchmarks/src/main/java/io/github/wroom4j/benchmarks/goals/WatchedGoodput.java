package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.watch.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** G19: how much of the goodput is left while three browsers watch. */
final class WatchedGoodput implements Goal {
    private static final double GOAL = 0.97;
    private static final int WATCHERS = 3;

    @Override
    public String id() {
        return "G19";
    }

    @Override
    public String title() {
        return "goodput while three browsers watch the live page";
    }

    @Override
    public String definition() {
        return "Payload rate of a download (`AT+CIPRECVDATA` of 2048 bytes) with a watch and three readers of its events ÷ the same"
                + " without a watch, one after the other. A UART that takes no time has no goal: there the page's thread and the driver"
                + " share the machine, and what is too fast to be shown is not.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        try (var server = BulkServer.plain()) {
            for (int baud : effort.pick(List.of(921_600, 2_000_000, 0), List.of(921_600))) {
                int size = baud == 0 ? 20_000_000 : effort.pick(1_000_000, 200_000);
                double alone;
                try (var setup = new Setup(Setup.PASSIVE, baud);
                        Link link = setup.tcp(server.port())) {
                    Setup.download(link, size / 4);
                    alone = size / Setup.download(link, size);
                }
                var seen = new LongAdder();
                double watched = watched(server, baud, size, seen);
                String what = (baud == 0 ? "unpaced" : baud + " baud") + " down, passive, " + WATCHERS + " watchers";
                String note = Row.figure(watched / 1000) + " of " + Row.figure(alone / 1000)
                        + " kB/s; the watchers read " + Row.figure(seen.sum() / 1e6) + " MB";
                rows.add((baud == 0
                                ? Row.beside("G19", what, watched / alone, "")
                                : Row.atLeast(GOAL, "G19", what, watched / alone, ""))
                        .note(note));
            }
        }
        return rows;
    }

    private static double watched(BulkServer server, int baud, int size, LongAdder seen) throws Exception {
        var readers = new ArrayList<Thread>();
        try (var watch = new Watch("bench", new WireLog())) {
            URI page = watch.serve(InetAddress.getLoopbackAddress(), 0);
            for (int i = 0; i < WATCHERS; i++) {
                var reader = new Thread(() -> read(page, seen), "watcher-" + i);
                readers.add(reader);
                reader.start();
            }
            DriverOptions options = DriverOptions.DEFAULT.withWireLog(watch.log());
            try (var setup = new Setup(Setup.PASSIVE, baud, options);
                    Link link = setup.tcp(server.port())) {
                Setup.download(link, size / 4);
                return size / Setup.download(link, size);
            }
        } finally {
            for (Thread reader : readers) {
                reader.join();
            }
        }
    }

    private static void read(URI page, LongAdder seen) {
        try (var socket = new Socket(page.getHost(), page.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + page.getPath() + "events HTTP/1.1\r\nHost: " + page.getAuthority() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                seen.add(count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a watcher was cut off", e);
        }
    }
}
