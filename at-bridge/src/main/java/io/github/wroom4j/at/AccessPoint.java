package io.github.wroom4j.at;

import java.nio.charset.StandardCharsets;

/**
 * A row of {@code AT+CWLAP}.
 *
 * @param ssid the name's bytes as the air carried them: any byte, 0 … 32 of them (hidden: 0)
 * @param bssid {@code aa:bb:cc:dd:ee:ff}
 * @param channel 1 … 14
 * @param rssi dBm
 * @param security the {@code ecn} column: 0 open, 1 WEP, 2 WPA, 3 WPA2, 4 WPA/WPA2, 5 enterprise, 6 WPA3, 7 WPA2/3
 */
public record AccessPoint(byte[] ssid, String bssid, int channel, int rssi, int security) {

    /** The name as text; bytes that are not UTF-8 become replacement characters. */
    public String name() {
        return new String(ssid, StandardCharsets.UTF_8);
    }
}
