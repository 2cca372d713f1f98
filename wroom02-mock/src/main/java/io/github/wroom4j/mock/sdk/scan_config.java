package io.github.wroom4j.mock.sdk;

/** {@code struct scan_config}: what to scan for; null or 0 for anything. */
public class scan_config {
    public String ssid;
    public byte[] bssid;
    public int channel;
    public int show_hidden;
}
