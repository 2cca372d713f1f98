package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core's examples in Java, each against a real counterpart on loopback. */
@Timeout(120)
class CoreExamplesTest {
    @TempDir
    Path folder;

    @Test
    void blink_drives_the_led_until_it_is_stopped() throws Exception {
        try (var running = new Running(MockWroom02.builder(), Blink::new, Map.of("ms", "50"))) {
            running.prints("on\r\noff\r\non");
            var led = running.board().pin(2);
            running.await(led::read);
            running.await(() -> !led.read());
        }
    }

    @Test
    void a_line_goes_out_and_a_line_comes_back() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answering = new FutureTask<>(() -> {
                try (Socket socket = server.accept()) {
                    byte[] asked = socket.getInputStream().readNBytes(20);
                    socket.getOutputStream().write("welcome\r\n".getBytes(StandardCharsets.US_ASCII));
                    return new String(asked, StandardCharsets.US_ASCII);
                }
            });
            new Thread(answering).start();
            Ran ran = Ran.on(
                    "mock:",
                    WiFiClientBasic::new,
                    Map.of("host", "127.0.0.1", "port", String.valueOf(server.getLocalPort())));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("\r\nwelcome\r\n"), ran.printed());
            assertEquals("hello from ESP8266\r\n", Running.join(answering));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void the_echo_comes_back_in_every_style(String style) throws Exception {
        try (var running = new Running(MockWroom02.builder(), WiFiEcho::new, Map.of("style", style))) {
            running.prints("Ready!");
            int port = running.board().serverPort(23).orElseThrow();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                byte[] text = "the quick brown fox".getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(text);
                assertEquals(
                        "the quick brown fox",
                        new String(socket.getInputStream().readNBytes(text.length), StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void what_one_client_sends_reaches_all() throws Exception {
        try (var running = new Running(MockWroom02.builder(), PagerServer::new, Map.of())) {
            running.prints("connect with");
            int port = running.board().serverPort(2323).orElseThrow();
            try (var one = new Socket(InetAddress.getLoopbackAddress(), port);
                    var two = new Socket(InetAddress.getLoopbackAddress(), port)) {
                // Who has been heard is known to the server; what it says comes back to it at least.
                for (Socket socket : new Socket[] {one, two}) {
                    socket.setSoTimeout(60_000);
                    socket.getOutputStream().write("here\n".getBytes(StandardCharsets.US_ASCII));
                    readUpTo(socket, "here\r\n");
                }
                two.getOutputStream().write("to all\n".getBytes(StandardCharsets.US_ASCII));
                readUpTo(one, "to all\r\n");
                readUpTo(two, "to all\r\n");
            }
        }
    }

    private static void readUpTo(Socket socket, String end) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int c = socket.getInputStream().read();
            assertTrue(c >= 0, () -> "it ended after " + text);
            text.append((char) c);
        }
    }

    @Test
    void stations_that_come_and_go_are_told() throws Exception {
        try (var running = new Running(MockWroom02.builder(), WiFiEvents::new, Map.of())) {
            running.prints("access point event-demo at 192.168.4.1");
            assertTrue(running.board().stationJoins("aa:bb:cc:00:00:01", "12345678"));
            running.prints("Station connected: AA:BB:CC:00:00:01");
            running.board().stationLeaves("aa:bb:cc:00:00:01");
            running.prints("Station disconnected: AA:BB:CC:00:00:01");
            assertFalse(running.board().stationJoins("aa:bb:cc:00:00:02", "wrong-password"));
        }
    }

    @Test
    void the_access_point_serves_its_page() throws Exception {
        try (var running = new Running(MockWroom02.builder(), WiFiAccessPoint::new, Map.of())) {
            running.prints("AP IP address: 192.168.4.1");
            int port = running.board().serverPort(80).orElseThrow();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream()
                        .write("GET / HTTP/1.0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String page = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(page.endsWith("<h1>You are connected</h1>"), page);
            }
        }
    }

    private static Ran overHttp(Supplier<Sketch> sketch, HttpExchange pages, Map<String, String> more) {
        try (var server =
                DemoServer.builder(DemoAuthority.create()).handler(pages).start()) {
            var options = new java.util.HashMap<>(more);
            options.put("page", server.plainUrl());
            return Ran.on("mock:", sketch, options);
        }
    }

    @Test
    void the_basic_client_joins_the_network_that_is_there() {
        Ran ran = overHttp(BasicHttpClient::new, request -> HttpExchange.Reply.text(200, "the page"), Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().endsWith("code: 200\nthe page\r\n"), ran.printed());
    }

    @Test
    void basic_and_digest_authorization_open_the_page() {
        HttpExchange basic =
                request -> request.header("Authorization").orElse("").equals("Basic Z3Vlc3Q6Z3Vlc3Q=")
                        ? HttpExchange.Reply.text(200, "welcome guest")
                        : HttpExchange.Reply.text(401, "who?");
        Ran ran = overHttp(HttpAuthorization::new, basic, Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().contains("welcome guest"), ran.printed());
        assertEquals(
                1,
                overHttp(HttpAuthorization::new, basic, Map.of("secret", "no")).exitCode());
        Ran digest = overHttp(HttpAuthorization::new, digest("/", "guest", "guest"), Map.of("digest", ""));
        assertEquals(0, digest.exitCode(), digest.printed());
    }

    @Test
    void digest_by_hand_opens_the_page_too() {
        HttpExchange pages = digest("/locked", "admin", "admin");
        try (var server =
                DemoServer.builder(DemoAuthority.create()).handler(pages).start()) {
            Ran ran = Ran.on("mock:", DigestAuthorization::new, Map.of("page", server.plainUrl(), "uri", "/locked"));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("opened"), ran.printed());
            Ran wrong = Ran.on(
                    "mock:",
                    DigestAuthorization::new,
                    Map.of("page", server.plainUrl(), "uri", "/locked", "secret", "guessed"));
            assertEquals(1, wrong.exitCode(), wrong.printed());
        }
    }

    /** A server that computes RFC 7616's answer by itself. */
    private static HttpExchange digest(String path, String user, String password) {
        return request -> {
            String sent = request.header("Authorization").orElse("");
            String nc = sent.replaceAll(".*nc=([0-9a-f]+).*", "$1");
            String cnonce = sent.replaceAll(".*cnonce=\"([^\"]*)\".*", "$1");
            String expected =
                    md5(md5(user + ":r:" + password) + ":n0nce:" + nc + ":" + cnonce + ":auth:" + md5("GET:" + path));
            return sent.startsWith("Digest ") && sent.contains("response=\"" + expected + "\"")
                    ? HttpExchange.Reply.text(200, "opened")
                    : HttpExchange.Reply.text(401, "locked")
                            .with("WWW-Authenticate", "Digest realm=\"r\", qop=\"auth\", nonce=\"n0nce\"");
        };
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ten_requests_share_a_connection() {
        Ran ran = overHttp(ReuseConnection::new, request -> HttpExchange.Reply.text(200, "12345"), Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().contains("GET 10... code: 200, 5 bytes"), ran.printed());
    }

    @Test
    void a_page_is_read_in_pieces() {
        Ran ran = overHttp(StreamHttpClient::new, request -> HttpExchange.Reply.text(200, "x".repeat(3000)), Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().contains("3000 bytes"), ran.printed());
    }

    @Test
    void a_real_broker_takes_the_message_over_tls() throws Exception {
        var authority = DemoAuthority.create();
        Identity identity = authority.issue(Leaf.localhost());
        Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        Files.writeString(folder.resolve("cert.pem"), identity.chainPem());
        Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        try (var broker = Counterparts.mosquitto(
                folder,
                "user root", // a broker started by root would give up the right to read these files
                "allow_anonymous true",
                "certfile cert.pem",
                "keyfile key.pem",
                "log_type all")) {
            Ran ran = Ran.on(
                    "mock:",
                    MqttPublish::new,
                    Map.of(
                            "host", "localhost",
                            "port", String.valueOf(broker.port()),
                            "ca", folder.resolve("ca.pem").toString(),
                            "message", "m".repeat(300)));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("published to wroom4j/hello"), ran.printed());
            broker.program().awaitLog("Received PUBLISH from wroom4j-.*'wroom4j/hello', ... \\(300 bytes\\)");
        }
    }

    @Test
    void each_way_to_trust_does_what_it_says() throws Exception {
        var authority = DemoAuthority.create();
        try (var server = DemoServer.builder(authority)
                .handler(request -> HttpExchange.Reply.text(200, "page"))
                .start()) {
            String print = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(server.identity().leaf().getEncoded()));
            Ran ran = Ran.on(
                    "mock:",
                    BearSslValidation::new,
                    Map.of(
                            "url",
                            server.url(),
                            "fingerprint",
                            print,
                            "public-key",
                            Files.writeString(
                                            folder.resolve("public.pem"),
                                            "-----BEGIN PUBLIC KEY-----\n"
                                                    + Base64.getMimeEncoder()
                                                            .encodeToString(server.identity()
                                                                    .leaf()
                                                                    .getPublicKey()
                                                                    .getEncoded())
                                                    + "\n-----END PUBLIC KEY-----\n")
                                    .toString(),
                            "ca",
                            Files.writeString(folder.resolve("ca.pem"), authority.caPem())
                                    .toString()));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertEquals("""
                    no trust: refused, error 62
                    setInsecure: HTTP/1.1 200 OK
                    wrong fingerprint: refused, error 62
                    fingerprint: HTTP/1.1 200 OK
                    self-signed: refused, error 62
                    known key: HTTP/1.1 200 OK
                    authority: HTTP/1.1 200 OK
                    """, ran.printed().replace("\r\n", "\n").replaceAll("(?m)^    .*\n", ""));
        }
    }

    @Test
    void starts_are_counted_over_two_programs() {
        for (int i = 1; i < 3; i++) {
            var out = new ByteArrayOutputStream();
            var esp = Esp8266.open("mock:", new HardwareSerial(new ByteArrayInputStream(new byte[0]), out));
            esp.dataFolder(folder);
            assertEquals(0, SketchRunner.of(EepromCounter::new).board(esp).run());
            assertEquals("started " + i + " times\r\n", out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_timer_flips_the_led_twenty_times() {
        Ran ran = Ran.on("mock:", TickerBasic::new, Map.of("ms", "30"));
        assertEquals(0, ran.exitCode(), ran.printed());
        assertEquals("flipped 20 times\r\n", ran.printed());
    }

    @Test
    void connections_with_and_without_a_session() {
        try (var server = DemoServer.builder(DemoAuthority.create())
                .handler(request -> HttpExchange.Reply.text(200, "page"))
                .start()) {
            Ran ran = Ran.on("mock:", BearSslSessions::new, Map.of("url", server.url()));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertEquals(4, ran.printed().split("HTTP/1.1 200 OK", -1).length - 1, ran.printed());
        }
    }

    @Test
    void a_browser_switches_the_led() throws Exception {
        try (var running = new Running(MockWroom02.builder(), ManualWebServer::new, Map.of())) {
            running.prints("Server started");
            int port = running.board().serverPort(80).orElseThrow();
            // The sketch gives a request five seconds, which a busy machine may overdraw: then it is asked again.
            running.await(() -> page(port, "1").contains("GPIO is now high"));
            assertTrue(running.board().pin(2).read());
        }
    }

    private static String page(int port, String level) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write(("GET /gpio/" + level + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketTimeoutException unanswered) {
            return "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void telnet_clients_meet_the_console() throws Exception {
        try (var running = new Running(MockWroom02.builder(), TelnetToSerial::new, Map.of())) {
            running.prints("Ready");
            int port = running.board().serverPort(23).orElseThrow();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("hello console".getBytes(StandardCharsets.US_ASCII));
                running.prints("New client: index 0");
                running.prints("hello console");
            }
        }
    }
}
