package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiState;

/**
 * Sleeps deeply for {@code --sleep} seconds between two short spells on the air, and joins again with what it kept in RTC
 * memory. Deep sleep needs GPIO16 wired to RST and a firmware with {@code AT+GSLP}.
 */
public class WiFiShutdown extends Sketch {
    private static final int RTC_SLOT = 33; // the core's: behind what its updater keeps there

    private final WiFiState state = new WiFiState();

    @Override
    public void setup() {
        Serial.begin(115200);
        Serial.println("Reset reason: " + ESP.getResetReason());
        int[] cells = new int[WiFiState.CELLS];
        ESP.rtcUserMemoryRead(RTC_SLOT, cells);
        if (state.cells(cells) && WiFi.resumeFromShutdown(state) && WiFi.waitForConnectResult(10_000) == WL_CONNECTED) {
            Serial.println("resumed on " + WiFi.SSID());
            return;
        }
        Serial.println("Cannot resume WiFi connection, connecting via begin...");
        WiFi.persistent(false);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
    }

    @Override
    public void loop() {
        Serial.println("joined, at " + WiFi.localIP());
        WiFi.shutdown(state);
        ESP.rtcUserMemoryWrite(RTC_SLOT, state.cells());
        Serial.println("Going to sleep");
        ESP.deepSleep((long) (Double.parseDouble(option("sleep", "10")) * 1e6));
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
