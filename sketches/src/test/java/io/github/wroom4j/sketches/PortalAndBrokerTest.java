package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.io.ByteArrayInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration portal as a phone goes through it, and what stands on PubSubClient with a real broker. */
@Timeout(120)
class PortalAndBrokerTest {
    @TempDir
    Path folder;

    private String curl(Running running, String path, String... options) {
        var arguments = new ArrayList<>(List.of("-s", "-S", "--max-time", "60"));
        arguments.addAll(List.of(options));
        arguments.add("http://127.0.0.1:" + running.port(80) + path);
        return ExternalProgram.run(folder, "curl", arguments.toArray(String[]::new))
                .strip();
    }

    @Test
    void a_portal_asks_for_the_network_joins_it_after_its_restart_and_forgets_it_again() throws IOException {
        // What another sketch has left there is no network's name.
        Files.write(folder.resolve("eeprom.bin"), new byte[] {2, 0, 0, 0, 'x', 0, 0, 0});
        try (var running = new Running(
                MockWroom02.builder(),
                ConfigPortal::new,
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                esp -> esp.dataFolder(folder))) {
            running.prints("portal at http://192.168.4.1/");
            assertEquals(
                    "302 http://192.168.4.1/",
                    curl(running, "/generate_204", "-o", "page", "-w", "%{http_code} %{redirect_url}"));
            assertTrue(curl(running, "/").contains("name=\"ssid\""));
            assertEquals(
                    "400",
                    curl(running, "/save", "-o", "page", "-w", "%{http_code}", "-d", "ssid=" + "ö".repeat(17)),
                    "17 characters, 34 bytes");
            assertEquals(
                    "Kept. Restarting …",
                    curl(running, "/save", "-d", "ssid=wroom4j", "--data-urlencode", "password=wrong-password"));
            running.prints("cannot join wroom4j: ");
            running.await(() -> running.printed().split("portal at").length == 3);

            curl(running, "/save", "-d", "ssid=wroom4j", "--data-urlencode", "password=arduino-java");
            running.prints("joined wroom4j as 192.168.1.");
            assertTrue(curl(running, "/").contains("/forget"));

            assertEquals("Kept. Restarting …", curl(running, "/forget", "-X", "POST"));
            running.await(() -> running.printed().split("portal at").length == 4);
        }
    }

    @Test
    void a_dashboard_shows_what_the_broker_tells_and_publishes_what_is_typed() throws Exception {
        try (var broker = Counterparts.mosquitto(folder, "allow_anonymous true")) {
            Map<String, String> options = Map.of("host", "localhost", "port", String.valueOf(broker.port()));
            try (var running = new Running(MockWroom02.builder(), MqttDashboard::new, options)) {
                running.prints("dashboard at http://192.168.1.");
                publish(broker, "wroom4j/mood", "<b>grüezi</b>");
                running.prints("wroom4j/mood <b>grüezi</b>");
                assertTrue(curl(running, "/")
                        .contains("<tr><td>wroom4j/mood</td><td>&lt;b&gt;grüezi&lt;/b&gt;</td></tr>"));
                curl(running, "/publish", "-d", "topic=wroom4j/room&text=21.5");
                running.prints("wroom4j/room 21.5");
            }
        }
    }

    @Test
    void plain_text_to_a_port_of_tls_is_told_as_that() throws IOException {
        try (var server = DemoServer.start(DemoAuthority.create())) {
            Ran ran = Ran.on(
                    "mock:",
                    MqttDashboard::new,
                    Map.of(
                            "ssid", "wroom4j",
                            "password", "arduino-java",
                            "host", "localhost",
                            "port", String.valueOf(server.port())));

            assertEquals(1, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("wants a WiFiClientSecure"), ran.printed());
        }
    }

    /** Somebody else publishes at least once, and the broker has it. */
    private static void publish(Counterparts.Server broker, String topic, String text) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        int length = 2 + name.length + 2 + payload.length;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            var out = new DataOutputStream(socket.getOutputStream());
            out.write(HexFormat.of().parseHex("1019" + "00044d515454" + "04c2" + "003c" + "000178" + "00026d65"));
            out.writeUTF("s3cret");
            out.write(new byte[] {0x32, (byte) (length % 128 | 128), (byte) (length / 128)});
            out.writeUTF(topic);
            out.writeShort(1);
            out.write(payload);
            assertEquals(
                    "20020000" + "40020001",
                    HexFormat.of().formatHex(socket.getInputStream().readNBytes(8)));
        }
    }

    /** What PubSubClient's users call, one line each. */
    private static final class Calls extends Sketch {
        private final WiFiClient client = new WiFiClient();
        private final PubSubClient mqtt = new PubSubClient(client);
        private final List<String> heard = new ArrayList<>();

        @Override
        public void setup() {
            WiFi.begin("wroom4j", "arduino-java");
            WiFi.waitForConnectResult();
            int port = Integer.parseInt(option("port"));
            mqtt.setServer("localhost", 1).setSocketTimeout(10);
            Serial.println(mqtt.connect("nobody") + " " + mqtt.state() + " " + mqtt.publish("a", "b"));
            mqtt.setServer("localhost", port);
            Serial.println(mqtt.connect("guest") + " " + mqtt.state());
            mqtt.setKeepAlive(1)
                    .setCallback((topic, payload, length) ->
                            heard.add(topic + " " + new String(payload, 0, length, StandardCharsets.UTF_8)));
            Serial.println(mqtt.connect("sensor", "me", "s3cret", "room/gone", 1, true, "bye") + " " + mqtt.state());
            mqtt.setBufferSize(1000);
            mqtt.subscribe("room/+", 1);
            mqtt.subscribe("big");
            Serial.println(
                    mqtt.publish("room/a\0left over", "日本\0left over") + " " + mqtt.publish("x", "y".repeat(1000)));
        }

        @Override
        public void loop() {
            if (!mqtt.loop()) {
                Serial.println("lost " + mqtt.state());
                exit(1);
            }
            if (heard.contains("room/end ")) {
                mqtt.unsubscribe("big");
                mqtt.disconnect();
                Serial.println(heard + " " + mqtt.connected() + " " + mqtt.state());
                exit(0);
            }
        }
    }

    @Test
    void the_small_client_does_what_its_users_know() throws Exception {
        ExternalProgram.run(folder, "mosquitto_passwd", "-b", "-c", "users", "me", "s3cret");
        try (var broker = Counterparts.mosquitto(folder, "user root", "password_file users", "log_type all");
                var running =
                        new Running(MockWroom02.builder(), Calls::new, Map.of("port", String.valueOf(broker.port())))) {
            broker.program().awaitLog("Sending PUBLISH to sensor .*'room/a'"); // it has subscribed
            publish(broker, "room/b", "once at least");
            broker.program().awaitLog("Received PUBACK from sensor");
            broker.program().awaitLog("Received PINGREQ from sensor");
            publish(broker, "big", "z".repeat(5000)); // longer than its buffer
            publish(broker, "room/end", "");
            broker.program().awaitLog("Received DISCONNECT from sensor");
            running.ends(0);
            assertEquals("""
                    false -2 false
                    false 5
                    true 0
                    true false
                    [room/a 日本, room/b once at least, room/end ] false -1
                    """.replace("\n", "\r\n"), running.printed());
        }
    }

    @Test
    void a_broker_that_goes_is_told() throws Exception {
        ExternalProgram.run(folder, "mosquitto_passwd", "-b", "-c", "users", "me", "s3cret");
        try (var broker = Counterparts.mosquitto(folder, "user root", "password_file users");
                var running =
                        new Running(MockWroom02.builder(), Calls::new, Map.of("port", String.valueOf(broker.port())))) {
            running.prints("true false");
            broker.program().close();
            running.ends(1);
            assertTrue(running.printed().endsWith("lost -3\r\n"), running.printed());
        }
    }
}
