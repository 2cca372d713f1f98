package io.github.wroom4j.mock.sdk;

/** The numbers of {@code espconn.h} (espconn-sdk §2): programs see them through {@link espconn_h}. */
public class EspconnCodes {
    public static final int ESPCONN_OK = 0;
    public static final int ESPCONN_MEM = -1;
    public static final int ESPCONN_TIMEOUT = -3;
    public static final int ESPCONN_RTE = -4;
    public static final int ESPCONN_INPROGRESS = -5;
    public static final int ESPCONN_MAXNUM = -7;
    public static final int ESPCONN_ABRT = -8;
    public static final int ESPCONN_RST = -9;
    public static final int ESPCONN_CLSD = -10;
    public static final int ESPCONN_CONN = -11;
    public static final int ESPCONN_ARG = -12;
    public static final int ESPCONN_IF = -14;
    public static final int ESPCONN_ISCONN = -15;
    public static final int ESPCONN_HANDSHAKE = -28;
    public static final int ESPCONN_SSL_INVALID_DATA = -61;

    public static final int ESPCONN_INVALID = 0;
    public static final int ESPCONN_TCP = 0x10;
    public static final int ESPCONN_UDP = 0x20;

    public static final int ESPCONN_NONE = 0;
    public static final int ESPCONN_WAIT = 1;
    public static final int ESPCONN_LISTEN = 2;
    public static final int ESPCONN_CONNECT = 3;
    public static final int ESPCONN_WRITE = 4;
    public static final int ESPCONN_READ = 5;
    public static final int ESPCONN_CLOSE = 6;

    public static final int ESPCONN_START = 0x00;
    public static final int ESPCONN_REUSEADDR = 0x01;
    public static final int ESPCONN_NODELAY = 0x02;
    public static final int ESPCONN_COPY = 0x04;
    public static final int ESPCONN_KEEPALIVE = 0x08;
    public static final int ESPCONN_END = 9;

    public static final int ESPCONN_KEEPIDLE = 0;
    public static final int ESPCONN_KEEPINTVL = 1;
    public static final int ESPCONN_KEEPCNT = 2;

    public static final int ESPCONN_IDLE = 0;
    public static final int ESPCONN_CLIENT = 1;
    public static final int ESPCONN_SERVER = 2;
    public static final int ESPCONN_BOTH = 3;
    public static final int ESPCONN_MAX = 4;

    EspconnCodes() {}

    /** A code's name, for messages. */
    public static String nameOf(int code) {
        return switch (code) {
            case ESPCONN_OK -> "OK";
            case ESPCONN_MEM -> "out of memory";
            case ESPCONN_TIMEOUT -> "timeout";
            case ESPCONN_RTE -> "routing problem";
            case ESPCONN_INPROGRESS -> "in progress";
            case ESPCONN_MAXNUM -> "too many";
            case ESPCONN_ABRT -> "aborted";
            case ESPCONN_RST -> "reset";
            case ESPCONN_CLSD -> "closed";
            case ESPCONN_CONN -> "not connected";
            case ESPCONN_ARG -> "illegal argument";
            case ESPCONN_IF -> "interface error";
            case ESPCONN_ISCONN -> "already connected";
            case ESPCONN_HANDSHAKE -> "SSL handshake failed";
            case -29 -> "SSL handshake timeout";
            case ESPCONN_SSL_INVALID_DATA -> "SSL data invalid";
            default -> "code " + code;
        };
    }
}
