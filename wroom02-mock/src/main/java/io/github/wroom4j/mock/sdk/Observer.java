package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees what the SDK does not report: each connection attempt with hello, alerts, records, heap and timing, and the names
 * that were looked up. For tests and for people; no code of the module's own may ask it. Outlives resets; any thread.
 */
public final class Observer {
    /** How much is remembered. */
    private static final int LIMIT = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private final ArrayDeque<String> notes = new ArrayDeque<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    Attempt begin(SdkRelease release, long nanos, espconn conn, boolean secure) {
        esp_tcp tcp = conn.proto.tcp;
        var attempt = new Attempt(release, secure, Ip4.of(tcp.remote_ip), tcp.remote_port, nanos);
        lock.lock();
        try {
            attempt.name(names.getOrDefault(attempt.ip().toString(), ""));
        } finally {
            lock.unlock();
        }
        keep(attempts, attempt);
        return attempt;
    }

    void resolved(String host, Optional<String> ip) {
        ip.ifPresent(address -> {
            lock.lock();
            try {
                if (names.size() == LIMIT) {
                    names.remove(names.keySet().iterator().next());
                }
                names.put(address, host);
            } finally {
                lock.unlock();
            }
        });
        note("DNS: " + host + " → " + ip.orElse("no such name, or no answer"));
    }

    void note(String text) {
        keep(notes, text);
    }

    private <T> void keep(ArrayDeque<T> list, T what) {
        lock.lock();
        try {
            if (list.size() == LIMIT) {
                list.removeFirst();
            }
            list.addLast(what);
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> copy(ArrayDeque<T> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    /** The attempts so far, oldest first. */
    public List<Attempt> attempts() {
        return copy(attempts);
    }

    /** The latest attempt, if any. */
    public Optional<Attempt> last() {
        List<Attempt> all = attempts();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** What else was noticed: names looked up, misuse, losses. */
    public List<String> notes() {
        return copy(notes);
    }
}
