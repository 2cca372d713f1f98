package io.github.wroom4j.at;

import java.util.Objects;

/**
 * One datagram that arrived, whole.
 *
 * @param host who sent it, as a dotted quad
 * @param port the sender's port
 * @param bytes what it says; this object's own array, possibly of length 0
 */
public record Datagram(String host, int port, byte[] bytes) {

    public Datagram {
        Objects.requireNonNull(host);
        Objects.requireNonNull(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes from " + host + ":" + port;
    }
}
