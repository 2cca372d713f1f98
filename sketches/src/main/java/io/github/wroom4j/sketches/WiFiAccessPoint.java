package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;

/** An access point with a web page: join it, then open {@code http://192.168.4.1/}. */
public class WiFiAccessPoint extends Sketch {
    private final ESP8266WebServer server = new ESP8266WebServer(80);

    @Override
    public void setup() {
        Serial.begin(115200);
        if (!WiFi.softAP(option("ap", "ESPap"), option("ap-password", "thereisnospoon"))) {
            Serial.println("failed   " + WiFi.getLastError());
            exit(1);
        }
        server.on("/", () -> server.send(200, "text/html", "<h1>You are connected</h1>"));
        server.begin();
        Serial.println("AP IP address: " + WiFi.softAPIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(2);
    }
}
