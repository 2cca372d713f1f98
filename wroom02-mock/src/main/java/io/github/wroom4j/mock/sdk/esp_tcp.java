package io.github.wroom4j.mock.sdk;

/** {@code esp_tcp} (espconn-sdk §2.3). */
public class esp_tcp {
    public int remote_port;
    public int local_port;
    public final int[] local_ip = new int[4];
    public final int[] remote_ip = new int[4];
    public espconn_connect_callback connect_callback;
    public espconn_reconnect_callback reconnect_callback;
    public espconn_connect_callback disconnect_callback;
    public espconn_connect_callback write_finish_fn;
}
