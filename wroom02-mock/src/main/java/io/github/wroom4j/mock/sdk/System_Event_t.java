package io.github.wroom4j.mock.sdk;

/** {@code System_Event_t}: which event, and the fields that it carries; the others keep their zero (espconn-sdk §12). */
public class System_Event_t {
    public int event;
    public String ssid = "";
    public byte[] bssid = new byte[6];
    public int channel;
    public int reason;
    public ip_addr_t ip;
    public ip_addr_t mask;
    public ip_addr_t gw;
    public String mac = "";
    public int aid;
}
