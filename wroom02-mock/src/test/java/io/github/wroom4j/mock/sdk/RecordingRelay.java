package io.github.wroom4j.mock.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire tap: passes one connection on to a server and keeps what each side said. */
final class RecordingRelay implements AutoCloseable {
    /** A TLS record as it stood on the wire. */
    record Seen(int type, int version, byte[] body) {}

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private final ByteArrayOutputStream server = new ByteArrayOutputStream();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    RecordingRelay(int target) throws IOException {
        start(() -> {
            Socket near = listener.accept();
            var far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(near);
            sockets.add(far);
            start(() -> copy(far, near, server));
            copy(near, far, client);
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        System.getLogger("relay").log(System.Logger.Level.DEBUG, "relay ended", e);
                    }
                },
                "wroom4j-relay");
        threads.add(thread);
        thread.start();
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream kept) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        var buffer = new byte[4096];
        for (int n; (n = in.read(buffer)) >= 0; ) {
            synchronized (kept) {
                kept.write(buffer, 0, n);
            }
            out.write(buffer, 0, n);
        }
        to.shutdownOutput();
    }

    int port() {
        return listener.getLocalPort();
    }

    byte[] fromClient() {
        synchronized (client) {
            return client.toByteArray();
        }
    }

    byte[] fromServer() {
        synchronized (server) {
            return server.toByteArray();
        }
    }

    /** The client's whole records so far. */
    List<Seen> clientRecords() {
        byte[] bytes = fromClient();
        var records = new ArrayList<Seen>();
        for (int at = 0; at + 5 <= bytes.length; ) {
            int length = (bytes[at + 3] & 0xFF) << 8 | bytes[at + 4] & 0xFF;
            if (at + 5 + length > bytes.length) {
                break;
            }
            records.add(new Seen(
                    bytes[at],
                    (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2] & 0xFF,
                    java.util.Arrays.copyOfRange(bytes, at + 5, at + 5 + length)));
            at += 5 + length;
        }
        return records;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            for (Thread thread : threads) {
                thread.join(10_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
