package io.github.wroom4j.mock.serve;

import io.github.wroom4j.hal.Board;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A board's UART behind a TCP port: raw bytes, one client at a time. A second client is turned away at once, since a UART
 * has one wire. Bytes that come while no client is connected are dropped. {@link #close()} closes the port and the board.
 */
public final class TcpDevice implements AutoCloseable {
    private final Board board;
    private final ServerSocket listener;
    private final SocketOutlet outlet = new SocketOutlet();
    private final Thread acceptor;
    private final UartPump pump;

    private TcpDevice(Board board, ServerSocket listener) {
        this.board = board;
        this.listener = listener;
        pump = new UartPump("wroom4j-tcp", board.uart(), outlet);
        acceptor = new Thread(this::accept, "wroom4j-tcp-accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Serves a board; closes it when that fails.
     *
     * @param bind the address to listen on; loopback unless a program elsewhere shall reach it
     * @param port 0 … 65535; 0 takes a free one
     * @throws IOException if the port is in use or the address is not this machine's
     */
    public static TcpDevice start(Board board, InetAddress bind, int port) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(bind, port), 4);
            return new TcpDevice(board, listener);
        } catch (IOException | RuntimeException e) {
            listener.close();
            board.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Waits until the board or the listener ends; returns what broke, if something did. */
    public Optional<Exception> await() throws InterruptedException {
        return pump.await();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                if (!outlet.plug(client)) {
                    client.close();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.getLogger(TcpDevice.class.getName())
                            .log(System.Logger.Level.WARNING, "a client could not be accepted: " + e.getMessage(), e);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            System.getLogger(TcpDevice.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing the listener on port " + port(), e);
        }
        outlet.close();
        board.close();
        pump.join();
    }

    /** The client of the moment. */
    private static final class SocketOutlet implements Outlet {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private Socket client;
        private boolean closed;

        boolean plug(Socket next) {
            lock.lock();
            try {
                if (closed || client != null) {
                    return false;
                }
                client = next;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        private Socket current(boolean wait) throws IOException {
            lock.lock();
            try {
                while (wait && client == null && !closed) {
                    changed.await();
                }
                return closed ? null : client;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                lock.unlock();
            }
        }

        private void unplug(Socket gone) {
            lock.lock();
            try {
                if (client == gone) {
                    client = null;
                }
            } finally {
                lock.unlock();
            }
            shut(gone);
        }

        @Override
        public void fromModule(byte[] bytes, int length) throws IOException {
            Socket now = current(false);
            if (now == null) {
                return;
            }
            try {
                now.getOutputStream().write(bytes, 0, length);
            } catch (IOException e) {
                unplug(now);
            }
        }

        @Override
        public int toModule(byte[] buffer) throws IOException {
            while (true) {
                Socket now = current(true);
                if (now == null) {
                    return -1;
                }
                int count;
                try {
                    count = now.getInputStream().read(buffer);
                } catch (IOException e) {
                    count = -1;
                }
                if (count > 0) {
                    return count;
                }
                unplug(now);
            }
        }

        void close() {
            Socket last;
            lock.lock();
            try {
                closed = true;
                last = client;
                client = null;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (last != null) {
                shut(last);
            }
        }

        private static void shut(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                System.getLogger(TcpDevice.class.getName()).log(System.Logger.Level.DEBUG, "closing a client", e);
            }
        }
    }
}
