package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/**
 * A listening port of the module's. On this machine it is an ephemeral port of loopback, which
 * {@link Reach#serverPort} tells.
 */
public final class TcpListenPcb {
    /** What to do with a new connection: called with it, answers its events, or null to refuse it. */
    public interface Accept extends Function<TcpPcb, TcpEvents> {}

    private final IpStack ip;
    private final int port;
    private final Accept accept;
    private final ServerSocketChannel channel;
    private final Lane.Watch watch;

    TcpListenPcb(IpStack ip, int port, Accept accept) {
        this.ip = ip;
        this.port = port;
        this.accept = accept;
        try {
            channel = ServerSocketChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 255);
            watch = ip.lane().watch(channel, SelectionKey.OP_ACCEPT, operations -> accept());
            ip.reach().serving(port, ((InetSocketAddress) channel.getLocalAddress()).getPort());
            ip.reach().listening(port, this);
        } catch (IOException e) {
            throw new UncheckedIOException("no loopback port to be had for the module's port " + port, e);
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

    /** A peer of this process calls. Any thread. */
    void called(Reach.Endpoint from, Peer caller) {
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
                if (pcb.state() != TcpPcb.State.CLOSED) {
                    late.target.connected();
                }
            });
        }
    }

    /** Stops listening; accepted connections stay. */
    public void close() {
        ip.reach().notServing(port);
        watch.close();
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
        public void error(int err, TcpPcb.State at, boolean retriesSpent) {
            target.error(err, at, retriesSpent);
        }
    }
}
