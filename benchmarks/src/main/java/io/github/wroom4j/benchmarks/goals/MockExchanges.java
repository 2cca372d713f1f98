package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.SavedSession;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;

/** G7: how much a test suite gets done on the mock. */
final class MockExchanges implements Goal {
    private static final int ANSWER = 256;
    private static final byte[] REQUEST = BulkServer.request('d', ANSWER);
    /** The send's own lines and the answer's frame may come in either order: their length does not change. */
    private static final int REPLY = "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,256:".length() + ANSWER;

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
        return "Exchanges ÷ processor seconds of the whole JVM: host, mock and server together, once the JVM compiles no"
                + " more. Plain: a request and an answer of " + ANSWER
                + " bytes on a link that stands, by a host that only writes and waits. Full TLS: connect to an"
                + " EC server, one request, close. Resumed: the same with TLS 1.2's session id. Each ÷ the same"
                + " between two sockets of this JVM, of JSSE where TLS is in it, measured by turns.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        rows.add(plain(effort).atLeast(10_000, "G7", "plain"));
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        try (var server = BulkServer.plain();
                var setup = new Setup(Setup.PASSIVE, 0);
                var older = BulkServer.tls(trusted.identity(), "TLSv1.2");
                var newer = BulkServer.tls(trusted.identity(), "TLSv1.3")) {
            TlsSettings resuming = trusted.settings().toBuilder()
                    .versions(TlsSettings.TLS12, TlsSettings.TLS12)
                    .session(new SavedSession())
                    .build();
            int many = effort.pick(1_000, 100);
            var jsse = new JsseClient(trusted.anchors());
            rows.addAll(beside(
                    effort,
                    many,
                    0.6,
                    "connect, plain exchange, close",
                    () -> plain(setup, server),
                    () -> socket(SocketFactory.getDefault(), server)));
            rows.addAll(beside(
                    effort,
                    many,
                    0.5,
                    "resumed TLS 1.2",
                    () -> resumed(setup, older, resuming),
                    () -> jsse.resumed(older)));
            rows.addAll(beside(
                    effort,
                    many / 2,
                    0.6,
                    "full TLS 1.3",
                    () -> secure(setup, newer, trusted.settings()),
                    () -> new JsseClient(trusted.anchors()).full(newer)));
        }
        return rows;
    }

    /** Ours and a socket's by turns: the ratio of the medians is held against the goal, the figures stand beside it. */
    private static List<Row> beside(
            Effort effort, int count, double least, String what, Pace.Exchange ours, Pace.Exchange sockets)
            throws Exception {
        int turns = effort.pick(5, 3);
        double[] mine = new double[turns];
        double[] theirs = new double[turns];
        var warm = Warming.until(effort.pick(20, 2), ours);
        var theirsWarm = Warming.until(effort.pick(10, 2), sockets);
        for (int i = 0; i < turns; i++) {
            mine[i] = Pace.of(0, count, ours).perSecond();
            theirs[i] = Pace.of(0, count, sockets).perSecond();
        }
        Arrays.sort(mine);
        Arrays.sort(theirs);
        double ratio = mine[turns / 2] / theirs[turns / 2];
        return List.of(
                theirsWarm.noted(warm.noted(
                        Row.atLeast(least, "G7", what + " ÷ the same between two sockets", ratio, "")
                                .note("by turns; " + Row.figure(mine[0] / theirs[turns - 1]) + " at worst, "
                                        + Row.figure(mine[turns - 1] / theirs[0]) + " at best"))),
                Row.beside("G7", what, mine[turns / 2], "1/s"),
                Row.beside("G7", what + ", between two sockets", theirs[turns / 2], "1/s"));
    }

    private static Pace pace(Effort effort, int count, Pace.Exchange exchange) throws Exception {
        return Pace.of(effort.pick(10, 2), count, exchange);
    }

    private static Pace plain(Effort effort) throws Exception {
        try (var server = BulkServer.plain();
                var host = new RawHost(Setup.ACTIVE)) {
            connect(host, server);
            return pace(effort, effort.pick(40_000, 4_000), () -> exchange(host));
        }
    }

    /** Joins, and opens the link. */
    static void connect(RawHost host, BulkServer server) {
        host.join();
        host.say("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + server.port(), "OK\r\n");
    }

    static void exchange(RawHost host) {
        host.say("AT+CIPSEND=" + REQUEST.length, "> ");
        host.send(REQUEST, REPLY);
    }

    private static void plain(Setup setup, BulkServer server) {
        try (Link link = setup.tcp(server.port())) {
            Setup.download(link, ANSWER);
        }
    }

    private static void secure(Setup setup, BulkServer server, TlsSettings settings) {
        try (TlsLink link = setup.tls(server.port(), settings)) {
            Setup.download(link, ANSWER);
        }
    }

    private static void resumed(Setup setup, BulkServer server, TlsSettings settings) {
        boolean first = !settings.session().orElseThrow().isPresent();
        try (TlsLink link = setup.tls(server.port(), settings)) {
            if (!link.resumed() && !first) {
                throw new IllegalStateException("the session was not resumed");
            }
            Setup.download(link, ANSWER);
        }
    }

    private static void socket(SocketFactory factory, BulkServer server) throws IOException {
        try (Socket socket = factory.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            exchange(socket);
        }
    }

    static void exchange(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(REQUEST);
        if (socket.getInputStream().readNBytes(ANSWER).length < ANSWER) {
            throw new IOException("the answer ended early");
        }
    }
}
