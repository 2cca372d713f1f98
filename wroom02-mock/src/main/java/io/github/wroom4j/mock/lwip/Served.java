package io.github.wroom4j.mock.lwip;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * A port that the module has opened, and where on this computer it can be called. {@link #toString()} is the sentence for
 * people.
 *
 * @param transport what it takes
 * @param port its number on the module
 * @param at where this computer's programs find it
 */
public record Served(Transport transport, int port, InetSocketAddress at) {
    private static final Set<Integer> WEB = Set.of(80, 8000, 8080, 8081);
    private static final Set<Integer> SECURE_WEB = Set.of(443, 8443);

    /** What a port takes. */
    public enum Transport {
        /** Connections; whether a program speaks TLS in them, the module does not know. */
        TCP,
        /** Connections in which the module's own TLS answers. */
        TLS,
        /** Datagrams. */
        UDP
    }

    /**
     * Where it is: an address for a browser where the module's port is one that the web is served on ({@code
     * http://127.0.0.1:39663/}), else {@code 127.0.0.1:39663}.
     */
    public String where() {
        String door = at.getAddress().getHostAddress() + ":" + at.getPort();
        if (transport == Transport.TCP && WEB.contains(port)) {
            return "http://" + door + "/";
        }
        return transport != Transport.UDP && SECURE_WEB.contains(port) ? "https://" + door + "/" : door;
    }

    @Override
    public String toString() {
        String where = where();
        return "port " + port + " of the mock is " + where + (where.endsWith("/") ? "" : " (" + transport + ")");
    }
}
