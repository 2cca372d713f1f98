package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** A listening port of the module's. On this machine it is a port of loopback, which {@link HostPorts} knows. */
public final class TcpListenPcb implements Reach.Listener {
    private static final int BACKLOG = 255;

    /** What to do with a new connection: called with it, answers its events, or null to refuse it. */
    public interface Accept extends Function<TcpPcb, TcpEvents> {}

    private final Netif ip;
    private final int port;
    private final Served.Transport transport;
    private final Accept accept;
    private ServerSocketChannel channel;
    private Lane.Watch watch;
    private boolean closed;

    TcpListenPcb(Netif ip, int port, Served.Transport transport, Accept accept) {
        this.ip = ip;
        this.port = port;
        this.transport = transport;
        this.accept = accept;
    }

    /** {@code tcp_bind} and {@code tcp_listen}: 0, or {@link Lwip#ERR_USE} if this computer does not give the port. */
    public int listen() {
        HostPorts ports = ip.reach().hostPorts();
        if (ports.isLeaving(false, port)) {
            ip.lane().post(this::open);
            return Lwip.ERR_OK;
        }
        return open();
    }

    private int open() {
        HostPorts ports = ip.reach().hostPorts();
        if (closed) {
            return Lwip.ERR_CLSD;
        }
        try {
            channel = ServerSocketChannel.open();
            channel.configureBlocking(false);
            bind(ports.wanted(false, port), ports.isFixed(port));
            watch = ip.lane().watch(channel, SelectionKey.OP_ACCEPT, operations -> accept());
            ip.reach().listening(port, this);
            ports.opened(new Served(transport, port, (InetSocketAddress) channel.getLocalAddress()), channel);
            return Lwip.ERR_OK;
        } catch (IOException e) {
            ports.refused(port, e);
            close();
            return Lwip.ERR_USE;
        }
    }

    private void bind(int wanted, boolean fixed) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            channel.bind(new InetSocketAddress(loopback, wanted), BACKLOG);
        } catch (BindException taken) {
            if (fixed || wanted == 0) {
                throw taken;
            }
            // It was this port's before, and is somebody else's now.
            channel.bind(new InetSocketAddress(loopback, 0), BACKLOG);
        }
    }

    private void accept() {
        try {
            SocketChannel accepted = channel.accept();
            if (accepted == null) {
                return;
            }
            var late = new LateEvents();
            offer(TcpPcb.accepted(ip, accepted, late), late);
        } catch (IOException e) {
            System.getLogger(TcpListenPcb.class.getName())
                    .log(System.Logger.Level.DEBUG, "a client of port " + port + " vanished", e);
        }
    }

    @Override
    public void called(Reach.Endpoint from, Peer caller) {
        ip.lane().post(() -> {
            var late = new LateEvents();
            offer(TcpPcb.called(ip, caller, from, late), late);
        });
    }

    private void offer(TcpPcb pcb, LateEvents late) {
        late.target = accept.apply(pcb);
        if (late.target == null) {
            pcb.abort();
        } else {
            ip.lane().post(() -> {
                if (pcb.state() != TcpState.CLOSED) {
                    late.target.connected();
                }
            });
        }
    }

    /** Stops listening; accepted connections stay. */
    public void close() {
        closed = true;
        if (watch != null) {
            ip.reach().notListening(port);
            watch.close();
        } else if (channel != null) {
            closeUnwatched();
        }
    }

    private void closeUnwatched() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(TcpListenPcb.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a port that did not open", e);
        }
    }

    /** A pcb's events are fixed at its birth, but who takes it is known only when it can be looked at. */
    private static final class LateEvents implements TcpEvents {
        private TcpEvents target;

        @Override
        public void connected() {
            target.connected();
        }

        @Override
        public void received(byte[] bytes) {
            target.received(bytes);
        }

        @Override
        public void finished() {
            target.finished();
        }

        @Override
        public void sent(int bytes) {
            target.sent(bytes);
        }

        @Override
        public void error(int err, TcpState at, boolean retriesSpent) {
            target.error(err, at, retriesSpent);
        }
    }
}
