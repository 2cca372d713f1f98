package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.TlsSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * G5 and G6: processor time and garbage of the host's threads – the caller's, the UART reader's, the driver's own – while
 * a link brings bytes. The mock's and the server's threads are not counted.
 */
final class HostCost implements Goal {
    private static final int MEGABYTE = 1_000_000;
    private static final int AES_128_GCM_SHA256 = 0x1301;
    private static final int CHACHA20_POLY1305_SHA256 = 0x1303;

    private final boolean garbage;

    HostCost(boolean garbage) {
        this.garbage = garbage;
    }

    @Override
    public String id() {
        return garbage ? "G6" : "G5";
    }

    @Override
    public String title() {
        return garbage ? "garbage per payload byte received" : "host processor time per MB received";
    }

    @Override
    public String definition() {
        String what = "of the host's threads while a warm link brings several megabytes over a UART that takes no time;"
                + " the mock's and the server's threads are not counted.";
        return garbage ? "Bytes allocated ÷ payload bytes, " + what : "Processor time ÷ MB, " + what;
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int megabytes = effort.pick(30, 4);
        var rows = new ArrayList<Row>();
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        for (String profile : List.of(Setup.ACTIVE, Setup.PASSIVE)) {
            String how = profile.equals(Setup.ACTIVE) ? "pushed" : "passive";
            try (var setup = new Setup(profile, 0);
                    var plain = BulkServer.plain();
                    var tls = BulkServer.tls(trusted.identity(), "TLSv1.3")) {
                try (Link link = setup.tcp(plain.port())) {
                    row(rows, link, megabytes, "plain, " + how, 20, profile.equals(Setup.ACTIVE) ? 0.01 : 0.03);
                }
                row(rows, setup, tls, trusted.settings(), CHACHA20_POLY1305_SHA256, megabytes, "ChaCha20, " + how, 1.5);
                row(rows, setup, tls, trusted.settings(), AES_128_GCM_SHA256, megabytes, "AES-GCM, " + how, 6);
            }
        }
        if (!garbage) {
            rows.add(idle(effort));
        }
        return rows;
    }

    private void row(
            List<Row> rows,
            Setup setup,
            BulkServer server,
            TlsSettings settings,
            int suite,
            int megabytes,
            String what,
            double mostGarbage)
            throws Exception {
        TlsSettings one = settings.toBuilder().suites(List.of(suite)).build();
        try (Link link = setup.tls(server.port(), one)) {
            row(rows, link, megabytes, what, 60, mostGarbage);
        }
    }

    private void row(List<Row> rows, Link link, int megabytes, String what, double mostMilliseconds, double mostGarbage)
            throws Exception {
        var warm = Warming.until(megabytes / 2.0, () -> Setup.download(link, MEGABYTE));
        HostThreads before = HostThreads.now();
        for (int i = 0; i < megabytes; i++) {
            Setup.download(link, MEGABYTE);
        }
        HostThreads spent = HostThreads.now().minus(before);
        rows.add(warm.noted(
                garbage
                        ? Row.atMost(mostGarbage, "G6", what, spent.bytes() / ((double) megabytes * MEGABYTE), "B/B")
                        : Row.atMost(mostMilliseconds, "G5", what, spent.nanos() / 1e6 / megabytes, "ms/MB")));
    }

    /** A link with nothing to do must cost nothing. */
    private static Row idle(Effort effort) throws Exception {
        try (var setup = new Setup(Setup.PASSIVE, 0);
                var plain = BulkServer.plain();
                Link link = setup.tcp(plain.port())) {
            int seconds = effort.pick(10, 2);
            HostThreads before = HostThreads.now();
            link.read(new byte[1], 0, 1, io.github.wroom4j.hal.Deadline.in(java.time.Duration.ofSeconds(seconds)));
            HostThreads spent = HostThreads.now().minus(before);
            return Row.atMost(1, "G5", "waiting for a byte that does not come", spent.nanos() / 1e6 / seconds, "ms/s");
        }
    }
}
