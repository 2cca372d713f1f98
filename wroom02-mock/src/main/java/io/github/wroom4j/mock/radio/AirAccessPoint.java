package io.github.wroom4j.mock.radio;

/**
 * An access point in the air. The SSID distinguishes access points.
 *
 * @param ssid 1 … 32 bytes
 * @param password empty for an open one
 * @param channel 1 … 14
 * @param rssi in dBm, as a scan shows it
 * @param security how it guards itself
 * @param hidden whether scans show it only when asked by name
 * @param net its router; stations get addresses beside it
 */
public record AirAccessPoint(
        String ssid, String password, int channel, int rssi, AuthMode security, boolean hidden, Ip4 net) {

    /** Checks the limits of 802.11. */
    public AirAccessPoint {
        if (ssid.isEmpty() || ssid.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 32) {
            throw new IllegalArgumentException("an SSID has 1 … 32 bytes: \"" + ssid + "\"");
        }
        if (channel < 1 || channel > 14) {
            throw new IllegalArgumentException("channel " + channel + ": 2.4 GHz has 1 … 14");
        }
    }

    /** WPA2 with a password, open without one; channel 6, −52 dBm, router 192.168.1.1. */
    public static AirAccessPoint of(String ssid, String password) {
        return new AirAccessPoint(
                ssid,
                password,
                6,
                -52,
                password.isEmpty() ? AuthMode.OPEN : AuthMode.WPA2_PSK,
                false,
                new Ip4(192, 168, 1, 1));
    }

    /** The same on another channel. */
    public AirAccessPoint onChannel(int other) {
        return new AirAccessPoint(ssid, password, other, rssi, security, hidden, net);
    }

    /** The same, nearer or farther. */
    public AirAccessPoint at(int dBm) {
        return new AirAccessPoint(ssid, password, channel, dBm, security, hidden, net);
    }

    /** The same, guarded otherwise. */
    public AirAccessPoint guardedBy(AuthMode mode) {
        return new AirAccessPoint(ssid, password, channel, rssi, mode, hidden, net);
    }

    /** A locally administered address made from the SSID, so that it is the same in every run. */
    public byte[] bssid() {
        int h = ssid.hashCode();
        return new byte[] {0x02, 0x1A, (byte) (h >> 24), (byte) (h >> 16), (byte) (h >> 8), (byte) h};
    }

    @Override
    public String toString() {
        return ssid + " (channel " + channel + ", " + rssi + " dBm, " + security + ")";
    }
}
