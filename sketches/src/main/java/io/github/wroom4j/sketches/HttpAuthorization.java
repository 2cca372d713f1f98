package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Fetches {@code --page} with a user and a password: Basic at once, Digest when the server asks for it. */
public class HttpAuthorization extends Sketch {
    @Override
    public void setup() {
        join();
        var client = new WiFiClient();
        var http = new HTTPClient();
        if (!http.begin(client, option("page", "http://jigsaw.w3.org/HTTP/Basic/"))) {
            fail("" + http.getLastError());
        }
        if (hasOption("digest")) {
            http.setDigestAuthorization(option("user", "guest"), option("secret", "guest"));
        } else {
            http.setAuthorization(option("user", "guest"), option("secret", "guest"));
        }
        int code = http.GET();
        Serial.printf("[HTTP] GET... code: %d\n", code);
        if (code < 0) {
            fail("" + http.getLastError());
        }
        Serial.println(http.getString());
        http.end();
        exit(code == HTTP_CODE_OK ? 0 : 1);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
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
