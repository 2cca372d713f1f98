package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.driver.DriverOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** G11: what one more of something costs. */
final class Growth implements Goal {
    /** Noise of a busy machine; what grows with the square is far beyond it. */
    private static final double FLAT = 1.5;

    @Override
    public String id() {
        return "G11";
    }

    @Override
    public String title() {
        return "growth of cost with links, lengths and modules";
    }

    @Override
    public String definition() {
        return "Processor time of the whole JVM per byte or per module, ÷ the same for the small case: 1 is flat. Bodies and"
                + " links over a UART that takes no time, pushed.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        int bytes = effort.pick(20_000_000, 3_000_000);
        // A UART that takes no time pushes faster than a thread that waits for its turn can read: what is here holds
        // all.
        try (var setup = new Setup(Setup.ACTIVE, 0, DriverOptions.DEFAULT.withReceiveLimit(bytes));
                var server = BulkServer.plain()) {
            Warming.until(effort.pick(20, 2), () -> perByte(setup, server, 5, bytes));
            double one = perByte(setup, server, 1, bytes);
            double five = perByte(setup, server, 5, bytes);
            rows.add(flat("per byte, 5 links ÷ 1 link", five / one));
            double small = bodies(setup, server, 64 * 1024, bytes);
            int large = effort.pick(100_000_000, 10_000_000);
            double whole = bodies(setup, server, large, large);
            rows.add(flat("per byte, a body of " + large / 1_000_000 + " MB ÷ bodies of 64 KB", whole / small));
            double tiny = bodies(setup, server, 1024, bytes / 10);
            rows.add(Row.beside("G11", "per byte, bodies of 1 KB ÷ bodies of 64 KB", tiny / small, "")
                    .note("each body costs one AT+CIPSEND"));
        }
        Warming.until(effort.pick(10, 1), () -> modules(20));
        int many = effort.pick(1_000, 100);
        double few = modules(many / 10);
        rows.add(flat("per module, " + many + " modules ÷ " + many / 10, modules(many) / few));
        return rows;
    }

    private static Row flat(String what, double ratio) {
        return Row.atMost(FLAT, "G11", what, ratio, "");
    }

    private static double perByte(Setup setup, BulkServer server, int count, int bytes) {
        var links = new ArrayList<Link>();
        for (int i = 0; i < count; i++) {
            links.add(setup.tcp(server.port()));
        }
        double begun = Pace.processorSeconds();
        var downloads = new ArrayList<CompletableFuture<Double>>();
        for (Link link : links) {
            downloads.add(CompletableFuture.supplyAsync(
                    () -> Setup.download(link, bytes / count), work -> new Thread(work, "growth").start()));
        }
        downloads.forEach(CompletableFuture::join);
        double spent = Pace.processorSeconds() - begun;
        links.forEach(Link::close);
        return spent / bytes;
    }

    private static double bodies(Setup setup, BulkServer server, int body, int bytes) {
        try (Link link = setup.tcp(server.port())) {
            double begun = Pace.processorSeconds();
            for (int done = 0; done < bytes; done += body) {
                Setup.download(link, body);
            }
            return (Pace.processorSeconds() - begun) / bytes;
        }
    }

    private static double modules(int count) {
        var hosts = new ArrayList<RawHost>();
        double begun = Pace.processorSeconds();
        try {
            for (int i = 0; i < count; i++) {
                var host = new RawHost(Setup.PASSIVE);
                hosts.add(host);
                host.join();
            }
            for (RawHost host : hosts) {
                host.say("AT", "OK\r\n");
            }
            return (Pace.processorSeconds() - begun) / count;
        } finally {
            hosts.forEach(RawHost::close);
        }
    }
}
