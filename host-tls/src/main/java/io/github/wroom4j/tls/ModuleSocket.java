package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A {@link Socket} whose TCP connection runs through the module, for libraries that take a socket factory.
 *
 * <p>Differences from a socket of this machine: connecting waits, within its timeout, until one of the module's links is free;
 * names are looked up by the module; there is no half-close ({@link
 * #shutdownOutput} only flushes); options below TCP are remembered and do nothing.
 */
class ModuleSocket extends Socket {
    private final AtModule module;
    private final LinkStreams streams;
    private volatile Link link;
    private volatile InetSocketAddress remote;
    private volatile boolean closed;
    private volatile int timeout;
    private boolean noDelay;
    private boolean keepAlive;

    ModuleSocket(AtModule module) {
        this.module = module;
        this.streams = new LinkStreams(module, this::readTimeout, this::close);
    }

    /** Opens the link once one of the module's is free: a pool of connections on top knows nothing of their number. */
    private Link open(String host, int port, Deadline deadline) {
        LinkRequest request = LinkRequest.tcp(host, port);
        while (true) {
            try {
                return module.open(keepAlive ? request.keepAlive(7200) : request, deadline);
            } catch (AtException failure) {
                if (failure.kind() != AtException.Kind.NO_FREE_LINK) {
                    throw failure;
                }
                if (!module.awaitFreeLink(deadline)) {
                    throw new AtException(
                            failure.kind(), failure.getMessage() + ", and none was in the time given", "", failure);
                }
            }
        }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (!(endpoint instanceof InetSocketAddress address)) {
            throw new IllegalArgumentException("not an internet address: " + endpoint);
        }
        if (closed) {
            throw new SocketException("the socket is closed");
        }
        if (link != null) {
            throw new SocketException("the socket is connected already");
        }
        String host = address.isUnresolved() ? address.getHostString() : named(address.getAddress());
        Deadline deadline = timeoutMillis > 0
                ? Deadline.in(module.clock(), java.time.Duration.ofMillis(timeoutMillis))
                : Deadline.in(module.clock(), module.timeouts().connect());
        try {
            attach(open(host, address.getPort(), deadline), address);
        } catch (AtException | TlsFailure failed) {
            throw LinkStreams.asIo("connecting to " + host + ":" + address.getPort(), failed);
        }
    }

    void attach(Link opened, InetSocketAddress address) {
        link = opened;
        remote = address;
        streams.attach(opened);
    }

    /** The name if the address was made with one: a look-up on this machine says nothing about the module's network. */
    private static String named(InetAddress address) {
        String text = address.toString();
        int slash = text.indexOf('/');
        return slash > 0 ? text.substring(0, slash) : address.getHostAddress();
    }

    private int readTimeout() {
        return timeout;
    }

    Link link() throws SocketException {
        Link current = link;
        if (closed) {
            throw new SocketException("the socket is closed");
        }
        if (current == null) {
            throw new SocketException("the socket is not connected");
        }
        return current;
    }

    AtModule module() {
        return module;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        link();
        return streams.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        link();
        return streams.output();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Link current = link;
        if (current != null) {
            try {
                current.close();
            } catch (AtException failed) {
                throw LinkStreams.asIo("closing", failed);
            }
        }
    }

    @Override
    public boolean isConnected() {
        return link != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isBound() {
        return link != null;
    }

    @Override
    public boolean isInputShutdown() {
        return closed;
    }

    @Override
    public boolean isOutputShutdown() {
        return closed;
    }

    @Override
    public void shutdownInput() throws IOException {
        link();
    }

    @Override
    public void shutdownOutput() throws IOException {
        getOutputStream().flush();
    }

    @Override
    public InetAddress getInetAddress() {
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public int getPort() {
        return remote == null ? 0 : remote.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getLocalPort() {
        return link == null ? -1 : 0;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return link == null ? null : new InetSocketAddress(getLocalAddress(), 0);
    }

    @Override
    public void bind(SocketAddress local) {
        // The module chooses; a wish for any port is met by that.
        if (local instanceof InetSocketAddress address && address.getPort() != 0) {
            throw new IllegalArgumentException("the module chooses a TCP connection's own port");
        }
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        if (milliseconds < 0) {
            throw new IllegalArgumentException("a timeout is 0 ms (none) or more, not " + milliseconds);
        }
        timeout = milliseconds;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        noDelay = on;
    }

    @Override
    public boolean getTcpNoDelay() {
        return noDelay;
    }

    @Override
    public void setKeepAlive(boolean on) {
        keepAlive = on;
    }

    @Override
    public boolean getKeepAlive() {
        return keepAlive;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        // Closing always flushes first; there is nothing to linger for.
        requireNotNegative(on ? seconds : 0);
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setReuseAddress(boolean on) {
        requireNotNegative(0);
    }

    @Override
    public boolean getReuseAddress() {
        return false;
    }

    private static void requireNotNegative(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("not negative, please: " + value);
        }
    }

    @Override
    public String toString() {
        return "socket through the module to " + (remote == null ? "nowhere yet" : remote);
    }
}
