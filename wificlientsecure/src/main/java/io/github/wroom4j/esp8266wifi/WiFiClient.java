package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.Client;
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
import java.util.OptionalLong;

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
public class WiFiClient extends Client implements AutoCloseable {
    /** Most bytes of a TCP segment (WC-18). */
    public static final int WIFICLIENT_MAX_PACKET_SIZE = 1460;

    /** Default wait of {@link #flush(int)} in milliseconds (WC-18). */
    public static final int WIFICLIENT_MAX_FLUSH_WAIT_MS = 300;

    /** lwIP's names of the two states that AT lets one see (WC-9). */
    public static final int CLOSED = 0;

    public static final int ESTABLISHED = 4;

    private static final int DEFAULT_TIMEOUT_MS = 5000;
    private static final int DEFAULT_GRACE_MS = 2000;

    private final SketchContext context;
    private final boolean strict;
    private final Attempt attempt = new Attempt();
    private final OpenSockets.Stoppable socket = new AmongOthers();
    private Connection connection = Connection.NONE;
    private int connectionTimeout = -1;
    private int firstByteGrace;
    private boolean noDelay;
    private boolean sync;
    private KeepAlive keepAlive = KeepAlive.OFF;
    private volatile OptionalLong spareSince = OptionalLong.empty();
    private Optional<Route> route = Optional.empty();
    private ClientError lastError = ClientError.NONE;

    /** On the board of the sketch that runs in this thread; without one {@code connect} returns 0 and says so. */
    public WiFiClient() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public WiFiClient(SketchContext context) {
        this.context = context;
        this.strict = context != null && context.strict();
        this.firstByteGrace = strict ? 0 : DEFAULT_GRACE_MS;
        if (context != null) {
            noDelay = ClientDefaults.of(context).noDelay();
            sync = ClientDefaults.of(context).sync();
        }
        super.setTimeout(DEFAULT_TIMEOUT_MS);
    }

    /** A connection that the module's server accepted. */
    WiFiClient(SketchContext context, Link accepted) {
        this(context);
        connection = connectionOn(accepted);
        OpenSockets.of(context).add(socket);
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

    /** This client as one of those that share the module's links. */
    private final class AmongOthers implements OpenSockets.Stoppable {
        @Override
        public Object owner() {
            return WiFiClient.this;
        }

        @Override
        public void stop() {
            WiFiClient.this.stop();
        }

        /** For {@code stopAll()} and {@code WiFi.disconnect()} of another thread: {@link #connect} returns 0. */
        @Override
        public void abandon() {
            attempt.abandon();
        }

        @Override
        public OptionalLong spareSince() {
            return spareSince;
        }

        @Override
        public String holding() {
            return connection
                    .link()
                    .map(link -> link.request().host() + ":" + link.request().port()
                            + (spareSince.isPresent() ? ", kept alive" : ""))
                    .orElse("");
        }
    }

    private Connection connectionOn(Link link) {
        spareSince = OptionalLong.empty();
        HeldLink held = OpenSockets.of(context).hold(socket, link::close);
        return Connection.on(link, held, context, this::perStep, (during, failure) -> failed(explain(during, failure)));
    }

    /** The link, if one was opened and not stopped. */
    protected final Optional<Link> link() {
        return connection.link();
    }

    private Deadline perStep() {
        return Deadline.in(clock(), Duration.ofMillis(Math.max(1, getTimeout())));
    }

    /** The board this client is on, or null. */
    public final SketchContext board() {
        return context;
    }

    /** Opens the link; the extension point of a client with another kind of link. */
    protected Link openLink(String host, int port, Deadline deadline) {
        if (route.isPresent()) {
            return route.get().open(host, port, deadline);
        }
        return context.module().open(LinkRequest.tcp(host, port).keepAlive(keepAlive.idle()), deadline);
    }

    /** What an exception of {@link #openLink} or of the link means; the extension point for other exceptions. */
    protected ClientError explain(Stage during, RuntimeException failure) {
        if (!(failure instanceof AtException at)) {
            return new ClientError(during, failure.getMessage(), failure);
        }
        Stage stage = switch (at.kind()) {
            case NAME_NOT_FOUND -> Stage.RESOLVE;
            case NO_WIFI, JOIN_FAILED -> Stage.WIFI;
            case MODULE_RESET, PORT, CLOSED, UNSUPPORTED, BUSY, NO_FREE_LINK -> Stage.MODULE;
            default -> at.atLine().startsWith("WIFI") ? Stage.WIFI : during; // a link that went with the network
        };
        return new ClientError(stage, at.getMessage() + holders(at), at);
    }

    /** Who holds the links where none is free; else nothing. */
    final String holders(RuntimeException failure) {
        return OpenSockets.noFreeLink(failure) && context != null
                ? OpenSockets.of(context).holders()
                : "";
    }

    /** Wording of every failure, before the caller sees its return code. */
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
     * @param name a name or an address; it ends at its first NUL, as C's do
     * @return 1, or 0 with the reason in {@link #getLastError()}
     */
    @Override
    public int connect(String name, int port) {
        String host = CString.of(name);
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
        OpenSockets.of(context).add(socket);
        Deadline deadline = Deadline.in(clock(), connectLimit());
        try {
            connection = connectionOn(
                    attempt.make(() -> OpenSockets.of(context).open(() -> openLink(host, port, deadline))));
        } catch (RuntimeException failure) {
            failed(
                    attempt.wasAbandoned()
                            ? new ClientError(Stage.CONNECT, "stopped while it was connecting", failure)
                            : explain(Stage.CONNECT, failure));
        }
        if (connection.exists() && attempt.wasAbandoned()) {
            drop(); // it was just made when it was given up
            failed(new ClientError(Stage.CONNECT, "stopped while it was connecting"));
        }
        if (!connection.exists()) {
            OpenSockets.of(context).remove(socket);
            return 0;
        }
        return 1;
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

    // Sending.

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Sends; returns how many bytes were accepted, fewer than asked only on failure, 0 without connection (WC-2). */
    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (!connection.isOpen() || length == 0) {
            connection.whyEnded().ifPresent(why -> failed(explain(Stage.SEND, why)));
            return 0;
        }
        spareSince = OptionalLong.empty();
        int done = connection.write(bytes, offset, length);
        if (done < length || sync && !connection.flush(perStep())) {
            setWriteError();
        }
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
        // SEND OK is as near as AT gets to an acknowledgement, and it takes a UART's time: not 300 ms.
        return connection.flush(maxWaitMs > 0 ? Deadline.in(clock(), Duration.ofMillis(maxWaitMs)) : perStep());
    }

    // Receiving.

    /**
     * Bytes to be read without waiting (WC-3). Right after a write, and once per write, it waits up to {@link
     * #setFirstByteGrace} for the reply's first byte: over a UART a reply is never there yet (TLS-34b).
     */
    @Override
    public int available() {
        return connection.available(firstByteGrace);
    }

    @Override
    protected boolean awaitInput(Deadline deadline) {
        return connection.await(deadline);
    }

    /** The next byte, or −1 if none has arrived (WC-4). */
    @Override
    public int read() {
        return available() > 0 ? connection.take() : -1;
    }

    /** Takes what has arrived; 0 if nothing has (WC-4). */
    @Override
    public int read(byte[] into, int offset, int length) {
        return length == 0 || available() == 0 ? 0 : connection.take(into, offset, length);
    }

    /**
     * Waits for input until a deadline, without a timeout per byte.
     *
     * @return at least 1; 0 if the deadline passed; −1 at the end of the connection, and {@code getLastError()} distinguishes a
     *     clean end from a broken link
     */
    public int read(byte[] into, int offset, int length, Deadline deadline) {
        return connection.read(into, offset, length, deadline);
    }

    @Override
    public int peek() {
        return available() > 0 ? connection.look() : -1;
    }

    /** Waits up to the timeout for that many bytes and copies what there is, without taking it (WC-5). */
    public int peekBytes(byte[] into, int length) {
        return connection.peek(into, length, perStep());
    }

    @Override
    public boolean hasPeekBufferAPI() {
        return true;
    }

    /** Bytes that {@link #peekBuffer()} shows (WC-17). */
    @Override
    public int peekAvailable() {
        return available();
    }

    /** A copy of what has arrived, which stays to be read (WC-17). */
    @Override
    public byte[] peekBuffer() {
        return available() > 0 ? connection.unread() : new byte[0];
    }

    /** Takes bytes away that were looked at (WC-17). */
    @Override
    public void peekConsume(int count) {
        connection.skip(count);
    }

    // Ending.

    @Override
    public void stop() {
        stop(0);
    }

    /** Sends what is held back and closes; unread bytes are dropped (WC-7). True if all was sent. */
    public boolean stop(int maxWaitMs) {
        Deadline limit = perStep(); // for all of it: a module that is busy for ever costs no more
        boolean clean = flush(maxWaitMs);
        connection.close(limit);
        drop();
        return clean;
    }

    /** Closes without sending what is held back (WC-7). */
    public void abort() {
        connection.abort();
        drop();
    }

    private void drop() {
        Connection old = connection;
        connection = Connection.NONE;
        if (old.exists()) {
            OpenSockets.of(context).remove(socket);
            old.close();
        }
    }

    /** The link, which is somebody else's from now on; this client has none. */
    final Optional<Link> handOver() {
        Connection old = connection;
        connection = Connection.NONE;
        if (old.exists()) {
            OpenSockets.of(context).remove(socket);
        }
        return old.handOver();
    }

    /**
     * Marks this connection as one that is kept only because it may be of use again, or no longer so; writing unmarks it. A
     * connect that finds no free link closes the one marked longest ago. {@code HTTPClient} says so of what {@code end()}
     * keeps alive.
     */
    public void setSpare(boolean spare) {
        spareSince = spare && connection.exists() ? OptionalLong.of(clock().nanos()) : OptionalLong.empty();
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
     * Whether the connection is open, or bytes remain to be read. In strict mode it turns false as soon as the peer has
     * closed, whatever is unread, as the core does since 2.4.2 (WC-8).
     */
    @Override
    public boolean connected() {
        return connection.isOpen() || connection.exists() && !strict && available() > 0;
    }

    /** lwIP's TCP state, of which AT shows two: {@link #ESTABLISHED} and {@link #CLOSED} (WC-9). */
    public int status() {
        return connection.isOpen() ? ESTABLISHED : CLOSED;
    }

    // The addresses of both ends, as far as AT reports them.

    /** The peer's address, unset without connection or where only its name is known (WC-10). */
    public IPAddress remoteIP() {
        var ip = new IPAddress();
        String host = connection.isOpen() ? peer().map(LinkRequest::host).orElse("") : "";
        if (!host.isEmpty() && !ip.fromString(host)) {
            try {
                return IPAddress.of(context.module()
                        .resolve(
                                host,
                                Deadline.in(clock(), context.module().timeouts().resolve())));
            } catch (AtException failure) {
                failed(explain(Stage.RESOLVE, failure));
            }
        }
        return ip;
    }

    /** The peer's port; 0 without connection (WC-10). */
    public int remotePort() {
        return connection.isOpen() ? peer().map(LinkRequest::port).orElse(0) : 0;
    }

    /** Of an accepted connection only the module knows, and it is asked the first time. */
    private Optional<LinkRequest> peer() {
        try {
            return Optional.of(link().orElseThrow()
                    .peer(Deadline.in(clock(), context.module().timeouts().command())));
        } catch (AtException failure) {
            failed(explain(Stage.MODULE, failure));
            return Optional.empty();
        }
    }

    /** The station's address; unset without connection (WC-10). */
    public IPAddress localIP() {
        if (!connection.isOpen()) {
            return new IPAddress();
        }
        try {
            return context.module()
                    .station()
                    .address(Deadline.in(clock(), context.module().timeouts().command()))
                    .map(config -> IPAddress.of(config.ip()))
                    .orElseGet(IPAddress::new);
        } catch (AtException failure) {
            failed(explain(Stage.MODULE, failure));
            return new IPAddress();
        }
    }

    /** 0: AT has no way to choose and no portable way to read a TCP client's own port (WC-10, WC-12). */
    public int localPort() {
        return 0;
    }

    /** 2048, the most that one {@code AT+CIPSEND} takes; 0 without connection (WC-11). */
    @Override
    public int availableForWrite() {
        return connection.isOpen() ? 2048 : 0;
    }

    // What stays set until it is changed.

    /** Limit of {@link #connect} in milliseconds; without a call it is {@link #getTimeout()}. */
    public void setConnectionTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a connection timeout is 1 ms or more, not " + milliseconds);
        }
        connectionTimeout = milliseconds;
    }

    /** What {@link #connect} may take on this computer; may take a moment itself. */
    Duration connectLimit() {
        return Duration.ofMillis(getConnectionTimeout());
    }

    public long getConnectionTimeout() {
        return connectionTimeout > 0 ? connectionTimeout : Math.max(1, getTimeout());
    }

    /** How long the first {@link #available()} after a write waits for the reply; 2000 ms by default, 0 in strict mode. */
    public void setFirstByteGrace(int milliseconds) {
        firstByteGrace = Math.max(0, milliseconds);
    }

    /** TCP keep-alive; AT takes it with the next connect: idle time only, at most 7200 s (WC-14). */
    public void keepAlive(int idleSeconds, int intervalSeconds, int count) {
        keepAlive = new KeepAlive(idleSeconds, intervalSeconds, count);
    }

    /** Keep-alive with the core's defaults: 7200 s, 75 s, 9 (WC-14). */
    public void keepAlive() {
        keepAlive = KeepAlive.DEFAULT;
    }

    public void disableKeepAlive() {
        keepAlive = KeepAlive.OFF;
    }

    public boolean isKeepAliveEnabled() {
        return keepAlive.idle() > 0;
    }

    public int getKeepAliveIdle() {
        return keepAlive.idle();
    }

    public int getKeepAliveInterval() {
        return keepAlive.interval();
    }

    public int getKeepAliveCount() {
        return keepAlive.count();
    }

    /** Accepted and ignored: AT has no way to choose a TCP client's own port (WC-12). */
    public static void setLocalPortStart(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 … 65535, not " + port);
        }
    }

    /** What {@link #setNoDelay} is for the clients that this sketch makes from now on (WC-15). */
    public static void setDefaultNoDelay(boolean on) {
        ClientDefaults.of(SketchContext.required()).noDelay(on);
    }

    public static boolean getDefaultNoDelay() {
        return ClientDefaults.of(SketchContext.required()).noDelay();
    }

    /** What {@link #setSync} is for the clients that this sketch makes from now on (WC-15). */
    public static void setDefaultSync(boolean on) {
        ClientDefaults.of(SketchContext.required()).sync(on);
    }

    public static boolean getDefaultSync() {
        return ClientDefaults.of(SketchContext.required()).sync();
    }

    /** Remembered while connected; AT 1.x has no such switch (WC-15). */
    public void setNoDelay(boolean on) {
        noDelay = connection.exists() && on;
    }

    public boolean getNoDelay() {
        return connection.exists() && noDelay;
    }

    /** Whether each write waits for {@code SEND OK} (WC-15). */
    public void setSync(boolean on) {
        sync = on;
    }

    public boolean getSync() {
        return sync;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }

    @Override
    public boolean inputCanTimeout() {
        return connection.isOpen();
    }

    @Override
    public boolean outputCanTimeout() {
        return connection.isOpen();
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
