package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiUDP;

/** Asks a time server over UDP and prints the time, as the core's NTPClient example does. */
public class NtpClient extends Sketch {
    private static final int NTP_PACKET_SIZE = 48;
    private static final long SEVENTY_YEARS = 2_208_988_800L;

    private final WiFiUDP udp = new WiFiUDP();

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("failed   Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
            exit(1);
        }
        udp.begin(2390);
    }

    @Override
    public void loop() {
        if (!sendNtpPacket(option("server", "pool.ntp.org"), Integer.parseInt(option("port", "123")))) {
            Serial.println("failed   " + udp.getLastError());
            exit(1);
        }
        int size = 0;
        for (long start = millis(); size == 0 && millis() - start < 5000; ) {
            delay(20);
            size = udp.parsePacket();
        }
        if (size < NTP_PACKET_SIZE) {
            Serial.println("no answer yet");
            delay(1000);
            return;
        }
        byte[] packet = new byte[NTP_PACKET_SIZE];
        udp.read(packet, NTP_PACKET_SIZE);
        long secondsSince1900 = 0;
        for (int i = 40; i < 44; i++) {
            secondsSince1900 = secondsSince1900 << 8 | packet[i] & 0xFF;
        }
        long epoch = secondsSince1900 - SEVENTY_YEARS;
        Serial.println("Unix time = " + epoch);
        Serial.printf("The UTC time is %02d:%02d:%02d\n", epoch % 86_400 / 3600, epoch % 3600 / 60, epoch % 60);
        udp.stop();
        exit(0);
    }

    private boolean sendNtpPacket(String server, int port) {
        byte[] packet = new byte[NTP_PACKET_SIZE];
        packet[0] = (byte) 0b11100011; // leap indicator unknown, version 4, client
        packet[2] = 6; // polling interval
        packet[3] = (byte) 0xEC; // precision
        if (udp.beginPacket(server, port) == 0) {
            return false;
        }
        udp.write(packet, NTP_PACKET_SIZE);
        return udp.endPacket() == 1;
    }
}
