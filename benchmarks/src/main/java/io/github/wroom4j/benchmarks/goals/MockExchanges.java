package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.SavedSession;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** G7: how much a test suite gets done on the mock. */
final class MockExchanges implements Goal {
    private static final int ANSWER = 256;

    @Override
    public String id() {
        return "G7";
    }

    @Override
    public String title() {
        return "exchanges per second and core on the mock";
    }

    @Override
    public String definition() {
        return "Exchanges ÷ processor seconds of the whole JVM: host, mock and server together. Plain: a request and an answer"
                + " of " + ANSWER
                + " bytes on a link that stands, by a host that only writes and waits. Full TLS: connect to an"
                + " EC server, one request, close. Resumed: the same with TLS 1.2's session id.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        rows.add(Row.atLeast(10_000, "G7", "plain", plain(effort.pick(40_000, 4_000)), "1/s"));
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        try (var setup = new Setup(Setup.PASSIVE, 0);
                var older = BulkServer.tls(trusted.identity(), "TLSv1.2");
                var newer = BulkServer.tls(trusted.identity(), "TLSv1.3")) {
            TlsSettings resuming = trusted.settings().toBuilder()
                    .versions(TlsSettings.TLS12, TlsSettings.TLS12)
                    .session(new SavedSession())
                    .build();
            rows.add(Row.atLeast(
                    2_000,
                    "G7",
                    "resumed TLS 1.2",
                    secure(setup, older, resuming, true, effort.pick(2_000, 200)),
                    "1/s"));
            rows.add(Row.atLeast(
                    200,
                    "G7",
                    "full TLS 1.3",
                    secure(setup, newer, trusted.settings(), false, effort.pick(1_000, 50)),
                    "1/s"));
        }
        return rows;
    }

    private static double plain(int count) throws Exception {
        try (var server = BulkServer.plain();
                var host = new RawHost(Setup.ACTIVE)) {
            host.join();
            host.say("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + server.port(), "OK\r\n");
            byte[] request = BulkServer.request('d', ANSWER);
            // The send's own lines and the answer's frame may come in either order: their length does not change.
            int reply = "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,256:".length() + ANSWER;
            double begun = 0;
            for (int i = -count; i < count; i++) {
                if (i == 0) {
                    begun = processorSeconds();
                }
                host.say("AT+CIPSEND=" + request.length, "> ");
                host.send(request, reply);
            }
            return count / (processorSeconds() - begun);
        }
    }

    private static double secure(Setup setup, BulkServer server, TlsSettings settings, boolean resumed, int count) {
        double begun = 0;
        for (int i = -count; i < count; i++) {
            if (i == 0) {
                begun = processorSeconds();
            }
            try (TlsLink link = setup.tls(server.port(), settings)) {
                if (i >= 0 && resumed != link.resumed()) {
                    throw new IllegalStateException("resumed: " + link.resumed());
                }
                Setup.download(link, ANSWER);
            }
        }
        return count / (processorSeconds() - begun);
    }

    private static double processorSeconds() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime() / 1e9;
    }
}
