package io.github.wroom4j.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/** A UDP port with a thread that answers each datagram, or drops it; closing it waits for the thread. */
final class DatagramPort implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatagramPort.class.getName());
    private static final int LARGEST = 65_535;
    private static final long PATIENCE_MS = 10_000;

    /** Answers one datagram. */
    interface Answer {
        /** What goes back to the sender; empty if nothing does. */
        Optional<byte[]> to(byte[] datagram);
    }

    private final DatagramSocket socket;
    private final Answer answer;
    private final String name;
    private final Thread thread;

    /** Opens one on an ephemeral port of that address. */
    DatagramPort(String name, InetAddress address, Answer answer) {
        this.name = name;
        this.answer = answer;
        try {
            socket = new DatagramSocket(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a UDP port on " + address + ": " + e.getMessage(), e);
        }
        thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (true) {
            packet.setLength(LARGEST);
            try {
                socket.receive(packet);
                byte[] asked = Arrays.copyOfRange(
                        packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
                Optional<byte[]> reply = answer.to(asked);
                if (reply.isPresent()) {
                    socket.send(new DatagramPacket(reply.get(), reply.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
                // A sender that is gone by now shows itself here on some systems; the next one is served all the same.
                LOG.log(System.Logger.Level.DEBUG, name + ": a datagram was not answered", e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(PATIENCE_MS);
            if (thread.isAlive()) {
                throw new IllegalStateException("thread \"" + name + "\" did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
