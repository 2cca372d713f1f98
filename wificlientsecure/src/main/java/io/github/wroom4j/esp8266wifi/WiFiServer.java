package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.Server;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The module's TCP server (rules WS-1 … WS-3). A module has one, and its clients share the five links with everything
 * else; idle clients are not closed. One thread at a time.
 *
 * <p><b>Caveats:</b> plain TCP, and no limit on who may connect from the module's network. A second server on the same
 * module fails at {@link #begin()}.
 */
public class WiFiServer extends Server implements AutoCloseable {
    /** lwIP's names of the two states (WS-2). */
    public static final int CLOSED = 0;

    public static final int LISTEN = 1;

    private final SketchContext context;
    private final ArrayDeque<WiFiClient> waiting = new ArrayDeque<>();
    private int port;
    private Listener listener;
    private boolean noDelay;
    private ClientError lastError = ClientError.NONE;

    /** On port 23. */
    public WiFiServer() {
        this(23);
    }

    public WiFiServer(int port) {
        this(SketchContext.current().orElse(null), port);
    }

    /** The address is accepted and binds nothing: AT listens on every address that the module has (WS-1). */
    public WiFiServer(IPAddress address, int port) {
        this(port);
        java.util.Objects.requireNonNull(address, "an address");
    }

    /** On a given board. */
    public WiFiServer(SketchContext context, int port) {
        this.context = context;
        this.port = port;
    }

    /** Starts listening; {@link #status()} shows whether that worked. */
    @Override
    public void begin() {
        close();
        lastError = ClientError.NONE;
        if (context == null) {
            lastError = new ClientError(Stage.MODULE, SketchContext.NOT_BOUND);
            return;
        }
        if (port < 1 || port > 65_535) {
            lastError = new ClientError(Stage.SETTINGS, "a port is 1 … 65535, not " + port);
            return;
        }
        try {
            listener = context.module().listen(port, command());
            // The driver would restore it after every restart, also after one with which the sketch begins anew.
            context.untilReboot(this, this::close);
            // The firmware's own idle limit would close clients that a sketch still talks to (WS-1).
            listener.idleTimeout(0, command());
        } catch (AtException failure) {
            lastError = new ClientError(Stage.MODULE, failure.getMessage(), failure);
        }
    }

    public void begin(int otherPort) {
        port = otherPort;
        begin();
    }

    /** The backlog is the firmware's own. */
    public void begin(int otherPort, int backlog) {
        begin(otherPort);
    }

    private Deadline command() {
        return Deadline.in(context.clock(), context.module().timeouts().command());
    }

    /** The next client, or one without connection (WS-2); never waits. */
    public WiFiClient accept() {
        takeIn();
        WiFiClient next = waiting.poll();
        return next == null ? none() : next;
    }

    /** A client without connection. */
    WiFiClient none() {
        return new WiFiClient(context);
    }

    /** The same; the core's deprecated name for {@link #accept()}. */
    public WiFiClient available() {
        return accept();
    }

    private void takeIn() {
        while (listener != null) {
            try {
                Optional<Link> next = listener.accept(Deadline.in(context.clock(), Duration.ZERO));
                if (next.isEmpty()) {
                    return;
                }
                waiting.add(new WiFiClient(context, next.get()));
            } catch (AtException failure) {
                lastError = new ClientError(Stage.MODULE, failure.getMessage(), failure);
                return;
            }
        }
    }

    public boolean hasClient() {
        takeIn();
        return !waiting.isEmpty();
    }

    /** Whether the next client has sent something. */
    public boolean hasClientData() {
        takeIn();
        // The link is asked, not the client, which would take bytes that a handshake still needs.
        return !waiting.isEmpty() && waiting.peek().link().map(Link::available).orElse(0) > 0;
    }

    /** Whether no more clients can wait: a module has five links. */
    public boolean hasMaxPendingClients() {
        takeIn();
        return waiting.size()
                >= (context == null ? 5 : context.module().capabilities().links());
    }

    public void setNoDelay(boolean on) {
        noDelay = on;
    }

    public boolean getNoDelay() {
        return noDelay;
    }

    public int status() {
        return listener == null ? CLOSED : LISTEN;
    }

    /** What C++ writes as {@code if (server)}. */
    public boolean asBool() {
        return listener != null;
    }

    /** The port it listens on. */
    public int port() {
        return listener == null ? port : listener.port();
    }

    /** Stops listening and closes the clients that were not accepted. */
    @Override
    public void close() {
        if (listener != null) {
            context.endedBeforeReboot(this);
            listener.close();
            listener = null;
        }
        waiting.forEach(WiFiClient::stop);
        waiting.clear();
    }

    public void stop() {
        close();
    }

    public void end() {
        close();
    }

    /** 0: a server cannot be written to (WS-3). */
    @Override
    public int write(int octet) {
        return 0;
    }

    /** 0: a server cannot be written to (WS-3). */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        return 0;
    }

    /** Why {@link #begin()} or the last {@link #accept()} failed. */
    public ClientError getLastError() {
        return lastError;
    }
}
