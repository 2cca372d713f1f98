package io.github.wroom4j.mock.sdk;

/** {@code esp_udp} (espconn-sdk §2.3). */
public class esp_udp {
    public int remote_port;
    public int local_port;
    public final int[] local_ip = new int[4];
    public final int[] remote_ip = new int[4];
}
