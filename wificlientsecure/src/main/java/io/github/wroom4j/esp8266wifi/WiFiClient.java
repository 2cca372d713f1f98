package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * A TCP connection through the module (rules WC-1 … WC-19).
 *
 * <p>Return codes are Arduino's; {@link #getLastError()} says what stands behind them. A Java reference is what a C++ copy
 * is: two references are one connection, and {@link #stop()} closes it for both (D-6, WC-16).
 *
 * <p>One thread at a time. Calls may block up to {@link #getTimeout()}; {@link #connect} up to the connection timeout.
 *
 * <p><b>Caveats:</b> plain TCP: anyone on the way reads and changes it. A module has five links for everything. What
 * is written is collected and goes out with {@link #flush}, a read, or 2048 bytes; that the firmware said {@code SEND
 * OK} does not mean that the peer has it. AT reports a lost peer late or not at all: without traffic {@link
 * #connected} can stay true for minutes.
 */
public class WiFiClient extends TcpReceiver implements OpenSockets.Stoppable, AutoCloseable {
    /** Most bytes of a TCP segment (WC-18). */
    public static final int WIFICLIENT_MAX_PACKET_SIZE = 1460;

    /** Default wait of {@link #flush(int)} in milliseconds (WC-18). */
    public static final int WIFICLIENT_MAX_FLUSH_WAIT_MS = 300;

    /** lwIP's names of the two states that AT lets one see (WC-9). */
    public static final int CLOSED = 0;

    public static final int ESTABLISHED = 4;

    private static final int DEFAULT_TIMEOUT_MS = 5000;

    private final SketchContext context;
    private final boolean strict;
    private final Attempt attempt = new Attempt();
    private Optional<Route> route = Optional.empty();
    private ClientError lastError = ClientError.NONE;

    /** On the board of the sketch that runs in this thread; without one {@code connect} returns 0 and says so. */
    public WiFiClient() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public WiFiClient(SketchContext context) {
        super(context);
        this.context = context;
        this.strict = context != null && context.strict();
        this.firstByteGrace = strict ? 0 : firstByteGrace;
        super.setTimeout(DEFAULT_TIMEOUT_MS);
    }

    /** A connection that the module's server accepted. */
    WiFiClient(SketchContext context, Link accepted) {
        this(context);
        link = accepted;
        OpenSockets.of(context).add(this);
        // Whoever accepted a connection is spoken to first; there is no reply to wait for.
        firstByteGrace = 0;
    }

    /** Another way to open a TCP link than through the module alone: a proxy's tunnel. */
    @FunctionalInterface
    public interface Route {
        /** An open link on which the next byte is the place's own. */
        Link open(String host, int port, Deadline deadline);
    }

    /** How the next {@link #connect} gets its link; empty, the default, is straight through the module. */
    public void setRoute(Optional<Route> newRoute) {
        route = newRoute;
    }

    /** How links are opened, where that is not straight through the module. */
    protected final Optional<Route> route() {
        return route;
    }

    /** The board this client is on, or null. */
    @Override
    public final SketchContext board() {
        return context;
    }

    /** Opens the link; the extension point of a client with another kind of link. */
    protected Link openLink(String host, int port, Deadline deadline) {
        if (route.isPresent()) {
            return route.get().open(host, port, deadline);
        }
        return context.module().open(LinkRequest.tcp(host, port).keepAlive(keepAliveIdle), deadline);
    }

    /** What an exception of {@link #openLink} or of the link means; the extension point for other exceptions. */
    @Override
    protected ClientError explain(Stage during, RuntimeException failure) {
        if (!(failure instanceof AtException at)) {
            return new ClientError(during, failure.getMessage(), failure);
        }
        Stage stage = switch (at.kind()) {
            case NAME_NOT_FOUND -> Stage.RESOLVE;
            case NO_WIFI, JOIN_FAILED -> Stage.WIFI;
            case MODULE_RESET, PORT, CLOSED, UNSUPPORTED, BUSY, NO_FREE_LINK -> Stage.MODULE;
            default -> during;
        };
        return new ClientError(stage, at.getMessage(), at);
    }

    /** Told of every failure, before the caller sees its return code. */
    @Override
    protected void failed(ClientError error) {
        lastError = error;
    }

    /** The board, or null if this client was made without one. */
    protected final SketchContext context() {
        return context;
    }

    @Override
    public int connect(IPAddress address, int port) {
        return connect(address.dotted(), port);
    }

    /**
     * Connects within the connection timeout; an open connection is stopped first (WC-1).
     *
     * @return 1, or 0 with the reason in {@link #getLastError()}
     */
    @Override
    public int connect(String host, int port) {
        stop();
        lastError = ClientError.NONE;
        if (context == null) {
            failed(new ClientError(Stage.MODULE, SketchContext.NOT_BOUND));
            return 0;
        }
        Optional<String> bad = refusal(host, port);
        if (bad.isPresent()) {
            failed(new ClientError(Stage.SETTINGS, bad.get()));
            return 0;
        }
        OpenSockets.of(context).add(this);
        Deadline deadline = Deadline.in(clock(), Duration.ofMillis(getConnectionTimeout()));
        try {
            link = attempt.make(() -> openLink(host, port, deadline));
        } catch (RuntimeException failure) {
            failed(
                    attempt.wasAbandoned()
                            ? new ClientError(Stage.CONNECT, "stopped while it was connecting", failure)
                            : explain(Stage.CONNECT, failure));
        }
        if (link != null && attempt.wasAbandoned()) {
            drop(); // it was just made when it was given up
            failed(new ClientError(Stage.CONNECT, "stopped while it was connecting"));
        }
        if (link == null) {
            OpenSockets.of(context).remove(this);
            return 0;
        }
        return 1;
    }

    /** For {@code stopAll()} and {@code WiFi.disconnect()} of another thread: {@link #connect} returns 0. */
    @Override
    public void abandon() {
        attempt.abandon();
    }

    private static Optional<String> refusal(String host, int port) {
        if (host == null || host.isEmpty() || host.length() > 255) {
            return Optional.of("a host name has 1 … 255 characters");
        }
        if (host.chars().anyMatch(c -> c <= ' ' || c == '"' || c == 0x7F)) {
            return Optional.of("a host name holds no blanks, quotes or control characters");
        }
        return port < 1 || port > 65_535 ? Optional.of("a port is 1 … 65535, not " + port) : Optional.empty();
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Sends; returns how many bytes were accepted, fewer than asked only on failure, 0 without connection (WC-2). */
    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (link == null || !link.isOpen() || length == 0) {
            return 0;
        }
        int done = 0;
        try {
            // In pieces, because the limit is on progress and not on the whole (WC-2).
            while (done < length) {
                int piece = Math.min(length - done, WIFICLIENT_MAX_PACKET_SIZE);
                link.write(bytes, offset + done, piece, perStep());
                done += piece;
            }
            if (sync) {
                link.flush(perStep());
            }
        } catch (RuntimeException failure) {
            failed(explain(Stage.SEND, failure));
            setWriteError();
        }
        replyAwaited = done > 0;
        return done;
    }

    /** {@link #write(byte[], int)}: Java has one kind of memory (WC-2). */
    public int write_P(byte[] bytes, int length) {
        return write(bytes, length);
    }

    /** All that a stream gives; the core's deprecated name for {@code stream.sendAll(client)} (WC-2). */
    public int write(Stream stream) {
        return (int) stream.sendAll(this);
    }

    /** Whether this is a kind of client that encrypts what it sends. */
    public boolean isSecure() {
        return false;
    }

    @Override
    public void flush() {
        flush(0);
    }

    /** Sends what is held back and waits for the firmware's {@code SEND OK}; 0 stands for 300 ms (WC-6). */
    public boolean flush(int maxWaitMs) {
        if (link == null || !link.isOpen()) {
            return true;
        }
        try {
            // SEND OK is as near as AT gets to an acknowledgement, and it takes a UART's time: not 300 ms.
            link.flush(maxWaitMs > 0 ? Deadline.in(clock(), Duration.ofMillis(maxWaitMs)) : perStep());
            return true;
        } catch (RuntimeException failure) {
            failed(explain(Stage.SEND, failure));
            return false;
        }
    }

    @Override
    public void stop() {
        stop(0);
    }

    /** Sends what is held back and closes; unread bytes are dropped (WC-7). True if all was sent. */
    public boolean stop(int maxWaitMs) {
        boolean clean = flush(maxWaitMs);
        drop();
        return clean;
    }

    /** Closes without sending what is held back (WC-7). */
    public void abort() {
        drop();
    }

    private void drop() {
        Link old = link;
        link = null;
        forgetInput();
        if (old != null) {
            OpenSockets.of(context).remove(this);
            try {
                old.close();
            } catch (RuntimeException failure) {
                failed(explain(Stage.CONNECT, failure));
            }
        }
    }

    /** Stops every connection of the sketch that runs in this thread, accepted ones too (WC-13). */
    public static void stopAll() {
        stopAllExcept(null);
    }

    /** Stops every connection of the sketch that runs in this thread but one (WC-13). */
    public static void stopAllExcept(WiFiClient survivor) {
        OpenSockets.of(SketchContext.required()).stopAllExcept(WiFiClient.class, survivor);
    }

    /** {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Whether the connection stands, or bytes remain to be read. In strict mode it turns false as soon as the peer has
     * closed, whatever is unread, as the core does since 2.4.2 (WC-8).
     */
    @Override
    public boolean connected() {
        return link != null && (link.isOpen() || !strict && available() > 0);
    }

    /** lwIP's TCP state, of which AT shows two: {@link #ESTABLISHED} and {@link #CLOSED} (WC-9). */
    public int status() {
        return link != null && link.isOpen() ? ESTABLISHED : CLOSED;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }

    @Override
    public boolean inputCanTimeout() {
        return link != null && link.isOpen();
    }

    @Override
    public boolean outputCanTimeout() {
        return link != null && link.isOpen();
    }

    @Override
    protected Clock clock() {
        return context == null ? super.clock() : context.clock();
    }

    @Override
    protected boolean strict() {
        return strict;
    }
}
