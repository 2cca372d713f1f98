package io.github.wroom4j.arduino;

/** Datagrams that libraries are written against (CL-3). */
public abstract class UDP extends Stream {

    /** Starts receiving on a port; 1 if that worked, 0 if not. */
    public abstract int begin(int port);

    /** Starts receiving a group; 1 if that worked, 0 if not. */
    public int beginMulticast(IPAddress group, int port) {
        return 0;
    }

    /** Stops receiving. */
    public abstract void stop();

    /** Starts a datagram; 1 if that worked, 0 if not. */
    public abstract int beginPacket(IPAddress address, int port);

    /** Starts a datagram; 1 if that worked, 0 if not. */
    public abstract int beginPacket(String host, int port);

    /** Sends the datagram; 1 if that worked, 0 if not. */
    public abstract int endPacket();

    /** Goes on to the next datagram and returns its size; 0 if there is none. */
    public abstract int parsePacket();

    /** Who sent the datagram. */
    public abstract IPAddress remoteIP();

    /** From which port. */
    public abstract int remotePort();
}
