package io.github.wroom4j.tls;

/**
 * Who is on the other side.
 *
 * @param host the name that the certificate must bear and SNI carries, or an address (which gets no SNI)
 * @param port 1 … 65535
 */
public record Peer(String host, int port) {
    /** {@code host:port}, an address of IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
