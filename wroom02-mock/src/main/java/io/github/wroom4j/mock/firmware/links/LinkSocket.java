package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;

/** One connection of the stack. */
public interface LinkSocket {

    /** Starts to connect. 0 if it has begun, else the stack's error at once. */
    int connect();

    /** Sends bytes; 0 if accepted, then {@link LinkEvents#sent()} follows, else the stack's error. */
    int send(byte[] bytes);

    /** Sends a datagram elsewhere; UDP only. */
    int sendTo(byte[] bytes, Ip4 ip, int port);

    /** Stops (true) or lets on (false) the flow of received data: TCP's window does the rest. */
    void hold(boolean on);

    /** While held: the host took that many bytes, and the peer may send as many more. */
    default void taken(int bytes) {}

    /** Closes in good order; {@link LinkEvents#closed()} follows. */
    void close();

    /** Closes by a reset. */
    void abort();

    /** Whether a maximum fragment length was negotiated. */
    default boolean fragmentLengthAgreed() {
        return false;
    }

    /** The peer's address. */
    Ip4 remoteIp();

    /** The peer's port. */
    int remotePort();

    /** Our port. */
    int localPort();
}
