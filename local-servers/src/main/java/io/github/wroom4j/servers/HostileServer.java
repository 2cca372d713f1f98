package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.TlsRecord;
import io.github.wroom4j.tlswire.legacy.LegacyServerProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TLS server that is honest for a while and then is not.
 *
 * <pre>{@code
 * try (var server = HostileServer.start(identity, new Misbehaviour.Stall(), 2)) { // after the Certificate
 *     server.port();
 * }
 * }</pre>
 *
 * <p>It waits for the client's hello before it does anything, shakes hands as {@link LegacyTlsServer} would, and
 * misbehaves in place of the record after the given number of honest ones. Every connection is treated alike.
 * {@link #close()} leaves no thread and no socket, whatever it was doing.
 */
public final class HostileServer implements AutoCloseable {
    private final LegacyTlsServer.Builder honest;
    private final Misbehaviour misbehaviour;
    private final int after;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LoopbackServer server;

    private HostileServer(LegacyTlsServer.Builder honest, Misbehaviour misbehaviour, int afterRecords) {
        this.honest = honest;
        this.misbehaviour = misbehaviour;
        this.after = afterRecords;
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = new LoopbackServer("wroom4j-hostile", bind, this::serve);
    }

    /**
     * Starts one that speaks TLS 1.0 … 1.2 with RSA key exchange.
     *
     * @param afterRecords how many honest records come first, 0 or more
     */
    public static HostileServer start(Identity identity, Misbehaviour misbehaviour, int afterRecords) {
        return start(LegacyTlsServer.ofManyVersions(identity), misbehaviour, afterRecords);
    }

    /** Starts one that is honest like another server. */
    public static HostileServer start(LegacyTlsServer.Builder honest, Misbehaviour misbehaviour, int afterRecords) {
        return new HostileServer(honest, misbehaviour, afterRecords);
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        closing.countDown();
        server.close();
    }

    private void serve(Socket socket) throws IOException {
        var out = new Gate(socket);
        var protocol = new LegacyServerProtocol(socket.getInputStream(), out);
        protocol.accept(new LegacyTlsPeer(honest, outcome -> {}));
        HttpExchange pages = request -> {
            if (misbehaviour instanceof Misbehaviour.Renegotiate) {
                askAgain(protocol);
            }
            return new DemoPages().answer(request);
        };
        new HttpConversation(protocol.getInputStream(), protocol.getOutputStream(), pages, Optional.empty()).serve();
        protocol.close();
    }

    private static void askAgain(LegacyServerProtocol protocol) {
        try {
            protocol.requestRenegotiation();
        } catch (IOException e) {
            throw new IllegalStateException("the connection broke before a second handshake was asked for", e);
        }
    }

    /** Thrown to leave the honest server when misbehaving is over. */
    private static final class Misbehaved extends IOException {
        private static final long serialVersionUID = 1L;

        private Misbehaved() {
            super("misbehaved as asked");
        }
    }

    /** Lets honest records through until it is time. */
    private final class Gate extends OutputStream {
        private final Socket socket;
        private final OutputStream out;
        private final TlsRecord.Splitter splitter = new TlsRecord.Splitter(0xFFFF);
        private int passed;

        private Gate(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            splitter.offer(bytes, from, length);
            for (var record = splitter.next(); record.isPresent(); record = splitter.next()) {
                pass(record.get().toBytes());
            }
        }

        private void pass(byte[] record) throws IOException {
            if (passed++ < after || misbehaviour instanceof Misbehaviour.Renegotiate) {
                out.write(record);
            } else if (misbehaviour instanceof Misbehaviour.Drip drip) {
                for (byte b : record) {
                    pause(drip);
                    out.write(b);
                }
            } else if (misbehaviour instanceof Misbehaviour.Corrupt) {
                if (passed == after + 1) {
                    record[record.length - 1] ^= 1;
                }
                out.write(record);
            } else if (misbehaviour instanceof Misbehaviour.Rewrite rewrite) {
                out.write(passed == after + 1 ? rewrite.rewriter().apply(record) : record);
            } else {
                misbehave(record);
                throw new Misbehaved();
            }
        }

        private void misbehave(byte[] record) throws IOException {
            if (misbehaviour instanceof Misbehaviour.Reset) {
                socket.setSoLinger(true, 0); // closing then sends RST
            } else if (misbehaviour instanceof Misbehaviour.Truncate truncate) {
                out.write(record, 0, Math.min(truncate.bytes(), record.length));
            } else if (misbehaviour instanceof Misbehaviour.Send send) {
                out.write(send.bytes());
                if (!send.thenClose()) {
                    untilHungUp();
                }
            } else if (misbehaviour instanceof Misbehaviour.Endless endless) {
                while (true) {
                    out.write(endless.unit()); // throws when the client hangs up or the server is closed
                }
            } else if (misbehaviour instanceof Misbehaviour.Stall) {
                untilHungUp();
            }
            if (!(misbehaviour instanceof Misbehaviour.Reset)) {
                // what the client still says is read away, or the kernel would turn our FIN into an RST
                socket.shutdownOutput();
                untilHungUp();
            }
        }

        private void untilHungUp() throws IOException {
            byte[] away = new byte[4096];
            int n = socket.getInputStream().read(away);
            while (n >= 0) {
                n = socket.getInputStream().read(away);
            }
        }

        private void pause(Misbehaviour.Drip drip) throws IOException {
            try {
                if (closing.await(drip.pause().toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new Misbehaved();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Misbehaved();
            }
        }
    }
}
