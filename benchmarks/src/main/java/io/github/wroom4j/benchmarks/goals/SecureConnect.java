package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.SavedSession;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** G4: a verified TLS connection through the UART, and what its hello weighs. */
final class SecureConnect implements Goal {
    @Override
    public String id() {
        return "G4";
    }

    @Override
    public String title() {
        return "secure connect against its wire time; size of the hello";
    }

    @Override
    public String definition() {
        return "Median time from the call to a verified TLS 1.3 link (P-256, chain of one) minus the server's processor time"
                + " ÷ the time that all UART bytes of it take; the client's Finished leaves with the first request and is in"
                + " neither. Resumed: a TLS 1.2 connect by session id minus a plain"
                + " connect. First: that of a process whose warm-up, begun by `WiFi.begin`, is over, as it is before a module has joined; the"
                + " server has served others. Hellos are captured by a listener in the same run.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        int count = effort.pick(30, 5);
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        try (var server = BulkServer.tls(trusted.identity(), "TLSv1.3");
                var older = BulkServer.tls(trusted.identity(), "TLSv1.2")) {
            // The server is a peer's, and has served others before: its own first handshake is nobody's first connect.
            var before = new JsseClient(trusted.anchors());
            for (int i = 0; i < 5; i++) {
                before.full(server);
            }
            for (int baud : effort.pick(List.of(115_200, 921_600), List.of(115_200))) {
                try (var setup = new Setup(Setup.PASSIVE, baud)) {
                    setup.warmedUp();
                    var firsts = new ArrayList<Row>();
                    rows.add(full(setup, server, trusted.settings(), baud, effort.pick(30, 2), count, firsts));
                    if (baud == 115_200 && effort == Effort.WHOLE) {
                        rows.addAll(firsts);
                    }
                    rows.add(resumed(setup, older, trusted.settings(), baud, count));
                }
            }
        }
        hellos(rows);
        rows.addAll(JsseTickets.rows());
        return rows;
    }

    /** How long a connect takes; what the first one of the process took goes with the others. */
    private static Row full(
            Setup setup, BulkServer server, TlsSettings settings, int baud, double warming, int count, List<Row> firsts)
            throws Exception {
        double[] ratios = new double[count];
        double milliseconds = 0;
        long began = System.nanoTime();
        setup.tls(server.port(), settings).close();
        double first = (System.nanoTime() - began) / 1e9;
        var warm =
                Warming.until(warming, () -> setup.tls(server.port(), settings).close());
        for (int i = 0; i < count; i++) {
            long bytes = setup.board.bytes();
            long begun = System.nanoTime();
            TlsLink link = setup.tls(server.port(), settings);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double wire = CountingBoard.wireSeconds(setup.board.bytes() - bytes, baud);
            link.close();
            ratios[i] = (seconds - server.lastHandshakeSeconds()) / wire;
            milliseconds += 1e3 * seconds / count;
        }
        Arrays.sort(ratios);
        firsts.add(Row.atMost(
                2,
                "G4",
                "first connect of a process ÷ a warm one at " + baud + " baud",
                1e3 * first / milliseconds,
                ""));
        return warm.noted(Row.atMost(1.15, "G4", "connect at " + baud + " baud", ratios[count / 2], "")
                .note(Row.figure(milliseconds) + " ms on average, after " + warm.rounds() + " others; the first took "
                        + Row.figure(1e3 * first) + " ms"));
    }

    private static Row resumed(Setup setup, BulkServer server, TlsSettings settings, int baud, int count) {
        TlsSettings again = settings.toBuilder()
                .versions(TlsSettings.TLS12, TlsSettings.TLS12)
                .session(new SavedSession())
                .build();
        double[] more = new double[count];
        long moved = 0;
        for (int i = -5; i < count; i++) {
            long before = setup.board.bytes();
            long begun = System.nanoTime();
            TlsLink link = setup.tls(server.port(), again);
            long connected = System.nanoTime();
            boolean resumed = link.resumed();
            moved = setup.board.bytes() - before;
            link.close();
            long plainBegun = System.nanoTime();
            Link plain = setup.tcp(server.port());
            double plainSeconds = (System.nanoTime() - plainBegun) / 1e9;
            plain.close();
            if (i >= 0) {
                if (!resumed) {
                    throw new IllegalStateException("the session was not resumed");
                }
                more[i] = (connected - begun) / 1e9 - plainSeconds;
            }
        }
        Arrays.sort(more);
        return Row.atMost(0.1, "G4", "resumed 1.2 over a plain connect at " + baud + " baud", more[count / 2], "s")
                .note(moved + " bytes both ways, those of AT commands included");
    }

    private interface Caller {
        void call(int port) throws Exception;
    }

    private static void hellos(List<Row> rows) throws Exception {
        int ours;
        try (var setup = new Setup(Setup.PASSIVE, 0)) {
            TlsSettings settings = Setup.Trusted.create(Leaf.KeyKind.EC_P256).settings();
            ours = hello(port -> setup.tls(port, settings));
        }
        int least = Integer.MAX_VALUE;
        var others = new ArrayList<Row>();
        int jsse = hello(SecureConnect::jsse);
        others.add(Row.beside("G4", "hello of JSSE " + Runtime.version().feature(), jsse, "bytes"));
        least = Math.min(least, jsse);
        for (String[] program : List.of(
                new String[] {"openssl", "s_client", "-servername", "localhost", "-connect", "127.0.0.1:PORT"},
                new String[] {"gnutls-cli", "--sni-hostname=localhost", "-p", "PORT", "127.0.0.1"})) {
            if (!installed(program[0])) {
                continue;
            }
            int size = hello(port -> run(program, port));
            others.add(Row.beside("G4", "hello of " + program[0], size, "bytes"));
            least = Math.min(least, size);
        }
        rows.add(Row.atMost(least, "G4", "our hello (1.2 and 1.3, SNI)", ours, "bytes")
                .note("the smallest of all is the goal"));
        rows.addAll(others);
    }

    private static void jsse(int port) throws Exception {
        try (var socket = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket("127.0.0.1", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("localhost.localdomain")));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    private static void run(String[] program, int port) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        for (String word : program) {
            command.add(word.replace("PORT", Integer.toString(port)));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static boolean installed(String program) {
        for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator)) {
            if (java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** The length of the first record, header included, that a client sends to a listener which then hangs up. */
    private static int hello(Caller caller) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var size = new CompletableFuture<Integer>();
            var thread = new Thread(
                    () -> {
                        try (Socket socket = listener.accept()) {
                            var in = new DataInputStream(socket.getInputStream());
                            in.readNBytes(3);
                            int length = in.readUnsignedShort();
                            in.readNBytes(length);
                            size.complete(5 + length);
                        } catch (IOException e) {
                            size.completeExceptionally(e);
                        }
                    },
                    "hello-listener");
            thread.start();
            try {
                caller.call(listener.getLocalPort());
            } catch (IOException | RuntimeException hungUp) {
                // as the listener does to everybody
            }
            return size.get(20, TimeUnit.SECONDS);
        }
    }
}
