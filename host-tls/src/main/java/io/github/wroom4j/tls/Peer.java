package io.github.wroom4j.tls;

/**
 * Who is on the other side.
 *
 * @param host the name that the certificate must bear and SNI carries, or a dotted quad (which gets no SNI)
 * @param port 1 … 65535
 */
public record Peer(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
