package io.github.wroom4j.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that answers no SYN, as if packets were lost on the way: a listener that never accepts and whose queue is
 * full, so that the kernel drops what comes.
 */
public final class DeafPort implements AutoCloseable {
    private static final int MOST_IN_QUEUE = 64;
    private static final int PATIENCE_MS = 300;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    private DeafPort() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        for (int i = 0; i < MOST_IN_QUEUE; i++) {
            var socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(address, PATIENCE_MS);
            } catch (SocketTimeoutException e) {
                return; // the queue is full: this is what everybody will see from now on
            }
        }
        close();
        throw new IOException("this kernel's queue took " + MOST_IN_QUEUE + " connections and was not full");
    }

    /** Opens one. Takes about a third of a second. */
    public static DeafPort open() {
        try {
            return new DeafPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a deaf port", e);
        }
    }

    /** Its number. */
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (var socket : queued) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a deaf port", e);
        }
    }
}
