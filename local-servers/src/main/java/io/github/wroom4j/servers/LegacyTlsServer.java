package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.legacy.LegacyServerProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A web server whose TLS is chosen to the suite: the servers of 2015, and those that refused its clients.
 *
 * <pre>{@code
 * var identity = authority.issueChainOf(3500, Leaf.localhost());
 * try (var server = LegacyTlsServer.builder(identity)
 *         .versions(ProtocolVersion.TLS_1_1)
 *         .suites(CipherSuite.RSA_RC4_SHA)
 *         .start()) {
 *     server.port();
 *     server.outcomes(); // what each client offered, what was agreed, which alert ended it
 * }
 * }</pre>
 *
 * <p>TLS is Bouncy Castle's, per instance: nothing in the JVM is switched off or on for it. Sessions are not resumed.
 * Pages are those of {@link DemoServer}. Thread-safe; {@link #close()} leaves no thread and no socket.
 */
public final class LegacyTlsServer implements AutoCloseable {
    private final Builder settings;
    private final LoopbackServer server;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Queue<HttpExchange.Request> requests = new ConcurrentLinkedQueue<>();

    /**
     * How a handshake went.
     *
     * @param offered the client's suites, as they stood on the wire; empty if no hello came
     * @param version what was agreed
     * @param suite what was agreed
     * @param alertSent the server's fatal alert
     * @param alertReceived the client's alert
     * @param established whether it came to its end
     */
    public record Outcome(
            List<CipherSuite> offered,
            Optional<ProtocolVersion> version,
            Optional<CipherSuite> suite,
            Optional<Alert> alertSent,
            Optional<Alert> alertReceived,
            boolean established) {}

    private LegacyTlsServer(Builder settings) {
        this.settings = settings;
        server = new LoopbackServer(
                "wroom4j-legacy-tls", new InetSocketAddress(settings.bind, settings.port), this::serve);
    }

    /** TLS 1.1 with the four suites of SDK 1.3.0, until others are set. */
    public static Builder builder(Identity identity) {
        return new Builder(identity);
    }

    /** TLS 1.1 and 1.0, the four suites of SDK 1.3.0: the servers of 2012. */
    public static Builder ofTheOldDays(Identity identity) {
        return builder(identity).versions(ProtocolVersion.TLS_1_1, ProtocolVersion.TLS_1_0);
    }

    /** TLS 1.0 … 1.2 with RSA key exchange: takes every client of this project. */
    public static Builder ofManyVersions(Identity identity) {
        return builder(identity)
                .versions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_1, ProtocolVersion.TLS_1_0)
                .suites(CipherSuite.of(0x009C, 0x003C, 0x002F, 0x0035, 0x0005, 0x0004));
    }

    /** Only TLS 1.2, RSA and ECDHE: refuses TLS 1.1 with alert 70. */
    public static Builder onlyTls12(Identity identity) {
        return builder(identity)
                .versions(ProtocolVersion.TLS_1_2)
                .suites(CipherSuite.of(0xC02F, 0xC030, 0xC02B, 0xC02C, 0xC013, 0x009C, 0x002F));
    }

    /** TLS 1.0 … 1.2, but ECDHE only: refuses the hello of 2015 with alert 40, the article's case. */
    public static Builder onlyEcdhe(Identity identity) {
        return builder(identity)
                .versions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_1, ProtocolVersion.TLS_1_0)
                .suites(CipherSuite.of(0xC02F, 0xC02B, 0xC013, 0xC014, 0xC009, 0xC00A));
    }

    /** TLS 1.1 and 1.2 with RC4 and nothing else. */
    public static Builder onlyRc4(Identity identity) {
        return builder(identity)
                .versions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_1)
                .suites(CipherSuite.RSA_RC4_SHA, CipherSuite.RSA_RC4_MD5);
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    /** How every handshake so far went, oldest first. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Every request so far, oldest first. */
    public List<HttpExchange.Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket socket) throws IOException {
        var protocol = new LegacyServerProtocol(socket.getInputStream(), socket.getOutputStream());
        var peer = new LegacyTlsPeer(settings, outcomes::add);
        protocol.onOffer(peer::offered);
        try {
            protocol.accept(peer);
        } finally {
            peer.report();
        }
        HttpExchange noted = request -> {
            requests.add(request);
            return settings.handler.answer(request);
        };
        var out = new RecordSizedStream(protocol.getOutputStream(), settings.recordSize);
        new HttpConversation(protocol.getInputStream(), out, noted, Optional.of(peer.label())).serve();
        protocol.close();
    }

    /** Each write of at most so many bytes becomes a record. */
    private static final class RecordSizedStream extends OutputStream {
        private final OutputStream tls;
        private final int size;

        private RecordSizedStream(OutputStream tls, int size) {
            this.tls = tls;
            this.size = size;
        }

        @Override
        public void write(int b) throws IOException {
            tls.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int at = 0; at < length; at += size) {
                tls.write(bytes, from + at, Math.min(size, length - at));
            }
        }

        @Override
        public void flush() throws IOException {
            tls.flush();
        }
    }

    /** What may differ. */
    public static final class Builder {
        final Identity identity;
        List<ProtocolVersion> versions = List.of(ProtocolVersion.TLS_1_1);
        List<CipherSuite> suites = List.of(
                CipherSuite.RSA_AES128_SHA,
                CipherSuite.RSA_AES256_SHA,
                CipherSuite.RSA_RC4_SHA,
                CipherSuite.RSA_RC4_MD5);
        String neededName;
        boolean needsClientCertificate;
        SecureRandom random = new SecureRandom();
        private int recordSize = 16_384;
        private HttpExchange handler = new DemoPages();
        private InetAddress bind = InetAddress.getLoopbackAddress();
        private int port;

        private Builder(Identity identity) {
            this.identity = identity;
        }

        /** The versions it speaks; they must follow one another without a gap. */
        public Builder versions(ProtocolVersion... several) {
            versions = Arrays.stream(several).sorted((a, b) -> b.compareTo(a)).toList();
            return this;
        }

        /** The suites it takes, best first: its own order decides. */
        public Builder suites(CipherSuite... best) {
            return suites(List.of(best));
        }

        /** The suites it takes, best first. */
        public Builder suites(List<CipherSuite> best) {
            suites = List.copyOf(best);
            return this;
        }

        /** Application bytes per record, 1 … 16384. */
        public Builder recordSize(int bytes) {
            if (bytes < 1 || bytes > 16_384) {
                throw new IllegalArgumentException("a record holds 1 … 16384 bytes, not " + bytes);
            }
            recordSize = bytes;
            return this;
        }

        /** Refuses hellos without this server name, with alert 112. */
        public Builder needServerName(String name) {
            neededName = name;
            return this;
        }

        /** Refuses clients without a certificate; which one they show does not matter. */
        public Builder needClientCertificate() {
            needsClientCertificate = true;
            return this;
        }

        /** Other pages. */
        public Builder handler(HttpExchange other) {
            handler = other;
            return this;
        }

        /** Another address than 127.0.0.1, and a fixed port; 0 is ephemeral. */
        public Builder bind(InetAddress address, int fixedPort) {
            bind = address;
            port = fixedPort;
            return this;
        }

        /** Starts it. */
        public LegacyTlsServer start() {
            return new LegacyTlsServer(this);
        }
    }
}
