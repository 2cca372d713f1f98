package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.tls.ServerSessionCache;

/**
 * The sessions that a {@link WiFiServerSecure} keeps for clients that come back (BH-4): TLS 1.2, the least recently
 * used one is dropped first. One object may serve several servers; safe for use by several threads.
 *
 * <p><b>Caveats:</b> sessions are in memory only and end with the process. A client that comes back is judged again by
 * today's trust, so a revoked authority ends its sessions too. TLS 1.3 clients always do the full handshake.
 */
public final class ServerSessions {
    private final ServerSessionCache cache;

    /** Room for {@code size} sessions; a negative size is none. */
    public ServerSessions(int size) {
        cache = new ServerSessionCache(Math.max(0, size));
    }

    /** How many sessions it has room for. */
    public int size() {
        return cache.capacity();
    }

    /** How many it holds at present. */
    public int count() {
        return cache.count();
    }

    ServerSessionCache cache() {
        return cache;
    }
}
