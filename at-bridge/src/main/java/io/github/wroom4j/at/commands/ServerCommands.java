package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.Incoming;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** The module's one TCP server (at-protocol §7.7). */
public final class ServerCommands {
    private final DriverState state;
    private final CommandLane lane;
    private final LinkCommands links;
    private final DesiredSettings desired;
    private final Incoming incoming;

    /** The listener whose server the module's is; an older one of the same port has nothing to say about it. */
    private final AtomicReference<ModuleListener> current = new AtomicReference<>();

    public ServerCommands(DriverState state, CommandLane lane, LinkCommands links, DesiredSettings desired) {
        this.links = links;
        this.state = state;
        this.lane = lane;
        this.desired = desired;
        this.incoming = new Incoming(state);
    }

    /**
     * Starts the server; see {@link io.github.wroom4j.at.AtModule#listen}.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#listen}
     */
    public Listener listen(int port, Deadline deadline) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 … 65535, not " + port);
        }
        if (!state.dialect().capabilities().has(Feature.SERVER)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no server", "");
        }
        if (desired.serverPort.isPresent()) {
            throw new AtException(
                    Kind.UNSUPPORTED,
                    "the module has one server, and it listens on port " + desired.serverPort.getAsInt()
                            + ": close it first",
                    "");
        }
        start(port, deadline);
        desired.serverPort = OptionalInt.of(port);
        var listener = new ModuleListener(port);
        current.set(listener);
        return listener;
    }

    private void start(int port, Deadline deadline) {
        incoming.listening(true);
        Reply reply = lane.run(AtCommand.set("CIPSERVER").number(1).number(port), deadline);
        if (!reply.ok()) {
            incoming.listening(false);
            reply.orThrow();
        }
    }

    /**
     * Starts it again after a restart of the module, if it was desired.
     *
     * @throws AtException if the module does not answer by the deadline, or refuses
     */
    public void restore(Deadline deadline) {
        if (desired.serverPort.isPresent()) {
            start(desired.serverPort.getAsInt(), deadline);
            if (desired.serverIdle.isPresent()) {
                lane.run(AtCommand.set("CIPSTO").number(desired.serverIdle.getAsInt()), deadline);
            }
        }
    }

    private void stop(Deadline deadline) {
        lane.acquire(deadline);
        try {
            lane.run(AtCommand.set("CIPSERVER").number(0), deadline);
            if (state.dialect().is(Quirk.SERVER_KEEPS_CLIENTS)) {
                for (LinkCommands.Row row : links.list(deadline)) {
                    if (row.server()) {
                        lane.run(AtCommand.set("CIPCLOSE").number(row.id()), deadline);
                    }
                }
            }
        } finally {
            lane.release();
        }
    }

    private final class ModuleListener implements Listener {
        private final int port;

        ModuleListener(int port) {
            this.port = port;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public Optional<Link> accept(Deadline deadline) {
            if (current.get() != this) {
                return Optional.empty();
            }
            return incoming.next(deadline).map(link -> link);
        }

        @Override
        public void idleTimeout(int seconds, Deadline deadline) {
            if (seconds < 0 || seconds > 7200) {
                throw new IllegalArgumentException("an idle timeout is 0 … 7200 s, not " + seconds);
            }
            if (current.get() != this) {
                throw new AtException(Kind.CLOSED, "the server on port " + port + " was stopped", "");
            }
            // Only legal while the server runs (at-protocol §7.7; F12).
            lane.run(AtCommand.set("CIPSTO").number(seconds), deadline).orThrow();
            desired.serverIdle = OptionalInt.of(seconds);
        }

        @Override
        public void close() {
            if (!current.compareAndSet(this, null)) {
                return;
            }
            desired.serverPort = OptionalInt.empty();
            desired.serverIdle = OptionalInt.empty();
            incoming.listening(false);
            try {
                stop(Deadline.in(state.clock(), state.terms().timeouts().close()));
            } catch (AtException e) {
                incoming.note("stopping the server: " + e.getMessage());
            }
        }
    }
}
