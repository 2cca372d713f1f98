package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Ten requests over one kept connection, with the time that each takes. */
public class ReuseConnection extends Sketch {
    private final WiFiClient client = new WiFiClient();
    private final HTTPClient http = new HTTPClient();
    private int pass = 0;

    @Override
    public void setup() {
        join();
        http.setReuse(true);
        http.begin(client, option("page", "http://jigsaw.w3.org/HTTP/connection.html"));
    }

    @Override
    public void loop() {
        pass++;
        long start = millis();
        int code = http.GET();
        if (code <= 0) {
            fail("GET " + pass + ": " + HTTPClient.errorToString(code) + ": " + http.getLastError());
        }
        Serial.printf(
                "[HTTP] GET %d... code: %d, %d bytes, %s\n",
                pass, code, http.getString().length(), time(start));
        if (pass == 10) {
            http.end();
            exit(0);
        }
    }

    private static String time(long start) {
        return (millis() - start) + " ms";
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
