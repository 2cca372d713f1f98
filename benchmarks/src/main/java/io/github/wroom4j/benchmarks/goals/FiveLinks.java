package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** G15: how much of a fast line five links at once can use, and whether the heap stays flat. */
final class FiveLinks implements Goal {
    private static final int LINKS = 5;
    private static final int BAUD = 2_000_000;

    @Override
    public String id() {
        return "G15";
    }

    @Override
    public String title() {
        return "five links at once at 2 Mbaud";
    }

    @Override
    public String definition() {
        return "20 MB down through five links at once, pushed, each read by a thread of its own: bits of payload a second, with start"
                + " and stop bits, ÷ the line's, framing not taken off. Heap: what is in use after a collection at the end ÷ the"
                + " same after the first tenth.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int each = effort.pick(4_000_000, 400_000);
        try (var server = BulkServer.plain();
                var setup = new Setup(Setup.ACTIVE, BAUD)) {
            var links = new ArrayList<Link>();
            for (int i = 0; i < LINKS; i++) {
                links.add(setup.tcp(server.port()));
            }
            var readers = Executors.newFixedThreadPool(LINKS);
            try {
                Warming.until(effort.pick(30, 2), () -> all(readers, links, each / 40));
                all(readers, links, each / 10);
                double heap = heap();
                double seconds = all(readers, links, each);
                double share = 10.0 * each * LINKS / seconds / BAUD;
                return List.of(
                        Row.atLeast(0.95, "G15", "down, pushed: share of the line", share, "")
                                .note(Row.figure(each * LINKS / 1e6) + " MB in " + Row.figure(seconds) + " s"),
                        Row.atMost(1.1, "G15", "heap at the end ÷ near the beginning", heap() / heap, ""));
            } finally {
                readers.shutdownNow();
                links.forEach(Link::close);
            }
        }
    }

    private static double all(ExecutorService readers, List<Link> links, int length) throws Exception {
        var tasks = new ArrayList<Callable<Double>>();
        for (Link link : links) {
            tasks.add(() -> Setup.download(link, length));
        }
        long begun = System.nanoTime();
        for (var done : readers.invokeAll(tasks)) {
            done.get();
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static double heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
