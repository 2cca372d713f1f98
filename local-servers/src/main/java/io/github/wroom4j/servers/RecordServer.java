package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsServerProtocol;

/**
 * A TLS server whose records after the handshake are written by hand: floods that hold no data, ends that cut something off,
 * data right behind the Finished.
 *
 * <pre>{@code
 * try (var server = RecordServer.tls12(identity, records -> {
 *     records.data("half of it");
 *     records.fin(); // without close_notify
 * })) {
 *     server.port();
 * }
 * }</pre>
 *
 * <p>What is written goes out when the script waits for the client, flushes or ends: a handshake's last flight and the first
 * records of a script leave together. Each connection runs the script anew. {@link #close()} leaves no thread and no socket.
 */
public final class RecordServer implements AutoCloseable {
    private final LoopbackServer server;

    /** What a server does behind its handshake. */
    @FunctionalInterface
    public interface Script {
        /** Runs on the connection's thread; an {@code IOException} says that the client hung up. */
        void run(Records records) throws IOException;
    }

    private RecordServer(LegacyTlsServer.Builder honest, Script script) {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = new LoopbackServer("wroom4j-records", bind, socket -> serve(socket, honest, script));
    }

    /** One that speaks TLS 1.2 with ECDHE. */
    public static RecordServer tls12(Identity identity, Script script) {
        return new RecordServer(LegacyTlsServer.onlyTls12(identity), script);
    }

    /** One that speaks TLS 1.3. */
    public static RecordServer tls13(Identity identity, Script script) {
        return new RecordServer(
                LegacyTlsServer.builder(identity)
                        .versions(ProtocolVersion.TLS_1_3)
                        .suites(CipherSuite.of(0x1301, 0x1303)),
                script);
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void serve(Socket socket, LegacyTlsServer.Builder honest, Script script) throws IOException {
        var out = new Held(socket.getOutputStream());
        var in = new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                out.release();
                return super.read(into, from, length);
            }

            @Override
            public int read() throws IOException {
                out.release();
                return super.read();
            }
        };
        var protocol = new Protocol(in, out);
        protocol.accept(new LegacyTlsPeer(honest, outcome -> {}));
        script.run(new Records(protocol, out, socket));
        out.release();
    }

    /** Keeps what is written until it is released. */
    private static final class Held extends OutputStream {
        private final OutputStream wire;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        private Held(OutputStream wire) {
            this.wire = wire;
        }

        @Override
        public void write(int octet) {
            held.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            held.write(bytes, from, length);
        }

        private void release() throws IOException {
            byte[] all = take();
            wire.write(all);
        }

        private byte[] take() {
            byte[] all = held.toByteArray();
            held.reset();
            return all;
        }
    }

    /** Bouncy Castle's server with its record layer open. */
    private static final class Protocol extends TlsServerProtocol {
        private Protocol(InputStream in, OutputStream out) {
            super(in, out);
        }

        private void record(short type, byte[] content) throws IOException {
            safeWriteRecord(type, content, 0, content.length);
        }

        private void warn(short alert) throws IOException {
            raiseAlertWarning(alert, "as asked");
        }

        private void keyUpdate(boolean answer) throws IOException {
            send13KeyUpdate(answer);
        }
    }

    /** The records of one connection. */
    public static final class Records {
        /** NewSessionTicket of TLS 1.3: an hour, no extensions, a ticket of one byte. */
        private static final byte[] TICKET = {4, 0, 0, 14, 0, 0, 14, 16, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0};

        private static final byte[] HELLO_REQUEST = {0, 0, 0, 0};

        private final Protocol protocol;
        private final Held out;
        private final Socket socket;

        private Records(Protocol protocol, Held out, Socket socket) {
            this.protocol = protocol;
            this.out = out;
            this.socket = socket;
        }

        /** Application data, a record at most. */
        public Records data(String text) throws IOException {
            protocol.record(ContentType.application_data, text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** A record of application data that holds none. */
        public Records empty() throws IOException {
            protocol.record(ContentType.application_data, new byte[0]);
            return this;
        }

        /** The request for another handshake (TLS 1.2). */
        public Records helloRequest() throws IOException {
            protocol.record(ContentType.handshake, HELLO_REQUEST);
            return this;
        }

        /** A warning that means nothing: {@code user_canceled}. */
        public Records warning() throws IOException {
            protocol.warn(AlertDescription.user_canceled);
            return this;
        }

        /** A session ticket (TLS 1.3). */
        public Records ticket() throws IOException {
            protocol.record(ContentType.handshake, TICKET);
            return this;
        }

        /** New keys, and perhaps the wish for the client's (TLS 1.3). */
        public Records keyUpdate(boolean answer) throws IOException {
            protocol.keyUpdate(answer);
            return this;
        }

        /** The end as it should be said. */
        public Records closeNotify() throws IOException {
            protocol.warn(AlertDescription.close_notify);
            return this;
        }

        /** A record of data of which only so many bytes leave. */
        public Records cut(String text, int bytes) throws IOException {
            out.release();
            data(text);
            byte[] record = out.take();
            out.write(record, 0, Math.min(bytes, record.length));
            return this;
        }

        /** Sends what was written so far. */
        public Records flush() throws IOException {
            out.release();
            return this;
        }

        /** Ends TCP's direction to the client and waits until the client ends its own. */
        public void fin() throws IOException {
            out.release();
            socket.shutdownOutput();
            untilHungUp();
        }

        /** Breaks TCP. */
        public void reset() throws IOException {
            out.release();
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits for something from the client, a request perhaps. */
        public void request() throws IOException {
            if (protocol.getInputStream().read() < 0) {
                throw new IOException("the client hung up");
            }
        }

        /** Says nothing more until the client hangs up. */
        public void untilHungUp() throws IOException {
            out.release();
            byte[] away = new byte[4096];
            int n = socket.getInputStream().read(away);
            while (n >= 0) {
                n = socket.getInputStream().read(away);
            }
        }
    }
}
