package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiMulti;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Joins one of two networks, fetches {@code --page} over HTTP and prints it. */
public class BasicHttpClient extends Sketch {
    private final ESP8266WiFiMulti wifiMulti = new ESP8266WiFiMulti();

    @Override
    public void setup() {
        Serial.begin(115200);
        wifiMulti.addAP("not here", "password");
        wifiMulti.addAP(option("ssid"), option("password"));
    }

    @Override
    public void loop() {
        if (wifiMulti.run() != WL_CONNECTED) {
            Serial.println("no Wi-Fi yet: " + WiFi.getLastError());
            delay(1000);
            return;
        }
        var client = new WiFiClient();
        var http = new HTTPClient();
        Serial.println("[HTTP] begin...");
        if (!http.begin(client, option("page", "http://jigsaw.w3.org/HTTP/connection.html"))) {
            Serial.println("failed   " + http.getLastError());
            exit(1);
        }
        int code = http.GET();
        if (code <= 0) {
            Serial.printf(
                    "[HTTP] GET... failed, error: %s (%s)\n", HTTPClient.errorToString(code), http.getLastError());
            exit(1);
        }
        Serial.printf("[HTTP] GET... code: %d\n", code);
        if (code == HTTP_CODE_OK || code == HTTP_CODE_MOVED_PERMANENTLY) {
            Serial.println(http.getString());
        }
        http.end();
        exit(0);
    }
}
