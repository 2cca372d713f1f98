package io.github.wroom4j.hal.testing;

import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A port of the loopback interface whose connections lead to a socket file: the way into a network namespace. */
final class UnixRelay implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Path socket;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    UnixRelay(Path socket) {
        this.socket = socket;
        awaitListener();
        try {
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Whoever makes the socket file may be slower than the program behind it, whose log says that it is ready. */
    private void awaitListener() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        while (true) {
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(UnixDomainSocketAddress.of(socket));
                return;
            } catch (IOException e) {
                if (deadline.expired()) {
                    throw new AssertionError("nobody listens at " + socket, e);
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void start(Runnable work) {
        var thread = new Thread(work, "wroom4j-relay");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel outside = server.accept();
                open.add(outside);
                SocketChannel inside = SocketChannel.open(StandardProtocolFamily.UNIX);
                open.add(inside);
                inside.connect(UnixDomainSocketAddress.of(socket));
                start(() -> pump(outside, inside));
                start(() -> pump(inside, outside));
            }
        } catch (IOException e) {
            // The server channel was closed: the only way out of the loop, or the namespace has ended.
            closeAll();
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side has gone; so goes the other.
            close(from);
            close(to);
        }
    }

    private void closeAll() {
        close(server);
        open.forEach(UnixRelay::close);
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
