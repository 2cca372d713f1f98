package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Sends one line over TCP to {@code --host} and {@code --port} and prints the line that comes back. */
public class WiFiClientBasic extends Sketch {
    private final WiFiClient client = new WiFiClient();

    @Override
    public void setup() {
        join();
    }

    @Override
    public void loop() {
        String host = option("host", "192.168.1.1");
        int port = Integer.parseInt(option("port", "3000"));
        Serial.println("connecting to " + host + ":" + port);
        if (client.connect(host, port) == 0) {
            fail("connection failed: " + client.getLastError());
        }
        client.println("hello from ESP8266");
        Serial.println("receiving from remote server");
        Serial.println(client.readStringUntil('\n').strip());
        Serial.println("closing connection");
        client.stop();
        exit(0);
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
