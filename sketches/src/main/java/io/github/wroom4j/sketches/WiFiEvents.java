package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiEvents.WiFiEventHandler;

/** Opens an access point and prints who comes and goes. */
public class WiFiEvents extends Sketch {
    private WiFiEventHandler connected;
    private WiFiEventHandler disconnected;

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.persistent(false);
        WiFi.mode(WIFI_AP);
        connected = WiFi.onSoftAPModeStationConnected(event -> Serial.println("Station connected: " + event.mac()));
        disconnected =
                WiFi.onSoftAPModeStationDisconnected(event -> Serial.println("Station disconnected: " + event.mac()));
        if (!WiFi.softAP(option("ap", "event-demo"), option("ap-password", "12345678"))) {
            Serial.println("failed   " + WiFi.getLastError());
            exit(1);
        }
        Serial.println("access point " + WiFi.softAPSSID() + " at " + WiFi.softAPIP());
    }

    @Override
    public void loop() {
        delay(100);
    }
}
