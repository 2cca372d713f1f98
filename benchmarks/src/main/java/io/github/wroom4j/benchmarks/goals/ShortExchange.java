package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** G18: a connection for one request, and whether each of its commands is needed. */
final class ShortExchange implements Goal {
    private static final int BAUD = 115_200;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String id() {
        return "G18";
    }

    @Override
    public String title() {
        return "connect, GET, the server's close, at 115200 baud on a 1.7.4";
    }

    @Override
    public String definition() {
        return "Median time from the connect to the end of the link, the server closes ÷ the time that all UART bytes of it take."
                + " Commands: `CIPSTART`, `CIPSEND` and one `CIPRECVDATA` are needed.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int count = effort.pick(60, 10);
        double[] ratios = new double[count];
        var page = HttpExchange.Reply.of(200, "text/plain", Arrays.copyOf(BulkServer.NOISE, 500));
        try (var server = DemoServer.builder(DemoAuthority.create())
                        .handler(request -> page)
                        .start();
                var setup = new Setup(Setup.PASSIVE, BAUD)) {
            var warm = Warming.until(effort.pick(20, 2), () -> once(setup, server.plainPort()));
            for (int i = 0; i < count; i++) {
                long bytes = setup.board.bytes();
                long begun = System.nanoTime();
                once(setup, server.plainPort());
                double seconds = (System.nanoTime() - begun) / 1e9;
                ratios[i] = seconds / CountingBoard.wireSeconds(setup.board.bytes() - bytes, BAUD);
            }
            long before = setup.board.commands();
            for (int i = 0; i < 20; i++) {
                once(setup, server.plainPort());
            }
            double commands = (setup.board.commands() - before) / 20.0;
            Arrays.sort(ratios);
            return List.of(
                    warm.noted(Row.atMost(1.05, "G18", "time ÷ wire time", ratios[count / 2], "")
                            .note("fastest " + Row.figure(ratios[0]) + ", slowest " + Row.figure(ratios[count - 1])
                                    + ", after " + warm.rounds() + " others")),
                    Row.atMost(3, "G18", "commands", commands, ""));
        }
    }

    private static void once(Setup setup, int port) {
        try (Link link = setup.tcp(port)) {
            link.write(REQUEST, 0, REQUEST.length, Setup.patience());
            link.flush(Setup.patience());
            byte[] buffer = new byte[2048];
            int got = 0;
            for (int n = 0; n >= 0; n = link.read(buffer, 0, buffer.length, Setup.patience())) {
                got += n;
            }
            if (got < 500) {
                throw new IllegalStateException("the answer had " + got + " bytes");
            }
        }
    }
}
