package io.github.wroom4j.mock.sdk;

/** {@code struct mdns_info}: what multicast DNS would announce (espconn-sdk §2.3). */
public class mdns_info {
    public String host_name;
    public String server_name;
    public int server_port;
    public int ipAddr;
    public final String[] txt_data = new String[10];
}
