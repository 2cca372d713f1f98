package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.faults.When;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The golden transcripts of at-protocol §17, played line by line against a module with a real peer. */
class TranscriptTest {
    private static final Identity LOCALHOST = DemoAuthority.create().issue(Leaf.localhost());

    @TestFactory
    Stream<DynamicTest> each_transcript_plays_as_it_stands() throws IOException, URISyntaxException {
        Path folder = Path.of(TranscriptTest.class.getResource("/transcripts").toURI());
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        assertTrue(files.size() >= 19, "transcripts are missing: " + files);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)));
    }

    private static void play(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.get(0).startsWith("# After at-protocol §17"), file + " does not say where it is from");
        String profile = argument(lines, "profile ");
        String peer = argument(lines, "peer ");
        String tls = argument(lines, "tls peer ");
        var clock = lines.contains("real time") ? new ManualClock() : null;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                LegacyTlsServer tlsServer = tls == null
                        ? null
                        : LegacyTlsServer.ofManyVersions(LOCALHOST).start()) {
            server.setSoTimeout(10_000);
            MockBuilder builder = MockWroom02.builder().profile(profile);
            if (clock != null) {
                builder.realTime().clock(clock);
            }
            if (peer != null) {
                builder.route(peer, "127.0.0.1:" + server.getLocalPort());
            }
            if (tls != null) {
                builder.route(tls, "127.0.0.1:" + tlsServer.port());
            }
            String hold = argument(lines, "hold ");
            if (hold != null) {
                String[] pieces = hold.split(" until ");
                builder.faults(new Faults(1)
                        .and(new Fault.Held(Pattern.compile(pieces[0]), Pattern.compile(pieces[1]), When.ALWAYS)));
            }
            try (MockWroom02 mock = builder.build()) {
                if (clock != null) {
                    clock.runUntil(() -> false, Duration.ofSeconds(1));
                }
                Terminal terminal = lines.contains("joined") ? MockWroom02Test.joined(mock) : Terminal.at(mock);
                try (var scene = new Play(server, terminal, clock)) {
                    scene.run(lines);
                }
            }
        }
    }

    private static String argument(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && !line.matches("peer (reads|sends|closes).*"))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElse(null);
    }

    private static final class Play implements AutoCloseable {
        private final ServerSocket server;
        private final Terminal terminal;
        private final List<Socket> peers = new ArrayList<>();
        private final ManualClock clock;
        private Socket peer;
        private long typedAt;

        /** On a clock that stands still until the transcript names a time, or, without one, as things come. */
        Play(ServerSocket server, Terminal terminal, ManualClock clock) {
            this.server = server;
            this.terminal = terminal;
            this.clock = clock;
        }

        /** Lets that much pass since the last typed line; until the last nanosecond the module is silent. */
        private void at(int millis) {
            long due = typedAt + millis * 1_000_000L;
            clock.runUntil(() -> false, Duration.ofNanos(due - 1 - clock.nanos()));
            assertEquals("", terminal.rest(Duration.ZERO), "before " + millis + " ms");
            clock.runUntil(() -> false, Duration.ofNanos(1));
        }

        void run(List<String> lines) throws IOException {
            for (String line : lines) {
                String bytes = line.length() > 3 ? unescaped(line.substring(3)) : "";
                if (line.startsWith(">> ")) {
                    typedAt = clock == null ? 0 : clock.nanos();
                    terminal.type(bytes);
                } else if (line.matches("at \\d+ ms")) {
                    at(Integer.parseInt(line.substring(3, line.length() - 3)));
                } else if (line.startsWith("<< ")) {
                    terminal.expect(bytes);
                    boolean connected = bytes.contains("CONNECT\r\n") || bytes.startsWith("connect succeed");
                    if (connected && argument(lines, "peer ") != null) {
                        peer = server.accept();
                        peers.add(peer);
                    }
                } else if (line.startsWith("~~ ")) {
                    terminal.expectPattern(line.substring(3));
                } else if (line.startsWith("peer sends ")) {
                    peer.getOutputStream()
                            .write(unescaped(line.substring("peer sends ".length()))
                                    .getBytes(StandardCharsets.ISO_8859_1));
                } else if (line.startsWith("peer reads ")) {
                    String wanted = unescaped(line.substring("peer reads ".length()));
                    assertEquals(
                            wanted,
                            new String(peer.getInputStream().readNBytes(wanted.length()), StandardCharsets.ISO_8859_1));
                } else if (line.equals("peer closes")) {
                    peer.close();
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket each : peers) {
                each.close();
            }
        }

        private static String unescaped(String text) {
            return text.replace("\\r", "\r").replace("\\n", "\n");
        }
    }
}
