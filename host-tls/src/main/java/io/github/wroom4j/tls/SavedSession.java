package io.github.wroom4j.tls;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.TlsSession;

/**
 * A place for one session, to be resumed by a later connection to the same server. For any number of threads.
 *
 * <p>TLS 1.2 by session id only: Bouncy Castle neither resumes by ticket nor in TLS 1.3. {@link #note()} says what became
 * of the last connection. A session is offered again only to the same name and port, and only after the certificates it
 * began with pass the trust of the <em>new</em> connection; the original core skips that check (arduino-api §16,
 * correction to TLS-16).
 */
public final class SavedSession {
    private final ReentrantLock lock = new ReentrantLock();
    private Kept kept;
    private String note = "no connection yet";

    /** What is kept: the session, whom it was made with, and the chain that was shown. */
    record Kept(TlsSession session, Peer peer, Optional<ClientKey> clientKey, List<byte[]> chain) {}

    Optional<Kept> take(Peer peer, Optional<ClientKey> clientKey) {
        lock.lock();
        try {
            return Optional.ofNullable(kept)
                    .filter(k -> k.peer().equals(peer)
                            && k.clientKey().equals(clientKey)
                            && k.session().isResumable());
        } finally {
            lock.unlock();
        }
    }

    void put(Kept session, String what) {
        lock.lock();
        try {
            kept = session;
            note = what;
        } finally {
            lock.unlock();
        }
    }

    void note(String what) {
        lock.lock();
        try {
            note = what;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a session is kept. */
    public boolean isPresent() {
        lock.lock();
        try {
            return kept != null;
        } finally {
            lock.unlock();
        }
    }

    /** What became of the last connection: resumed, kept, or why there is nothing to resume. */
    public String note() {
        lock.lock();
        try {
            return note;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the session. */
    public void clear() {
        put(null, "forgotten");
    }
}
