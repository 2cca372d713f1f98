package io.github.wroom4j.hal.rfc2217;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Makes the socket of one connection, and keeps the beginning of what its peer says: an access server that is busy says
 * so in words and hangs up, and the Telnet client reports neither except to a blocked reader.
 */
final class OverheardSockets extends SocketFactory {
    private static final int KEPT = 200;

    private final ByteArrayOutputStream early = new ByteArrayOutputStream();
    private volatile boolean ended;
    private volatile Socket connected;
    private final Runnable atEnd;

    /** @param atEnd run by the reader when the peer has ended the connection: nothing is answered any more */
    OverheardSockets(Runnable atEnd) {
        this.atEnd = atEnd;
    }

    /** Whether a connection came about. */
    boolean connected() {
        return connected != null;
    }

    /** Whether the peer has ended it. */
    boolean ended() {
        return ended;
    }

    /** The printable part of the peer's first words. */
    String heard() {
        synchronized (early) {
            return early.toString(StandardCharsets.ISO_8859_1)
                    .replaceAll("[^\\x20-\\x7e]+", " ")
                    .strip();
        }
    }

    /** Reads what arrived and was not consumed, after the connection failed for that reason. */
    void hearTheRest(IOException reason) {
        try {
            byte[] rest = new byte[KEPT];
            InputStream in = connected.getInputStream();
            while (in.available() > 0 && in.read(rest) > 0) {
                // The stream keeps what passes through it.
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public Socket createSocket() {
        return new Overheard();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    private Socket connected(SocketAddress to, SocketAddress from) throws IOException {
        Socket socket = createSocket();
        if (from != null) {
            socket.bind(from);
        }
        socket.connect(to);
        return socket;
    }

    private final class Overheard extends Socket {
        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            super.connect(address, timeout);
            connected = this;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int count = -1;
                    try {
                        count = super.read(buffer, offset, length);
                    } finally {
                        if (count < 0) {
                            ended = true;
                            atEnd.run();
                        }
                    }
                    synchronized (early) {
                        if (count > 0 && early.size() < KEPT) {
                            early.write(buffer, offset, Math.min(count, KEPT - early.size()));
                        }
                    }
                    return count;
                }
            };
        }
    }
}
