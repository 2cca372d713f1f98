package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;

/** A web server on the module: {@code /} says hello, {@code /inline} too, everything else is shown back as not found. */
public class WebServerHello extends Sketch {
    private final ESP8266WebServer server = new ESP8266WebServer(80);

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("failed   Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
            exit(1);
        }
        server.on("/", () -> server.send(200, "text/plain", "hello from Java through an ESP8266!\r\n"));
        server.on("/inline", () -> server.send(200, "text/plain", "this works as well"));
        server.onNotFound(this::notFound);
        server.begin();
        if (!server.getServer().asBool()) {
            Serial.println("failed   " + server.getServer().getLastError());
            exit(1);
        }
        Serial.println("HTTP server started on " + WiFi.localIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(2);
    }

    private void notFound() {
        var message = new StringBuilder("File Not Found\n\nURI: ").append(server.uri());
        message.append("\nMethod: ").append(server.method() == ESP8266WebServer.HTTP_GET ? "GET" : "POST");
        message.append("\nArguments: ").append(server.args()).append('\n');
        for (int i = 0; i < server.args(); i++) {
            message.append(' ')
                    .append(server.argName(i))
                    .append(": ")
                    .append(server.arg(i))
                    .append('\n');
        }
        server.send(404, "text/plain", message.toString());
    }
}
