package io.github.wroom4j.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A listening socket with a thread for itself and one for each connection; closing it closes every connection and
 * waits for every thread.
 */
final class LoopbackServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LoopbackServer.class.getName());
    private static final long PATIENCE_MS = 10_000;

    /** Serves one connection; the socket is closed when it returns or throws. */
    interface Connection {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Connection connection;
    private final String name;
    private final Thread acceptor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Thread, Socket> open = new HashMap<>();
    private boolean closed;

    LoopbackServer(String name, InetSocketAddress bind, Connection connection) {
        this.name = name;
        this.connection = connection;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(bind, 128);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + bind + ": " + e.getMessage(), e);
        }
        acceptor = new Thread(this::accept, name + " accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        int count = 0;
        while (true) {
            Socket socket;
            try {
                socket = listener.accept();
                socket.setTcpNoDelay(true);
            } catch (IOException e) {
                if (!isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, name + " stopped listening", e);
                }
                return;
            }
            var thread = new Thread(() -> serve(socket), name + " connection " + ++count);
            thread.setDaemon(true);
            lock.lock();
            try {
                if (closed) {
                    closeQuietly(socket);
                    return;
                }
                open.put(thread, socket);
                thread.start();
            } finally {
                lock.unlock();
            }
        }
    }

    private void serve(Socket socket) {
        try {
            connection.serve(socket);
        } catch (IOException | RuntimeException e) {
            // clients that break off are what these servers are for; whoever wants to know turns the logger up
            LOG.log(System.Logger.Level.DEBUG, () -> name + ": a connection ended with " + e, e);
        } finally {
            closeQuietly(socket);
            lock.lock();
            try {
                open.remove(Thread.currentThread());
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Thread> threads;
        lock.lock();
        try {
            closed = true;
            open.values().forEach(LoopbackServer::closeQuietly);
            threads = new ArrayList<>(open.keySet());
        } finally {
            lock.unlock();
        }
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the listener of " + name, e);
        }
        threads.add(acceptor);
        try {
            for (var thread : threads) {
                thread.join(PATIENCE_MS);
                if (thread.isAlive()) {
                    throw new IllegalStateException("thread \"" + thread.getName() + "\" did not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }
}
