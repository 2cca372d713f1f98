package io.github.wroom4j.at.commands;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.wroom4j.at.AccessPoint;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How firmwares write an access point. The SSID comes raw, quotes and commas included: what follows it marks its end
 * (at-protocol §6.4).
 */
final class AccessPointRows {
    private static final Pattern AFTER_SSID = Pattern.compile("\",(-?\\d+),\"([0-9a-fA-F:]{17})\",(\\d+)");
    private static final Pattern JOINED = Pattern.compile("\"(.*)\",\"([0-9a-fA-F:]{17})\",(\\d+),(-?\\d+).*");

    /** ESP_ATMod's: no quotes, and Arduino's numbers for the cipher. */
    private static final Pattern BARE =
            Pattern.compile(".*?\\((\\d+),(.*),(-?\\d+),([0-9a-fA-F:]{17}),(\\d+)(?:,\\d+)*\\).*");

    /** Arduino's ENC_TYPE_ numbers as AT's ecn: none, WEP, WPA, WPA2, both. */
    private static final Map<Integer, Integer> ARDUINO_CIPHERS = Map.of(7, 0, 5, 1, 2, 2, 4, 3, 8, 4);

    private AccessPointRows() {}

    /** {@code +CWLAP:(ecn,"ssid",rssi,"mac",channel,…)}, or ESP_ATMod's form of it; empty if it is cut off. */
    static Optional<AccessPoint> inRange(String row) {
        var bare = BARE.matcher(row);
        if (bare.matches()) {
            return Optional.of(new AccessPoint(
                    bare.group(2).getBytes(ISO_8859_1),
                    bare.group(4),
                    Integer.parseInt(bare.group(5)),
                    Integer.parseInt(bare.group(3)),
                    ARDUINO_CIPHERS.getOrDefault(Integer.parseInt(bare.group(1)), -1)));
        }
        int open = row.indexOf("(");
        int name = row.indexOf(",\"", open);
        int rssi = -1;
        // The SSID ends at the last quote that `,<rssi>,"<mac>"` follows.
        var tail = AFTER_SSID.matcher(row);
        String mac = "";
        int channel = 0;
        int ssidEnd = -1;
        while (tail.find()) {
            ssidEnd = tail.start();
            rssi = Integer.parseInt(tail.group(1));
            mac = tail.group(2);
            channel = Integer.parseInt(tail.group(3));
        }
        if (open < 0 || name < 0 || ssidEnd < name + 2) {
            return Optional.empty();
        }
        String security = row.substring(open + 1, name);
        byte[] ssid = row.substring(name + 2, ssidEnd).getBytes(ISO_8859_1);
        return Optional.of(new AccessPoint(
                ssid, mac, channel, rssi, security.matches("\\d{1,3}") ? Integer.parseInt(security) : -1));
    }

    /** {@code "<ssid>","<bssid>",<channel>,<rssi>…}, the value of {@code +CWJAP}; empty if it has another shape. */
    static Optional<AccessPoint> joined(String value) {
        var shape = JOINED.matcher(value);
        return shape.matches()
                ? Optional.of(new AccessPoint(
                        shape.group(1).getBytes(ISO_8859_1),
                        shape.group(2),
                        Integer.parseInt(shape.group(3)),
                        Integer.parseInt(shape.group(4)),
                        -1))
                : Optional.empty();
    }
}
