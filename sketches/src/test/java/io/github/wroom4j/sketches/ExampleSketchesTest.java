package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example through driver and mock against a real counterpart on loopback. */
@Timeout(120)
class ExampleSketchesTest {
    @TempDir
    Path folder;

    @Test
    void wifi_scan_lists_the_air() {
        Ran ran = Ran.on("mock:?ap=Lab/secret12/6/-50&ap=Free", WiFiScan::new, Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().contains("2 networks found"), ran.printed());
        assertTrue(ran.printed().contains("-50dBm * Lab"), ran.printed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "module"})
    void the_webhook_gets_its_three_values_through_both_places_of_tls(String tls) throws IOException {
        var authority = DemoAuthority.create();
        HttpExchange ifttt = request -> request.target().equals("/trigger/door/with/key/k3y")
                ? HttpExchange.Reply.text(200, "Congratulations! " + request.text())
                : HttpExchange.Reply.text(401, "no");
        try (var server =
                DemoServer.builder(authority).handler(ifttt).takingOlderTls().start()) {
            var options = new HashMap<String, String>();
            options.put("url", server.url());
            options.put(
                    "ca",
                    Files.writeString(folder.resolve("ca.pem"), authority.caPem())
                            .toString());
            options.put("event", "door");
            options.put("key", "k3y");
            options.put("value1", "a \"b\"");
            options.put("tls", tls);
            if (tls.equals("module")) {
                options.put("insecure", "");
            }
            Ran ran = Ran.on("mock:", IftttWebhook::new, options);
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(
                    ran.printed().contains("{\"value1\":\"a \\\"b\\\"\",\"value2\":\"\",\"value3\":\"\"}"),
                    ran.printed());
            options.put("key", "wrong");
            assertEquals(1, Ran.on("mock:", IftttWebhook::new, options).exitCode());
        }
    }

    @Test
    void the_web_server_answers_a_browser() throws Exception {
        try (var board = MockWroom02.builder().build()) {
            var out = new ByteArrayOutputStream();
            var console = new HardwareSerial(new ByteArrayInputStream(new byte[0]), out);
            SketchRunner runner = SketchRunner.of(WebServerHello::new).board(Esp8266.open(board, console));
            var task = new FutureTask<>(runner::run);
            new Thread(task).start();
            Optional<Integer> port = Optional.empty();
            while (port.isEmpty() && !task.isDone()) {
                Thread.onSpinWait();
                port = board.serverPort(80);
            }
            assertTrue(port.isPresent(), () -> out.toString(StandardCharsets.UTF_8));
            HttpClient browser =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            String base = "http://127.0.0.1:" + port.get();
            var hello =
                    browser.send(HttpRequest.newBuilder(URI.create(base + "/")).build(), BodyHandlers.ofString());
            assertEquals("hello from Java through an ESP8266!\r\n", hello.body());
            var lost = browser.send(
                    HttpRequest.newBuilder(URI.create(base + "/x?a=1")).build(), BodyHandlers.ofString());
            assertEquals(404, lost.statusCode());
            assertTrue(lost.body().contains(" a: 1\n"), lost.body());
            runner.stop();
            assertEquals(0, task.get());
        }
    }

    @Test
    void the_time_comes_over_udp() throws IOException {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var answering = new Thread(() -> answerOnce(server));
            answering.setDaemon(true);
            answering.start();
            Ran ran = Ran.on(
                    "mock:",
                    NtpClient::new,
                    Map.of("server", "127.0.0.1", "port", String.valueOf(server.getLocalPort())));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("Unix time = 1000000000\r\n"), ran.printed());
            assertTrue(ran.printed().contains("The UTC time is 01:46:40"), ran.printed());
        }
    }

    @Test
    void each_of_several_peers_is_acknowledged() throws IOException {
        try (var running = new Running(MockWroom02.builder(), Udp::new, Map.of());
                var one = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = running.port(8888);
            for (DatagramSocket socket : new DatagramSocket[] {one, other, one}) {
                socket.setSoTimeout(60_000);
                byte[] said = ("hello from " + socket.getLocalPort()).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(said, said.length, InetAddress.getLoopbackAddress(), port));
                var answer = new DatagramPacket(new byte[100], 100);
                socket.receive(answer);
                assertEquals(
                        "acknowledged\r\n",
                        new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
                running.prints("from 127.0.0.1:" + socket.getLocalPort());
                running.prints("hello from " + socket.getLocalPort());
            }
        }
    }

    /** RFC 5905's 48 bytes with a transmit timestamp of 2001-09-09 01:46:40 UTC. */
    private static void answerOnce(DatagramSocket server) {
        try {
            var asked = new DatagramPacket(new byte[100], 100);
            server.receive(asked);
            ByteBuffer answer = ByteBuffer.allocate(48).put(0, (byte) 0x24).putInt(40, (int) 3_208_988_800L);
            server.send(new DatagramPacket(answer.array(), 48, asked.getSocketAddress()));
        } catch (IOException closed) {
            System.getLogger(ExampleSketchesTest.class.getName())
                    .log(System.Logger.Level.DEBUG, "server closed", closed);
        }
    }
}
