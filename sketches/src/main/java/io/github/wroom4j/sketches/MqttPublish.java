package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Publishes {@code --message} to {@code --topic} of an MQTT 3.1.1 broker over TLS and waits for its receipt: {@code --host}, {@code --port} (8883), {@code --ca} or {@code --insecure}, {@code --user} and {@code --secret} if it wants them. */
public class MqttPublish extends Sketch {
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_AT_LEAST_ONCE = 0x32;
    private static final int PUBACK = 0x40;
    private static final int DISCONNECT = 0xE0;

    private static final String BROKER =
            "It needs an MQTT broker, and the demo has none: name one with --host, and its authority with --ca.";

    private final WiFiClientSecure client = new WiFiClientSecure();

    @Override
    public void setup() {
        join();
        if (hasOption("insecure")) {
            client.setInsecure();
        } else if (hasOption("ca")) {
            try {
                client.setTrustAnchors(new X509List(Files.readAllBytes(Path.of(option("ca")))));
            } catch (IOException e) {
                fail("cannot read --ca " + option("ca") + ": " + e.getMessage());
            }
        } else {
            client.setSystemTrust();
        }
        String host = option("host", "test.mosquitto.org");
        if (client.connect(host, Integer.parseInt(option("port", "8883"))) == 0) {
            fail("no connection to " + host + ": " + client.getLastError() + (hasOption("host") ? "" : ". " + BROKER));
        }
        send(CONNECT, connect("wroom4j-" + Integer.toHexString(ESP.getChipId())));
        byte[] connected = receive(CONNACK, 2);
        if (connected[1] != 0) {
            fail("the broker refuses: code " + connected[1]);
        }
        Serial.println("connected to " + host);
        String topic = option("topic", "wroom4j/hello");
        var publish = new ByteArrayOutputStream();
        text(publish, topic);
        publish.writeBytes(new byte[] {0, 1}); // packet 1
        publish.writeBytes(
                option("message", "hello from Java through an ESP8266").getBytes(StandardCharsets.UTF_8));
        send(PUBLISH_AT_LEAST_ONCE, publish.toByteArray());
        receive(PUBACK, 2);
        Serial.println("published to " + topic);
        send(DISCONNECT, new byte[0]);
        client.stop();
        exit(0);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    /** Variable header and payload of CONNECT: protocol level 4, a clean session, 60 s of keep-alive. */
    private byte[] connect(String id) {
        var packet = new ByteArrayOutputStream();
        text(packet, "MQTT");
        boolean named = hasOption("user");
        packet.writeBytes(new byte[] {4, (byte) (named ? 0xC2 : 0x02), 0, 60});
        text(packet, id);
        if (named) {
            text(packet, option("user"));
            text(packet, option("secret"));
        }
        return packet.toByteArray();
    }

    private static void text(ByteArrayOutputStream into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.write(bytes.length >> 8);
        into.write(bytes.length);
        into.writeBytes(bytes);
    }

    private void send(int type, byte[] rest) {
        var packet = new ByteArrayOutputStream();
        packet.write(type);
        int length = rest.length;
        do {
            packet.write(length % 128 | (length > 127 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        packet.writeBytes(rest);
        if (client.write(packet.toByteArray()) != packet.size()) {
            fail("cannot send: " + client.getLastError());
        }
        client.flush();
    }

    private byte[] receive(int type, int length) {
        byte[] packet = new byte[2 + length];
        if (client.readBytes(packet, packet.length) != packet.length
                || (packet[0] & 0xF0) != type
                || packet[1] != length) {
            fail("the broker answers something else: " + client.getLastError());
        }
        byte[] rest = new byte[length];
        System.arraycopy(packet, 2, rest, 0, length);
        return rest;
    }

    private void join() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
