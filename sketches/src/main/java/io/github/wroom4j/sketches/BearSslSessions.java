package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.Session;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import java.net.URI;

/** Connects four times to {@code --url}: without a session and with one, and prints whether it was resumed. */
public class BearSslSessions extends Sketch {
    @Override
    public void setup() {
        join();
        Serial.println("without sessions");
        fetch(null);
        fetch(null);
        Serial.println("with a session");
        var session = new Session();
        fetch(session);
        fetch(session);
        exit(0);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private void fetch(Session session) {
        URI url = URI.create(option("url", "https://api.github.com/"));
        var client = new WiFiClientSecure();
        client.setInsecure(); // only the time counts here
        if (session != null) {
            client.setSession(session);
        }
        long start = millis();
        if (client.connect(url.getHost(), url.getPort() < 0 ? 443 : url.getPort()) == 0) {
            Serial.println("failed   " + client.getLastError());
            exit(1);
        }
        Serial.println((millis() - start) + " ms: " + client.describeTls());
        client.print("GET / HTTP/1.0\r\nHost: " + url.getHost() + "\r\n\r\n");
        Serial.println(client.readStringUntil('\n').strip());
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
