package io.github.wroom4j.mock.sdk;

/** {@code struct espconn}: a connection as the application describes it (espconn-sdk §2.3). */
public class espconn {
    /** {@code ESPCONN_TCP} or {@code ESPCONN_UDP}. */
    public int type = EspconnCodes.ESPCONN_INVALID;

    /** {@code ESPCONN_NONE} … {@code ESPCONN_CLOSE}, kept up to date by the SDK. */
    public int state = EspconnCodes.ESPCONN_NONE;

    /** The protocol's half. */
    public final Proto proto = new Proto();

    /** Set by {@code espconn_regist_recvcb}. */
    public espconn_recv_callback recv_callback;

    /** Set by {@code espconn_regist_sentcb}. */
    public espconn_sent_callback sent_callback;

    /** Links of a server. */
    public int link_cnt;

    /** Free for the application. */
    public Object reverse;

    /** A union in C; here both halves may stand. */
    public static final class Proto {
        /** For {@code ESPCONN_TCP}. */
        public esp_tcp tcp;

        /** For {@code ESPCONN_UDP}. */
        public esp_udp udp;
    }
}
