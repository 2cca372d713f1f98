package io.github.wroom4j.mock.sdk;

/** {@code remot_info}: the peer of a link (espconn-sdk §2.3). */
public class remot_info {
    public int state;
    public int remote_port;
    public final int[] remote_ip = new int[4];
}
