package io.github.wroom4j.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server on loopback whose behaviour is one lambda per connection. */
public final class Peers implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int accepted;

    /** What to do with a connection; it is closed when this returns. */
    @FunctionalInterface
    public interface Talk {
        void with(Socket socket) throws IOException;
    }

    /** A server that talks to each client in a thread of its own. */
    public Peers(Talk talk) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("peer-accept", () -> {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                accepted++;
                daemon("peer-" + accepted, () -> {
                    try (socket) {
                        talk.with(socket);
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void daemon(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        // A closed listener or a client that left is how these threads end.
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections so far. */
    public int accepted() {
        return accepted;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
