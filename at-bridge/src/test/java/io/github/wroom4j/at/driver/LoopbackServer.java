package io.github.wroom4j.at.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server on loopback; each connection gets a thread of its own. */
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** What is done with a connection. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    LoopbackServer(Service service) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var accepting = new Thread(
                () -> {
                    while (!listener.isClosed()) {
                        try {
                            Socket socket = listener.accept();
                            socket.setTcpNoDelay(true);
                            sockets.add(socket);
                            var thread = new Thread(() -> serve(service, socket), "server-connection");
                            thread.setDaemon(true);
                            thread.start();
                        } catch (IOException e) {
                            return; // closed
                        }
                    }
                },
                "server-accept");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void serve(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException e) {
            // the peer went away: many tests are about just that
        } finally {
            sockets.remove(socket);
        }
    }

    /** Sends back what comes until the peer closes. */
    static LoopbackServer echo() {
        return new LoopbackServer(socket -> {
            var buffer = new byte[4096];
            for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
                socket.getOutputStream().write(buffer, 0, n);
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections that stand. */
    int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
