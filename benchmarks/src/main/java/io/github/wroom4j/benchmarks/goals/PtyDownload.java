package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** G17: a download through the system's serial port, a pseudo-terminal with a mock behind it. */
final class PtyDownload implements Goal {
    private static final int MEGABYTE = 1_000_000;

    @Override
    public String id() {
        return "G17";
    }

    @Override
    public String title() {
        return "download over a pseudo-terminal";
    }

    @Override
    public String definition() {
        return "Payload rate ÷ (baud ÷ 10), the AT framing and the requests counted as loss; pushed in `+IPD` of 1460 bytes, passive in"
                + " `AT+CIPRECVDATA` of 2048. Without pace: processor time of the host's threads, those of its serial port"
                + " too, for each MB once warm; the mock's and the server's threads are not counted.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        try (var server = BulkServer.plain()) {
            for (String profile : List.of(Setup.PASSIVE, Setup.ACTIVE)) {
                boolean passive = profile.equals(Setup.PASSIVE);
                String how = passive ? "passive" : "pushed";
                // First, for it warms the JVM.
                rows.add(processorTime(profile, server, effort.pick(30, 4), how));
                for (int baud : effort.pick(List.of(115_200, 921_600), List.of(921_600))) {
                    int size = baud == 115_200 ? MEGABYTE / 4 : MEGABYTE;
                    double share = size / seconds(profile, baud, server, size) / (baud / 10.0);
                    // Of AT 1.6 a frame's header is 17 bytes: 0.9885 of the line is left for 1460 bytes of payload.
                    rows.add(Row.atLeast(passive ? 0.96 : 0.98, "G17", baud + " baud, " + how, share, ""));
                }
            }
        }
        return rows;
    }

    private static double seconds(String profile, int baud, BulkServer server, int size) throws IOException {
        try (var here = new Here(profile, baud);
                Link link = here.module.open(LinkRequest.tcp("127.0.0.1", server.port()), Setup.patience())) {
            Setup.download(link, size / 10);
            return Setup.download(link, size);
        }
    }

    private static Row processorTime(String profile, BulkServer server, int megabytes, String how) throws Exception {
        try (var here = new Here(profile, 0);
                Link link = here.module.open(LinkRequest.tcp("127.0.0.1", server.port()), Setup.patience())) {
            var warm = Warming.until(megabytes, () -> Setup.download(link, MEGABYTE));
            HostThreads before = HostThreads.now();
            for (int i = 0; i < megabytes; i++) {
                Setup.download(link, MEGABYTE);
            }
            double spent = HostThreads.now().minus(before).nanos() / 1e6 / megabytes;
            return warm.noted(Row.atMost(30, "G17", "processor time, " + how, spent, "ms/MB"));
        }
    }

    /** A driver on a serial port, a mock at its other end. */
    private static final class Here implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("wroom4j-bench");
        private final PtyDevice device;
        private final Board board;
        private final AtModule module;

        Here(String profile, int baud) throws IOException {
            MockBuilder mock =
                    MockWroom02.builder().profile(profile).clock(baud == 0 ? Clock.system() : new PunctualClock());
            device =
                    PtyDevice.start((baud == 0 ? mock : mock.pace(baud)).build().atAnyRate(), folder.resolve("tty"));
            board = Boards.open("serial:" + device.path() + (baud == 0 ? "" : "?baud=" + baud));
            module = AtDriver.open(board);
            module.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        }

        @Override
        public void close() throws IOException {
            module.close();
            board.close();
            device.close();
            Files.deleteIfExists(folder.resolve("tty"));
            Files.delete(folder);
        }
    }
}
