package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each sketch of docs/libraries.md, run as a file with its libraries given by {@code --lib}, prints what stands under it. */
@Timeout(120)
class LibrariesPageTest {
    private static final Pattern SKETCH = Pattern.compile("(?ms)^```java\\n(.*?)^```\\n\\n```text\\n(.*?)^```");

    @TempDir
    Path folder;

    private record Shown(String name, String source, String prints) {}

    private static List<Shown> sketches() throws IOException {
        var shown = new ArrayList<Shown>();
        Matcher sketch = SKETCH.matcher(Files.readString(Path.of("..", "docs", "libraries.md")));
        while (sketch.find()) {
            Matcher name = Pattern.compile("public class (\\w+)").matcher(sketch.group(1));
            assertTrue(name.find(), sketch.group(1));
            shown.add(new Shown(name.group(1), sketch.group(1), sketch.group(2)));
        }
        return shown;
    }

    /** Runs one with the jars of a system property, which stand nowhere else. */
    private void runs(String name, String library, String... options) throws IOException {
        Shown shown = sketches().stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(!library.isEmpty(), shown.source.startsWith("//DEPS "), "the page says what it needs");
        Path file = Files.writeString(folder.resolve(name + ".java"), shown.source.replaceAll("(?m)^//DEPS .*\\n", ""));
        var arguments = new ArrayList<>(List.of("run", file.toString()));
        if (!library.isEmpty()) {
            String jars = System.getProperty("wroom4j.lib." + library);
            assertNotNull(jars, library + ": surefire says where its jars are");
            for (String jar : jars.split(",")) {
                arguments.addAll(List.of("--lib", jar));
            }
        }
        arguments.addAll(List.of(options));

        Captured run = Captured.run(arguments.toArray(String[]::new));

        String printed = run.out().replace("\r\n", "\n").replaceFirst("board .*\nfirmware .*\n", "");
        assertEquals(shown.prints, printed, run.err());
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void the_page_shows_these() throws IOException {
        assertEquals(
                List.of("Weather", "Switch", "Sensor", "Chat", "TelegramBot"),
                sketches().stream().map(Shown::name).toList());
    }

    @Test
    void json_is_read_by_gson() throws IOException {
        String answer = "{\"coord\":{\"lon\":139.7},\"main\":{\"temp\":21.54,\"humidity\":40},\"name\":\"東京\"}";
        try (var server = DemoServer.builder(DemoAuthority.create())
                .handler(request -> HttpExchange.Reply.of(
                        200, "application/json; charset=utf-8", answer.getBytes(StandardCharsets.UTF_8)))
                .start()) {
            runs(
                    "Weather",
                    "gson",
                    "--page",
                    "http://localhost:" + server.plainPort() + "/data/2.5/weather?q=Tokyo,jp");
        }
    }

    @Test
    void mqtt_runs_over_the_small_client_and_over_paho() throws IOException {
        try (var broker = Counterparts.mosquitto(folder, "allow_anonymous true")) {
            runs("Switch", "", "--host", "localhost", "--port", String.valueOf(broker.port()));
            runs("Sensor", "paho", "--broker", "tcp://localhost:" + broker.port());
        }
    }

    @Test
    void a_web_socket_runs_over_okhttp() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var echoing = new FutureTask<>(() -> {
                echo(listening);
                return true;
            });
            new Thread(echoing).start();
            runs("Chat", "okhttp", "--page", "http://localhost:" + listening.getLocalPort() + "/chat");
            assertTrue(echoing.get(30, TimeUnit.SECONDS));
        }
    }

    /** RFC 6455's opening, and one short text frame back unmasked. */
    private static void echo(ServerSocket listening) throws IOException, GeneralSecurityException {
        try (Socket client = listening.accept();
                var in = new DataInputStream(client.getInputStream())) {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            Matcher key = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)").matcher(head);
            assertTrue(key.find(), head.toString());
            byte[] accepted = MessageDigest.getInstance("SHA-1")
                    .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(accepted)
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(0x81, in.readUnsignedByte(), "one whole text");
            byte[] frame = new byte[in.readUnsignedByte() & 0x7F];
            byte[] mask = in.readNBytes(4);
            in.readFully(frame);
            for (int i = 0; i < frame.length; i++) {
                frame[i] ^= mask[i % 4];
            }
            client.getOutputStream().write(new byte[] {(byte) 0x81, (byte) frame.length});
            client.getOutputStream().write(frame);
            while (in.read() >= 0) {
                // Until the sketch has gone.
            }
        } catch (java.net.SocketException gone) {
            // It cancels its socket, which may be a reset.
        }
    }

    @Test
    void a_bot_answers_whoever_writes_to_it() throws IOException {
        var asked = new ConcurrentLinkedQueue<String>();
        var authority = DemoAuthority.create();
        try (var server = DemoServer.builder(authority)
                .handler(request -> telegram(request, asked))
                .start()) {
            Path ca = Files.writeString(folder.resolve("ca.pem"), authority.caPem());
            String api = server.url().replaceFirst("/$", "");
            runs("TelegramBot", "gson", "--ca", ca.toString(), "--api", api, "--token", "7:x", "--loops", "3");
        }
        assertEquals(
                List.of(
                        "/bot7:x/getUpdates {\"offset\":0,\"timeout\":20}",
                        "/bot7:x/sendMessage {\"chat_id\":42,\"text\":\"The LED is on 💡\"}",
                        "/bot7:x/getUpdates {\"offset\":901,\"timeout\":20}",
                        "/bot7:x/sendMessage {\"chat_id\":42,\"text\":\"I know /on and /uptime, and not こんにちは\"}",
                        "/bot7:x/getUpdates {\"offset\":902,\"timeout\":20}"),
                List.copyOf(asked));
    }

    private static HttpExchange.Reply telegram(HttpExchange.Request request, ConcurrentLinkedQueue<String> asked) {
        asked.add(request.target() + " " + request.text());
        String result = request.target().endsWith("sendMessage")
                ? "{}"
                : "["
                        + switch (asked.size()) {
                            case 1 -> update(900, "/on");
                            case 3 -> update(901, "こんにちは");
                            default -> "";
                        }
                        + "]";
        return HttpExchange.Reply.of(
                200, "application/json", ("{\"ok\":true,\"result\":" + result + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String update(int id, String text) {
        return "{\"update_id\":" + id + ",\"message\":{\"chat\":{\"id\":42},\"text\":\"" + text + "\"}}";
    }
}
