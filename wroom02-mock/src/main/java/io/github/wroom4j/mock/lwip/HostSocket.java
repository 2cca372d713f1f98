package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;

/** The host's socket under one {@link TcpPcb}: non-blocking, watched by the loop. For tasks of the lane. */
final class HostSocket implements Carrier {
    private final SocketChannel channel;
    private final Lane.Watch watch;

    private HostSocket(Lane lane, SocketChannel channel, int operations, IntConsumer ready) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Unless closed in order, a socket vanishes without a FIN: so does a chip that resets.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        this.channel = channel;
        this.watch = lane.watch(channel, operations, ready);
        watch.awaited(true);
    }

    /** A socket that is not connected yet. */
    static HostSocket open(Lane lane, IntConsumer ready) throws IOException {
        return new HostSocket(lane, SocketChannel.open(), SelectionKey.OP_CONNECT, ready);
    }

    /** A socket that a listener accepted. */
    static HostSocket accepted(Lane lane, SocketChannel channel, IntConsumer ready) throws IOException {
        return new HostSocket(lane, channel, SelectionKey.OP_READ, ready);
    }

    @Override
    public boolean connect(InetSocketAddress target) throws IOException {
        return channel.connect(target);
    }

    @Override
    public boolean finishConnect() throws IOException {
        return channel.finishConnect();
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void interest(int operations) {
        watch.interest(operations);
    }

    @Override
    public void notAwaited() {
        watch.awaited(false);
    }

    @Override
    public void close() {
        watch.close();
    }
}
