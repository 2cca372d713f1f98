package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServer;

/** Echoes on port 23 in the five ways of the core's example: {@code --style} 1 bytes, 2 buffers, 3 sendAvailable, 4 sendSize, 5 sendAll. */
public class WiFiEcho extends Sketch {
    private final WiFiServer server = new WiFiServer(23);
    private WiFiClient client = new WiFiClient();

    @Override
    public void setup() {
        join();
        server.begin();
        if (!server.asBool()) {
            fail("no server: " + server.getLastError());
        }
        Serial.println("Ready! Use 'telnet " + WiFi.localIP() + "' to connect");
    }

    @Override
    public void loop() {
        if (server.hasClient()) {
            client = server.accept();
            Serial.println("New client");
        }
        if (client.available() == 0) {
            delay(1);
            return;
        }
        switch (option("style", "1")) {
            case "1" -> {
                while (client.available() > 0) {
                    client.write(client.read());
                }
            }
            case "2" -> {
                byte[] buffer = new byte[128];
                client.write(buffer, 0, client.read(buffer));
            }
            case "3" -> client.sendAvailable(client);
            case "4" -> client.sendSize(client, client.available());
            default -> client.sendAll(client, 100);
        }
        Serial.println(client.getLastSendReport().name());
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
