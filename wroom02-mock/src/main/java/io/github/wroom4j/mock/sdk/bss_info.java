package io.github.wroom4j.mock.sdk;

/** {@code struct bss_info}: one access point of a scan. */
public class bss_info {
    public final byte[] bssid = new byte[6];
    public String ssid = "";
    public int channel;
    public int rssi;
    public int authmode;
    public int is_hidden;
    public int freq_offset;
}
