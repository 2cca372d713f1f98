package io.github.wroom4j.at.conversation;

import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Connections that came to the module's server and wait to be accepted. */
public final class Incoming {
    private static final System.Logger LOG = System.getLogger(Incoming.class.getName());

    private final DriverState state;

    public Incoming(DriverState state) {
        this.state = state;
    }

    /** Decides whether a CONNECT that was not asked for here is a visitor. */
    public void listening(boolean on) {
        state.run(() -> state.engine.listening(on));
    }

    /** The next one that waits; empty at the deadline or when the server stops. */
    public Optional<DriverLink> next(Deadline deadline) {
        state.awaitEvent(() -> !state.engine.visitors().isEmpty() || !state.engine.listening(), deadline);
        return state.locked(
                () -> Optional.ofNullable(state.engine.visitors().poll()).map(state::linkOf));
    }

    /** A note for the log. */
    public void note(String text) {
        LOG.log(Level.DEBUG, text);
    }
}
