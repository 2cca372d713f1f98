package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServer;

/** What a telnet client types on port 23 appears on the console, and what is typed there goes to every client. */
public class TelnetToSerial extends Sketch {
    private static final int MAX_CLIENTS = 2;

    private final WiFiServer server = new WiFiServer(23);
    private final WiFiClient[] clients = {new WiFiClient(), new WiFiClient()};

    @Override
    public void setup() {
        join();
        server.begin();
        server.setNoDelay(true);
        Serial.println(server.asBool() ? "Ready" : "failed   " + server.getLastError());
    }

    @Override
    public void loop() {
        if (server.hasClient()) {
            takeIn();
        }
        byte[] buffer = new byte[128];
        for (WiFiClient client : clients) {
            int count = client.available() > 0 ? client.read(buffer) : 0;
            Serial.write(buffer, 0, count);
        }
        int typed = Serial.read(buffer, Math.min(Serial.available(), buffer.length));
        for (WiFiClient client : clients) {
            if (typed > 0 && client.availableForWrite() >= typed) {
                client.write(buffer, 0, typed);
                client.flush();
            }
        }
        delay(1);
    }

    private void takeIn() {
        for (int i = 0; i < MAX_CLIENTS; i++) {
            if (!clients[i].connected()) {
                clients[i] = server.accept();
                Serial.println("New client: index " + i);
                return;
            }
        }
        WiFiClient late = server.accept();
        late.println("busy");
        late.stop();
    }

    private void join() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("failed   Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
            exit(1);
        }
    }
}
