package io.github.wroom4j.at;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What to connect to.
 *
 * @param type the link type word of {@code AT+CIPSTART}
 * @param host name or dotted quad, 1 … 255 characters
 * @param port 1 … 65535
 * @param localPort for UDP, the port to receive on
 * @param keepAliveSeconds 0 (off) … 7200, TCP and SSL
 * @param ssl what an SSL link wants of the firmware
 * @param peer for UDP, whom an unaddressed datagram goes to once others have been heard
 */
public record LinkRequest(
        Type type, String host, int port, OptionalInt localPort, int keepAliveSeconds, SslOptions ssl, Peer peer) {

    /** What comes in from elsewhere does to the peer of a UDP link: the last number of its {@code AT+CIPSTART}. */
    public enum Peer {
        /** Nothing. */
        FIXED,
        /** The first other sender becomes the peer. */
        CHANGES_ONCE,
        /** The latest sender is the peer. */
        FOLLOWS
    }

    /** Link types. */
    public enum Type {
        TCP,
        UDP,
        SSL
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the host, a port or the keep-alive is out of its range
     * @throws NullPointerException if an object is null
     */
    public LinkRequest {
        Objects.requireNonNull(type);
        Objects.requireNonNull(host);
        Objects.requireNonNull(localPort);
        Objects.requireNonNull(ssl);
        Objects.requireNonNull(peer);
        if (host.isEmpty() || host.length() > 255) {
            throw new IllegalArgumentException("a host has 1 … 255 characters, not " + host.length());
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 … 65535, not " + port);
        }
        if (localPort.isPresent() && (localPort.getAsInt() < 0 || localPort.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("a local port is 0 … 65535, not " + localPort.getAsInt());
        }
        if (keepAliveSeconds < 0 || keepAliveSeconds > 7200) {
            throw new IllegalArgumentException("keep-alive is 0 … 7200 s, not " + keepAliveSeconds);
        }
    }

    /**
     * A TCP connection.
     *
     * @throws IllegalArgumentException if the host or a port is out of its range
     */
    public static LinkRequest tcp(String host, int port) {
        return new LinkRequest(Type.TCP, host, port, OptionalInt.empty(), 0, SslOptions.NONE, Peer.FIXED);
    }

    /**
     * A TLS connection made by the module.
     *
     * @throws IllegalArgumentException if the host or a port is out of its range
     */
    public static LinkRequest ssl(String host, int port, SslOptions options) {
        return new LinkRequest(Type.SSL, host, port, OptionalInt.empty(), 0, options, Peer.FIXED);
    }

    /**
     * Datagrams to one peer; {@link UdpLink#receive} names the sender.
     *
     * @throws IllegalArgumentException if the host or a port is out of its range
     */
    public static LinkRequest udp(String host, int port, int localPort) {
        return new LinkRequest(Type.UDP, host, port, OptionalInt.of(localPort), 0, SslOptions.NONE, Peer.FIXED);
    }

    /**
     * Datagrams from anyone to a port of the module: each is answered, or an own one begun, with {@link UdpLink#send}.
     *
     * @param localPort 1 … 65535
     * @throws IllegalArgumentException for any other port
     */
    public static LinkRequest udpServer(int localPort) {
        // The firmware wants a peer in any case; that of nowhere is replaced by the first sender.
        return new LinkRequest(
                Type.UDP, "0.0.0.0", localPort, OptionalInt.of(localPort), 0, SslOptions.NONE, Peer.FOLLOWS);
    }

    /** This request with another rule for the peer of a UDP link. */
    public LinkRequest withPeer(Peer other) {
        return new LinkRequest(type, host, port, localPort, keepAliveSeconds, ssl, other);
    }

    /**
     * This request with TCP keep-alive.
     *
     * @throws IllegalArgumentException unless it is 0 … 7200
     */
    public LinkRequest keepAlive(int seconds) {
        return new LinkRequest(type, host, port, localPort, seconds, ssl, peer);
    }
}
