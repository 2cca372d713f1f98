package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiUDP;
import java.nio.charset.StandardCharsets;

/** Listens on UDP port 8888, prints every datagram with its sender, and acknowledges it to whoever that was. */
public class Udp extends Sketch {
    private static final int LOCAL_PORT = 8888;

    private final WiFiUDP udp = new WiFiUDP();
    private final byte[] packetBuffer = new byte[WiFiUDP.LARGEST];

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("failed   Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
            exit(1);
        }
        if (udp.begin(LOCAL_PORT) == 0) {
            Serial.println("failed   " + udp.getLastError());
            exit(1);
        }
        Serial.println("UDP server on " + WiFi.localIP() + ":" + LOCAL_PORT);
    }

    @Override
    public void loop() {
        int packetSize = udp.parsePacket();
        if (packetSize == 0) {
            delay(1);
            return;
        }
        Serial.printf(
                "Received packet of size %d from %s:%d\n    (to %s:%d)\n",
                packetSize,
                udp.remoteIP().toString(),
                udp.remotePort(),
                udp.destinationIP().toString(),
                udp.localPort());
        int count = udp.read(packetBuffer);
        Serial.println("Contents:");
        Serial.println(new String(packetBuffer, 0, count, StandardCharsets.UTF_8));

        udp.beginPacket(udp.remoteIP(), udp.remotePort());
        udp.print("acknowledged\r\n");
        if (udp.endPacket() == 0) {
            Serial.println("no reply " + udp.getLastError());
        }
    }
}
