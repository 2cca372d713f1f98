package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServer;

/** A web server by hand: {@code /gpio/0} and {@code /gpio/1} switch the built-in LED. */
public class ManualWebServer extends Sketch {
    private final WiFiServer server = new WiFiServer(80);

    @Override
    public void setup() {
        join();
        pinMode(LED_BUILTIN, OUTPUT);
        digitalWrite(LED_BUILTIN, LOW);
        server.begin();
        Serial.println(server.asBool() ? "Server started" : "failed   " + server.getLastError());
    }

    @Override
    public void loop() {
        WiFiClient client = server.accept();
        if (!client.asBool()) {
            delay(1);
            return;
        }
        client.setTimeout(5000);
        String request = client.readStringUntil('\r');
        Serial.println(request);
        int level = request.contains("/gpio/0") ? LOW : request.contains("/gpio/1") ? HIGH : digitalRead(LED_BUILTIN);
        digitalWrite(LED_BUILTIN, level);
        while (client.available() > 0) {
            client.read(); // the rest of the request is of no interest
        }
        client.print("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n");
        client.print("<!DOCTYPE HTML>\r\n<html>\r\nGPIO is now " + (level == HIGH ? "high" : "low") + "</html>\r\n");
        client.stop();
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
