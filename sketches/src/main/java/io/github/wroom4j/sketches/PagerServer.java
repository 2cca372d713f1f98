package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.ArduinoWiFiServer;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** What one client sends on port 2323 goes to all of them. */
public class PagerServer extends Sketch {
    private final ArduinoWiFiServer server = new ArduinoWiFiServer(2323);

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("failed   Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
            exit(1);
        }
        server.begin();
        if (!server.asBool()) {
            Serial.println("failed   " + server.getLastError());
            exit(1);
        }
        Serial.println("connect with: telnet " + WiFi.localIP() + " 2323");
    }

    @Override
    public void loop() {
        WiFiClient client = server.available();
        if (client.asBool()) {
            String text = client.readStringUntil('\n').strip();
            Serial.println(text);
            server.println(text);
        }
        delay(1);
    }
}
