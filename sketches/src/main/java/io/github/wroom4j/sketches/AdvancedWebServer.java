package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;

/** A page that shows its uptime and draws a random graph in SVG, announced as {@code esp8266.local} where the firmware can. */
public class AdvancedWebServer extends Sketch {
    private final ESP8266WebServer server = new ESP8266WebServer(80);

    @Override
    public void setup() {
        join();
        if (MDNS.begin("esp8266")) {
            MDNS.addService("http", "tcp", 80);
        }
        server.on("/", this::handleRoot);
        server.on("/test.svg", this::drawGraph);
        server.begin();
        if (!server.getServer().asBool()) {
            fail(server.getServer().getLastError().toString());
        }
        Serial.println("HTTP server started on " + WiFi.localIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        MDNS.update();
        delay(1);
    }

    private void handleRoot() {
        long sec = millis() / 1000;
        server.send(200, "text/html", """
                <html><head><meta http-equiv='refresh' content='5'/><title>ESP8266 Demo</title></head>
                <body><h1>Hello from ESP8266!</h1><p>Uptime: %02d:%02d:%02d</p><img src="/test.svg" /></body></html>
                """.formatted(sec / 3600, sec / 60 % 60, sec % 60));
    }

    private void drawGraph() {
        var out = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="400" height="150">
                <rect width="400" height="150" fill="rgb(250, 230, 210)" stroke-width="1" stroke="rgb(0, 0, 0)" />
                <g stroke="black">
                """);
        long y = random(130);
        for (int x = 10; x < 390; x += 10) {
            long y2 = random(130);
            out.append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-width=\"1\" />\n"
                    .formatted(x, 140 - y, x + 10, 140 - y2));
            y = y2;
        }
        server.send(200, "image/svg+xml", out.append("</g>\n</svg>\n").toString());
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
