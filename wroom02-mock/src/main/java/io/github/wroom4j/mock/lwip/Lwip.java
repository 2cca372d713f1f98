package io.github.wroom4j.mock.lwip;

import java.time.Duration;

/** The numbers of this lwIP build (espconn-sdk §§2.1, 4.6, 5). */
public final class Lwip {
    /** {@code err_t}. */
    public static final int ERR_OK = 0;

    public static final int ERR_MEM = -1;
    public static final int ERR_TIMEOUT = -3;
    public static final int ERR_RTE = -4;
    public static final int ERR_INPROGRESS = -5;
    public static final int ERR_VAL = -6;
    public static final int ERR_ABRT = -8;
    public static final int ERR_RST = -9;
    public static final int ERR_CLSD = -10;
    public static final int ERR_CONN = -11;
    public static final int ERR_ARG = -12;
    public static final int ERR_USE = -13;
    public static final int ERR_IF = -14;

    /** Largest TCP segment. */
    public static final int MSS = 1460;

    /** Bytes that may wait for acknowledgement. */
    public static final int SEND_BUFFER = 2 * MSS;

    /** Bytes that a peer may send before the application took any. */
    public static final int WINDOW = 5840;

    /** Retransmissions of a SYN, one second apart, without back-off. */
    public static final int SYN_RETRIES = 6;

    /** Until a connection attempt without any answer is given up. */
    public static final Duration SYN_PATIENCE = Duration.ofSeconds(SYN_RETRIES + 1);

    /** Until unacknowledged data is given up: three retransmissions after 1, 2 and 4 s. */
    public static final Duration DATA_PATIENCE = Duration.ofSeconds(7);

    /** How long a closed connection waits for the peer's FIN. */
    public static final Duration FIN_WAIT_2 = Duration.ofSeconds(20);

    /** Until one name server is given up: tries after 1, 1, 2 and 3 s. */
    public static final Duration DNS_PATIENCE = Duration.ofSeconds(7);

    /** Names that may be looked up at the same time. */
    public static final int DNS_TABLE = 4;

    /** {@code tcp_poll} with interval 8 on 250 ms ticks. */
    public static final Duration POLL = Duration.ofSeconds(2);

    private Lwip() {}
}
