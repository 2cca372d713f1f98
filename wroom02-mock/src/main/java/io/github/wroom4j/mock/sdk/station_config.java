package io.github.wroom4j.mock.sdk;

/** {@code struct station_config}; strings take the place of the byte arrays of 32 and 64. */
public class station_config {
    public String ssid = "";
    public String password = "";
    public int bssid_set;
    public final byte[] bssid = new byte[6];
}
