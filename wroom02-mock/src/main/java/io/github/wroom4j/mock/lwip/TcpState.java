package io.github.wroom4j.mock.lwip;

/** lwIP's states of a connection, as far as they differ here. */
public enum TcpState {
    CLOSED,
    SYN_SENT,
    ESTABLISHED,
    CLOSE_WAIT,
    FIN_WAIT,
    LAST_ACK
}
