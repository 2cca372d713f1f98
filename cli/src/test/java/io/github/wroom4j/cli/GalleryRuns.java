package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.Transcript;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The counterparts of the sketches on the page: servers that they call, visitors that call them. */
final class GalleryRuns {
    private static final int PATIENCE_MS = 60_000;

    private GalleryRuns() {}

    /** The command as it stands on the page. */
    static String command(SketchCatalog.Entry sketch, String options) {
        var words = new ArrayList<>(List.of("run", sketch.name()));
        words.addAll(List.of(options.strip().split("\\s+")));
        words.removeIf(String::isEmpty);
        Captured run = Captured.run(words.toArray(String[]::new));
        assertEquals(0, run.code(), run.out() + run.err());
        return run.out();
    }

    /** A sketch by itself, to its end. */
    private static String alone(SketchCatalog.Entry sketch, Path folder, Map<String, String> options) {
        var out = new ByteArrayOutputStream();
        Esp8266 esp = Esp8266.open("mock:", new HardwareSerial(new ByteArrayInputStream(new byte[0]), out));
        esp.dataFolder(folder);
        int code = SketchRunner.of(sketch.make())
                .board(esp)
                .options(SketchOptions.of(options))
                .runFor(Duration.ofMillis(PATIENCE_MS))
                .run();
        String printed = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, printed);
        return printed;
    }

    static String twice(SketchCatalog.Entry sketch, Path folder) {
        return alone(sketch, folder, Map.of()) + alone(sketch, folder, Map.of());
    }

    static String timeServer(SketchCatalog.Entry sketch, Path folder) throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var answer = inBackground(() -> {
                var asked = new DatagramPacket(new byte[100], 100);
                server.receive(asked);
                // RFC 5905: the transmit timestamp, here of 2001-09-09 01:46:40 UTC.
                ByteBuffer time = ByteBuffer.allocate(48).put(0, (byte) 0x24).putInt(40, (int) 3_208_988_800L);
                server.send(new DatagramPacket(time.array(), 48, asked.getSocketAddress()));
                return "";
            });
            String printed =
                    alone(sketch, folder, Map.of("server", "127.0.0.1", "port", String.valueOf(server.getLocalPort())));
            ended(answer);
            return printed;
        }
    }

    static String lineServer(SketchCatalog.Entry sketch, Path folder) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = inBackground(() -> {
                try (Socket socket = server.accept()) {
                    String asked = readLine(socket);
                    say(socket, "you said: " + asked + "\r\n");
                    return asked;
                }
            });
            String printed =
                    alone(sketch, folder, Map.of("host", "localhost", "port", String.valueOf(server.getLocalPort())));
            assertEquals("hello from ESP8266", ended(answer));
            return printed;
        }
    }

    static String basic(SketchCatalog.Entry sketch, Path folder) {
        return pages(
                sketch,
                folder,
                Map.of(),
                request -> request.header("Authorization").orElse("").equals("Basic Z3Vlc3Q6Z3Vlc3Q=")
                        ? HttpExchange.Reply.text(200, "Your browser made it!")
                        : HttpExchange.Reply.text(401, "who?"));
    }

    /** A server that takes any answer to its challenge; sketches' own tests have one that computes it. */
    static String digest(SketchCatalog.Entry sketch, Path folder) {
        return pages(
                sketch,
                folder,
                Map.of("uri", "/locked"),
                request -> request.header("Authorization").orElse("").contains("nonce=\"n0nce\"")
                        ? HttpExchange.Reply.text(200, "opened")
                        : HttpExchange.Reply.text(401, "locked")
                                .with("WWW-Authenticate", "Digest realm=\"r\", qop=\"auth\", nonce=\"n0nce\""));
    }

    private static String pages(SketchCatalog.Entry sketch, Path folder, Map<String, String> more, HttpExchange pages) {
        try (var server =
                DemoServer.builder(DemoAuthority.create()).handler(pages).start()) {
            var options = new java.util.HashMap<>(more);
            options.put("page", server.plainUrl());
            return alone(sketch, folder, options);
        }
    }

    static String broker(SketchCatalog.Entry sketch, Path folder) throws IOException {
        var authority = DemoAuthority.create();
        Identity identity = authority.issue(Leaf.localhost());
        Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        Files.writeString(folder.resolve("cert.pem"), identity.chainPem());
        Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        try (var broker = Counterparts.mosquitto(
                folder, "user root", "allow_anonymous true", "certfile cert.pem", "keyfile key.pem")) {
            return alone(
                    sketch,
                    folder,
                    Map.of(
                            "host",
                            "localhost",
                            "port",
                            String.valueOf(broker.port()),
                            "ca",
                            folder.resolve("ca.pem").toString()));
        }
    }

    static String webServer(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "", (board, console) -> "> GET /\n" + page(board, "/"));
    }

    static String paths(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "", (board, console) -> "> GET /users/me\n" + page(board, "/users/me"));
    }

    static String files(SketchCatalog.Entry sketch, Path folder) throws Exception {
        Path served = Files.createDirectories(folder.resolve("files/files"));
        Files.writeString(served.resolve("hello.txt"), "hello\n");
        return visited(sketch, folder, "", (board, console) -> "> GET /list\n" + page(board, "/list"));
    }

    static String sleeper(SketchCatalog.Entry sketch, Path folder) throws Exception {
        String last = "resumed on wroom4j";
        String printed = visited(sketch, folder, Map.of("sleep", "0.1"), "", (board, console) -> {
            console.shows(last);
            return "";
        });
        return printed.substring(0, printed.indexOf(last) + last.length());
    }

    static String led(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(
                sketch, folder, "Server started", (board, console) -> "> GET /gpio/1\n" + page(board, "/gpio/1"));
    }

    static String accessPoint(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "AP IP address", (board, console) -> "> GET /\n" + page(board, "/"));
    }

    static String echo(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "Ready!", (board, console) -> {
            String heard = spoken(board, 23, "the quick brown fox");
            console.shows("SUCCESS");
            return heard;
        });
    }

    static String pager(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "connect with", (board, console) -> spoken(board, 2323, "coffee is ready"));
    }

    static String telnet(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "Ready", (board, console) -> {
            try (Socket socket = visitor(board, 23)) {
                say(socket, "hello console\r\n");
                console.shows("hello console\r\n");
                return "> hello console";
            }
        });
    }

    static String datagrams(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "UDP server on", (board, console) -> {
            try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout(PATIENCE_MS);
                byte[] said = "hello".getBytes(StandardCharsets.US_ASCII);
                int port = board.serverPort(8888).orElseThrow();
                socket.send(new DatagramPacket(said, said.length, InetAddress.getLoopbackAddress(), port));
                var answer = new DatagramPacket(new byte[100], 100);
                socket.receive(answer);
                console.hasSent();
                return "> hello\n" + new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
            }
        });
    }

    static String stations(SketchCatalog.Entry sketch, Path folder) throws Exception {
        return visited(sketch, folder, "access point", (board, console) -> {
            assertTrue(board.stationJoins("aa:bb:cc:00:00:01", "12345678"));
            console.shows("Station connected");
            board.stationLeaves("aa:bb:cc:00:00:01");
            console.shows("Station disconnected");
            return "";
        });
    }

    /** What is printed until now, and how to wait for more of it. */
    record Console(ByteArrayOutputStream out, FutureTask<Integer> sketch, Transcript wire) {
        String printed() {
            return out.toString(StandardCharsets.UTF_8);
        }

        void shows(String text) {
            await(() -> printed().contains(text));
        }

        /** Until the firmware has confirmed what was sent, so that a stop does not find the sketch waiting for that. */
        void hasSent() {
            await(() -> wire.text().contains("SEND OK"));
        }

        private void await(BooleanSupplier condition) {
            long until = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
            while (!condition.getAsBoolean()) {
                assertTrue(!sketch.isDone() && System.nanoTime() < until, this::printed);
                Thread.onSpinWait();
            }
        }
    }

    /** What somebody from outside does to a sketch that waits. */
    @FunctionalInterface
    interface Visit {
        String seen(MockWroom02 board, Console console) throws Exception;
    }

    private static String visited(SketchCatalog.Entry sketch, Path folder, String ready, Visit visit) throws Exception {
        return visited(sketch, folder, Map.of(), ready, visit);
    }

    /** A sketch that waits for visitors, and what its visitor saw below what it printed. */
    static String visited(
            SketchCatalog.Entry sketch, Path folder, Map<String, String> options, String ready, Visit visit)
            throws Exception {
        var out = new ByteArrayOutputStream();
        var board = MockWroom02.builder().build();
        Esp8266 esp = Esp8266.open(board, new HardwareSerial(new ByteArrayInputStream(new byte[0]), out));
        esp.dataFolder(folder);
        SketchRunner runner = SketchRunner.of(sketch.make()).board(esp).options(SketchOptions.of(options));
        FutureTask<Integer> running = inBackground(runner::run);
        var console = new Console(out, running, esp.module().transcript());
        String seen;
        try {
            // Whoever prints something has done what goes before: servers listen by then.
            console.shows(ready.isEmpty() ? "\n" : ready);
            seen = visit.seen(board, console);
        } finally {
            runner.stop();
            assertEquals(0, ended(running), console::printed);
        }
        return console.printed() + (seen.isEmpty() ? "" : "\nits visitor:\n" + seen + "\n");
    }

    static Socket visitor(MockWroom02 board, int port) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), board.serverPort(port).orElseThrow());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static String page(MockWroom02 board, String path) throws IOException {
        try (Socket socket = visitor(board, 80)) {
            say(socket, "GET " + path + " HTTP/1.1\r\nHost: module\r\nConnection: close\r\n\r\n");
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static String spoken(MockWroom02 board, int port, String line) throws IOException {
        try (Socket socket = visitor(board, port)) {
            say(socket, line + "\n");
            return "> " + line + "\n" + readLine(socket);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> work) {
        var task = new FutureTask<>(work);
        var thread = new Thread(task, "gallery-counterpart");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static <T> T ended(FutureTask<T> task) throws Exception {
        return task.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }
}
