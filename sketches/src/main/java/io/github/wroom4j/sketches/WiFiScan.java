package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;

/** Lists the access points in range, as the core's example of that name does. */
public class WiFiScan extends Sketch {
    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.mode(WIFI_STA);
        WiFi.disconnect();
    }

    @Override
    public void loop() {
        Serial.println("Starting WiFi scan...");
        int count = WiFi.scanNetworks(false, true);
        if (count < 0) {
            Serial.println("WiFi scan error " + count + ": " + WiFi.getLastError());
            exit(1);
        }
        Serial.printf("%d networks found:\n", count);
        for (int i = 0; i < count; i++) {
            Serial.printf(
                    "  %02d: [CH %02d] [%s] %ddBm %c %s\n",
                    i,
                    WiFi.channel(i),
                    WiFi.BSSIDstr(i),
                    WiFi.RSSI(i),
                    WiFi.encryptionType(i) == ENC_TYPE_NONE ? ' ' : '*',
                    WiFi.isHidden(i) ? "(hidden)" : WiFi.SSID(i));
        }
        exit(0);
    }
}
