package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiMulti;

/** Joins the strongest of the networks that it knows, again and again when it is lost. */
public class WiFiMulti extends Sketch {
    private static final long CONNECT_TIMEOUT_MS = 5000;

    private final ESP8266WiFiMulti wifiMulti = new ESP8266WiFiMulti();

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.mode(WIFI_STA);
        wifiMulti.addAP(option("ssid"), option("password"));
        wifiMulti.addAP(option("ssid2", "ssid_from_AP_2"), option("password2", "your_password_for_AP_2"));
        wifiMulti.addAP(option("ssid3", "ssid_from_AP_3"), option("password3", "your_password_for_AP_3"));
    }

    @Override
    public void loop() {
        if (wifiMulti.run(CONNECT_TIMEOUT_MS) == WL_CONNECTED) {
            Serial.println("WiFi connected: " + WiFi.SSID() + " " + WiFi.localIP());
        } else {
            Serial.println("WiFi not connected! " + WiFi.getLastError());
        }
        delay(1000);
    }
}
