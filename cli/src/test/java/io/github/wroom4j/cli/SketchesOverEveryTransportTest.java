package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.sketches.BasicHttpClient;
import io.github.wroom4j.sketches.HttpsPost;
import io.github.wroom4j.sketches.HttpsRequest;
import io.github.wroom4j.sketches.IftttWebhook;
import io.github.wroom4j.sketches.NtpClient;
import io.github.wroom4j.sketches.ReuseConnection;
import io.github.wroom4j.sketches.StreamHttpClient;
import io.github.wroom4j.sketches.WebServerHello;
import io.github.wroom4j.sketches.WiFiScan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sketches in process, through a serial port (the mock behind a pseudo-terminal) and through a real ser2net: the same
 * output, and the same conversation with the module once times, ports and the sizes of single receptions are masked.
 */
@Timeout(240)
class SketchesOverEveryTransportTest {
    private static DemoAuthority authority;

    @TempDir
    Path folder;

    @BeforeAll
    static void authority() {
        authority = DemoAuthority.create(); // RSA: its signatures all have one length
    }

    /** How a board is reached. */
    private enum Transport {
        MEMORY,
        SERIAL,
        RFC2217
    }

    /** What one run printed and said to the module. */
    private record Run(int code, String printed, String transcript, List<WireLog.Entry> recording) {}

    /** A module, and the ways that lead to it; closed in reverse. */
    private final class Bench implements AutoCloseable {
        private final Deque<AutoCloseable> open = new ArrayDeque<>();
        private final MockWroom02 mock =
                MockWroom02.builder().profile("at-1.7").seed(7).build();
        private final Board board;

        Bench(Transport transport) throws IOException {
            open.push(mock);
            try {
                board = reach(transport);
            } catch (IOException | RuntimeException e) { // a missing ser2net is told by an exception too
                close();
                throw e;
            }
            open.push(board);
        }

        private Board reach(Transport transport) throws IOException {
            Path place = Files.createTempDirectory(folder, transport.name());
            if (transport == Transport.MEMORY) {
                return mock;
            }
            Path link = place.resolve("wroom");
            open.push(PtyDevice.start(mock, link));
            if (transport == Transport.SERIAL) {
                return Boards.open("serial:" + link);
            }
            var server = Counterparts.ser2net(place, "telnet(rfc2217),tcp", link.toString());
            open.push(server);
            return Boards.open("rfc2217://127.0.0.1:" + server.port());
        }

        Run run(Supplier<Sketch> sketch, Map<String, String> options, While during) throws Exception {
            var out = new ByteArrayOutputStream();
            Esp8266 esp = Esp8266.open(board, new HardwareSerial(new ByteArrayInputStream(new byte[0]), out));
            var runner = SketchRunner.of(sketch)
                    .board(esp)
                    .options(SketchOptions.of(options))
                    .runFor(Duration.ofSeconds(60));
            var running = new FutureTask<>(runner::run);
            new Thread(running, "sketch").start();
            during.happens(mock, runner);
            int code = running.get(60, TimeUnit.SECONDS);
            return new Run(
                    code,
                    out.toString(StandardCharsets.UTF_8),
                    esp.module().transcript().text(),
                    ((AtDriver) esp.module()).recording());
        }

        @Override
        public void close() {
            while (!open.isEmpty()) {
                try {
                    open.pop().close();
                } catch (Exception e) {
                    throw new AssertionError("a part of the bench does not close", e);
                }
            }
        }
    }

    /** What the outside does while the sketch runs. */
    private interface While {
        void happens(MockWroom02 mock, SketchRunner runner) throws Exception;

        static While nothing() {
            return (mock, runner) -> {};
        }
    }

    private void same(Supplier<Sketch> sketch, Map<String, String> options, String expected, While during)
            throws Exception {
        var runs = new EnumMap<Transport, Run>(Transport.class);
        var transports = EnumSet.allOf(Transport.class);
        if (!Seeds.full() && !expected.equals("HTTP 200")) {
            transports.remove(Transport.SERIAL); // the way through ser2net goes through a pseudo-terminal too
        }
        for (var transport : transports) {
            try (var bench = new Bench(transport)) {
                var run = bench.run(sketch, options, during);
                assertEquals(0, run.code(), () -> transport + ": " + run.printed() + run.transcript());
                assertTrue(run.printed().contains(expected), () -> transport + ": " + run.printed() + run.transcript());
                runs.put(transport, run);
            }
        }
        transports.remove(Transport.MEMORY);
        for (var transport : transports) {
            assertEquals(
                    Conversation.masked(runs.get(Transport.MEMORY).printed()),
                    Conversation.masked(runs.get(transport).printed()),
                    transport + " prints something else");
            assertEquals(
                    Conversation.inOrder(runs.get(Transport.MEMORY).recording()),
                    Conversation.inOrder(runs.get(transport).recording()),
                    transport + " says something else");
        }
    }

    private Map<String, String> options(DemoServer server, String... more) throws IOException {
        var options = new HashMap<String, String>();
        options.put("url", server.url());
        options.put(
                "ca",
                Files.writeString(folder.resolve("ca.pem"), authority.caPem()).toString());
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    @Test
    void https_request() throws Exception {
        try (var server = DemoServer.builder(authority).start()) {
            same(HttpsRequest::new, options(server), "HTTP 200", While.nothing());
        }
    }

    @Test
    void https_post() throws Exception {
        try (var server = DemoServer.builder(authority).start()) {
            same(HttpsPost::new, options(server, "text", "a b", "bat", "3.1"), "text=a+b&bat=3.1", While.nothing());
        }
    }

    @Test
    void webhook_with_tls_in_the_module() throws Exception {
        HttpExchange ifttt = request -> HttpExchange.Reply.text(200, "Congratulations! " + request.text());
        try (var server =
                DemoServer.builder(authority).handler(ifttt).takingOlderTls().start()) {
            var options =
                    options(server, "event", "door", "key", "k3y", "value1", "7", "tls", "module", "insecure", "");
            same(IftttWebhook::new, options, "Congratulations!", While.nothing());
        }
    }

    @Test
    void plain_http_once_in_pieces_and_ten_times_over_one_connection() throws Exception {
        try (var server = DemoServer.builder(authority).start()) {
            var options = options(server, "page", "http://localhost:" + server.plainPort() + "/");
            same(ReuseConnection::new, options, "GET 10... code: 200", While.nothing());
            if (Seeds.full()) {
                same(BasicHttpClient::new, options, "GET... code: 200", While.nothing());
                same(StreamHttpClient::new, options, "closed or file end", While.nothing());
            }
        }
    }

    @Test
    void wifi_scan() throws Exception {
        same(WiFiScan::new, Map.of(), "wroom4j", While.nothing());
    }

    @Test
    void ntp_over_udp() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var options = Map.of("server", "127.0.0.1", "port", String.valueOf(server.getLocalPort()));
            same(NtpClient::new, options, "Unix time = 1000000000", (mock, runner) -> answerOnce(server));
        }
    }

    @Test
    void web_server() throws Exception {
        same(WebServerHello::new, Map.of(), "HTTP server started", (mock, runner) -> {
            var patience = Deadline.in(Duration.ofSeconds(30));
            while (mock.serverPort(80).isEmpty()) {
                assertFalse(patience.expired(), "the module serves nothing");
                Thread.onSpinWait();
            }
            var base = URI.create("http://127.0.0.1:" + mock.serverPort(80).orElseThrow() + "/");
            var browser =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            var answer = browser.send(HttpRequest.newBuilder(base).build(), BodyHandlers.ofString());
            assertEquals("hello from Java through an ESP8266!\r\n", answer.body());
            runner.stop();
        });
    }

    /** RFC 5905's 48 bytes with a transmit timestamp of 2001-09-09 01:46:40 UTC. */
    private static void answerOnce(DatagramSocket server) throws IOException {
        server.setSoTimeout(30_000);
        var asked = new DatagramPacket(new byte[100], 100);
        server.receive(asked);
        ByteBuffer answer = ByteBuffer.allocate(48).put(0, (byte) 0x24).putInt(40, (int) 3_208_988_800L);
        server.send(new DatagramPacket(answer.array(), 48, asked.getSocketAddress()));
    }
}
