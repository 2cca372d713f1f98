package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.tls.SavedSession;

/**
 * A TLS session to be resumed by the next connection to the same server (BH-4, TLS-16). TLS 1.2 only; {@link #note()}
 * says what became of the last connection, and why there is nothing to resume if so.
 *
 * <p><b>Caveats:</b> one object remembers one server; used for a second one it forgets the first. It holds key
 * material in memory: whoever has it can resume. With TLS 1.3 there is nothing to resume, and {@link #note()} says so.
 */
public final class Session {
    private final SavedSession saved = new SavedSession();

    /** Whether a session is kept. */
    public boolean isPresent() {
        return saved.isPresent();
    }

    /** What became of the last connection. */
    public String note() {
        return saved.note();
    }

    /** Forgets the session. */
    public void clear() {
        saved.clear();
    }

    SavedSession saved() {
        return saved;
    }
}
