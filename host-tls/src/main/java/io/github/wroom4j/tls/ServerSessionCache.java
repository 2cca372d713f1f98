package io.github.wroom4j.tls;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.TlsSession;

/** The TLS 1.2 sessions that a server can resume, the least recently used of them dropped first. For any thread. */
public final class ServerSessionCache {
    private final ReentrantLock lock = new ReentrantLock();
    private final int most;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** What is kept: the session and the chain that the client showed, to be judged again. */
    record Kept(TlsSession session, List<byte[]> chain) {}

    /**
     * Room for that many sessions, 0 or more.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ServerSessionCache(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a cache has room for 0 sessions or more, not " + most);
        }
        this.most = most;
    }

    /** How many sessions it has room for. */
    public int capacity() {
        return most;
    }

    /** How many it holds. */
    public int count() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    Optional<Kept> get(byte[] id) {
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(HexFormat.of().formatHex(id)))
                    .filter(one -> one.session().isResumable());
        } finally {
            lock.unlock();
        }
    }

    void put(TlsSession session, List<byte[]> chain) {
        lock.lock();
        try {
            kept.put(HexFormat.of().formatHex(session.getSessionID()), new Kept(session, List.copyOf(chain)));
            if (kept.size() > most) {
                kept.remove(kept.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
