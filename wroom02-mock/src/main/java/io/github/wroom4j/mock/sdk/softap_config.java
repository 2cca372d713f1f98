package io.github.wroom4j.mock.sdk;

/** {@code struct softap_config}; strings take the place of the byte arrays of 32 and 64. */
public class softap_config {
    public String ssid = "";
    public String password = "";
    public int channel = 1;
    public int authmode;
    public int ssid_hidden;
    public int max_connection = 4;
    public int beacon_interval = 100;
}
