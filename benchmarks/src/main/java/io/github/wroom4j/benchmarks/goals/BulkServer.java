package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.servers.Identity;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The far end of a transfer, on loopback, plain or TLS: {@code 'd'} and a length asks for so many bytes, {@code 'u'} and a
 * length announces so many, which are answered with one byte when all have come. Lengths are four bytes, big endian.
 */
final class BulkServer implements AutoCloseable {
    static final byte[] NOISE = new byte[1 << 16];

    static {
        new Random(4).nextBytes(NOISE);
    }

    /** Threads are lent, as by any server: starting one costs more than serving a short connection. */
    private final ExecutorService connections = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "bulk-connection");
        thread.setDaemon(true);
        return thread;
    });

    private final ServerSocket listener;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final AtomicLong handshakeNanos = new AtomicLong();

    private BulkServer(ServerSocket listener) {
        this.listener = listener;
        var acceptor = new Thread(this::accept, "bulk-accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    static BulkServer plain() throws IOException {
        return new BulkServer(
                ServerSocketFactory.getDefault().createServerSocket(0, 128, InetAddress.getLoopbackAddress()));
    }

    /** A TLS server for one version, or for any the JDK offers. */
    static BulkServer tls(Identity identity, String... versions) throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(identity.keyManagers(), null, null);
        var socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 128, InetAddress.getLoopbackAddress());
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        return new BulkServer(socket);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Processor time that this end spent in the last handshake. */
    double lastHandshakeSeconds() {
        return handshakeNanos.get() / 1e9;
    }

    /** A request of this server: what to do and with how many bytes. */
    static byte[] request(char what, int length) {
        return new byte[] {
            (byte) what, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                connections.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (socket instanceof SSLSocket tls) {
                long begun = threads.getCurrentThreadCpuTime();
                tls.startHandshake();
                handshakeNanos.set(threads.getCurrentThreadCpuTime() - begun);
            }
            var in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            var buffer = new byte[1 << 16];
            while (true) {
                int what = in.readByte();
                int left = in.readInt();
                if (what == 'd') {
                    for (; left > 0; left -= Math.min(left, NOISE.length)) {
                        out.write(NOISE, 0, Math.min(left, NOISE.length));
                    }
                } else {
                    while (left > 0) {
                        int n = in.read(buffer, 0, Math.min(left, buffer.length));
                        if (n < 0) {
                            throw new EOFException("the upload ended early");
                        }
                        left -= n;
                    }
                    out.write('!');
                }
                out.flush();
            }
        } catch (IOException e) {
            // the client has gone, as it does when it has measured enough
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.shutdown();
    }
}
