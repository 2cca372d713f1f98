package io.github.wroom4j.bench.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A TCP server on this machine, driven step by step by the probe that needs it. */
final class Peer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> accepted = new ArrayList<>();
    private final int patienceMillis;

    /** Listens at that address of this machine, on an ephemeral port. */
    Peer(String address, Duration patience) throws IOException {
        listener = new ServerSocket(0, 16, InetAddress.getByName(address));
        patienceMillis = (int) patience.toMillis();
        listener.setSoTimeout(patienceMillis);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next connection. */
    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        accepted.add(socket);
        return socket;
    }

    /** Up to that many bytes; fewer when no more came in time or the module closed. */
    static byte[] read(Socket socket, int count) throws IOException {
        byte[] bytes = new byte[count];
        int have = 0;
        try {
            while (have < count) {
                int n = socket.getInputStream().read(bytes, have, count - have);
                if (n < 0) {
                    break;
                }
                have += n;
            }
        } catch (java.net.SocketTimeoutException e) {
            // Fewer bytes are a result, not a failure.
        }
        return java.util.Arrays.copyOf(bytes, have);
    }

    static void write(Socket socket, String text) throws IOException {
        write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : accepted) {
            socket.close();
        }
        listener.close();
    }
}
