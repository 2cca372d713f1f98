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
 */
public record LinkRequest(
        Type type, String host, int port, OptionalInt localPort, int keepAliveSeconds, SslOptions ssl) {

    /** Link types. */
    public enum Type {
        TCP,
        UDP,
        SSL
    }

    public LinkRequest {
        Objects.requireNonNull(type);
        Objects.requireNonNull(host);
        Objects.requireNonNull(localPort);
        Objects.requireNonNull(ssl);
        if (host.isEmpty() || host.length() > 255) {
            throw new IllegalArgumentException("a host has 1 … 255 characters, not " + host.length());
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 … 65535, not " + port);
        }
        if (keepAliveSeconds < 0 || keepAliveSeconds > 7200) {
            throw new IllegalArgumentException("keep-alive is 0 … 7200 s, not " + keepAliveSeconds);
        }
    }

    /** A TCP connection. */
    public static LinkRequest tcp(String host, int port) {
        return new LinkRequest(Type.TCP, host, port, OptionalInt.empty(), 0, SslOptions.NONE);
    }

    /** A TLS connection made by the module. */
    public static LinkRequest ssl(String host, int port, SslOptions options) {
        return new LinkRequest(Type.SSL, host, port, OptionalInt.empty(), 0, options);
    }

    /** Datagrams to and from one peer. */
    public static LinkRequest udp(String host, int port, int localPort) {
        return new LinkRequest(Type.UDP, host, port, OptionalInt.of(localPort), 0, SslOptions.NONE);
    }

    /** This request with TCP keep-alive. */
    public LinkRequest keepAlive(int seconds) {
        return new LinkRequest(type, host, port, localPort, seconds, ssl);
    }
}
