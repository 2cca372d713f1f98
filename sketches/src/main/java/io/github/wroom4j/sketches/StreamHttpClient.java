package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Fetches {@code --page} in pieces of 128 bytes, as the core's example does, without ever holding the whole. */
public class StreamHttpClient extends Sketch {
    @Override
    public void setup() {
        join();
        var client = new WiFiClient();
        var http = new HTTPClient();
        http.begin(client, option("page", "http://jigsaw.w3.org/HTTP/connection.html"));
        int code = http.GET();
        if (code != HTTP_CODE_OK) {
            fail("GET: " + code + " " + http.getLastError());
        }
        long length = http.getSize();
        byte[] buffer = new byte[128];
        long got = 0;
        while (http.connected() && (length > 0 || length == -1)) {
            int count = http.getStream().readBytes(buffer, (int) (length > 0 ? min(length, 128) : 128));
            if (count == 0) {
                Serial.println("read timeout");
                break;
            }
            got += count;
            if (length > 0) {
                length -= count;
            }
        }
        Serial.printf("[HTTP] connection closed or file end: %ld bytes\n", got);
        http.end();
        exit(length > 0 ? 1 : 0);
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
