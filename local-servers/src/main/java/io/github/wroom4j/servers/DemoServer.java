package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.tlswire.legacy.LegacyServerProtocol;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A web server on loopback: HTTPS on one ephemeral port, the same pages over plain HTTP on another.
 *
 * <pre>{@code
 * var authority = DemoAuthority.create();
 * try (var server = DemoServer.start(authority)) {
 *     server.port();      // HTTPS
 *     server.plainPort(); // HTTP
 *     server.caPem();     // what a client takes as its trust anchor
 * }
 * }</pre>
 *
 * <p>{@code /} answers a small page, POST bodies come back; the other pages are those of {@link #builder}'s default
 * handler: {@code /bytes/N}, {@code /chunked/N}, {@code /close/N}, {@code /status/NNN}, {@code /redirect/PATH},
 * {@code /headers}, {@code /basic-auth/USER/PASSWORD}, {@code /digest-auth/auth/USER/PASSWORD}. TLS is the JDK's, 1.2 and 1.3 by default. Thread-safe; {@link #close()} leaves no thread
 * and no socket.
 */
public final class DemoServer implements AutoCloseable {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int LONGEST_RECORD = 16_384;

    private final DemoAuthority authority;
    private final Identity identity;
    private final InetAddress address;
    private final LoopbackServer secure;
    private final LoopbackServer plain;
    private final Queue<HttpExchange.Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private DemoServer(Builder b) {
        authority = b.authority;
        identity = b.identity != null ? b.identity : authority.issue(Leaf.localhost());
        if (b.olderWanted != null && b.clientAuthority == null && identity.key() instanceof RSAPrivateKey) {
            b.older = b.olderWanted.apply(identity);
        }
        address = b.bind;
        var pages = b.handler;
        HttpExchange noted = request -> {
            requests.add(request);
            return pages.answer(request);
        };
        var context = context(identity, b.clientAuthority);
        secure = new LoopbackServer(
                "wroom4j-demo-https",
                new InetSocketAddress(address, b.port),
                socket -> serveTls(socket, context, b, noted));
        try {
            plain = new LoopbackServer(
                    "wroom4j-demo-http",
                    new InetSocketAddress(address, b.plainPort),
                    socket -> new HttpConversation(
                                    socket.getInputStream(), socket.getOutputStream(), noted, Optional.empty())
                            .serve());
        } catch (UncheckedIOException e) {
            secure.close();
            throw e;
        }
    }

    /** Starts one for {@code localhost}, 127.0.0.1 and ::1, with a certificate from that authority. */
    public static DemoServer start(DemoAuthority authority) {
        return builder(authority).start();
    }

    /** To start one that differs. */
    public static Builder builder(DemoAuthority authority) {
        return new Builder(authority);
    }

    /** The HTTPS port. */
    public int port() {
        return secure.port();
    }

    /** The HTTP port. */
    public int plainPort() {
        return plain.port();
    }

    /** {@code https://localhost:PORT/}. */
    public String url() {
        return "https://localhost:" + port() + "/";
    }

    /** {@code http://localhost:PORT/}. */
    public String plainUrl() {
        return "http://localhost:" + plainPort() + "/";
    }

    /** The authority's certificate as PEM. */
    public String caPem() {
        return authority.caPem();
    }

    /** The authority's certificate. */
    public X509Certificate caCertificate() {
        return authority.certificate();
    }

    /** Key and chain in use. */
    public Identity identity() {
        return identity;
    }

    /** Every request so far, oldest first. */
    public List<HttpExchange.Request> requests() {
        return List.copyOf(requests);
    }

    /** What the JDK said of every TLS handshake that failed so far, oldest first. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        secure.close();
        plain.close();
    }

    private void serveTls(Socket socket, SSLContext context, Builder b, HttpExchange exchange) throws IOException {
        if (b.older == null) {
            serveTls(socket, new byte[0], context, b, exchange);
            return;
        }
        byte[] hello = firstRecord(socket.getInputStream());
        if (isOlder(hello)) {
            serveOlder(socket, hello, b.older, exchange);
        } else {
            serveTls(socket, hello, context, b, exchange);
        }
    }

    /** What the client says first; less than a record if it stops before that, and what it is then is not asked here. */
    private static byte[] firstRecord(InputStream in) throws IOException {
        byte[] head = in.readNBytes(RECORD_HEADER);
        if (head.length < RECORD_HEADER || head[0] != HANDSHAKE) {
            return head;
        }
        int length = Math.min((head[3] & 0xFF) << 8 | head[4] & 0xFF, LONGEST_RECORD);
        byte[] body = in.readNBytes(length);
        byte[] record = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, record, head.length, body.length);
        return record;
    }

    private static boolean isOlder(byte[] record) {
        try {
            return record.length > RECORD_HEADER
                    && ClientHello.readRecords(record).version().compareTo(ProtocolVersion.TLS_1_2) < 0;
        } catch (TlsFormatException e) {
            return false; // the JDK says what is wrong with it
        }
    }

    private void serveOlder(Socket socket, byte[] said, LegacyTlsServer.Builder older, HttpExchange exchange)
            throws IOException {
        var in = new SequenceInputStream(new ByteArrayInputStream(said), socket.getInputStream());
        var protocol = new LegacyServerProtocol(in, socket.getOutputStream());
        var peer = new LegacyTlsPeer(older, outcome -> {});
        protocol.onOffer(peer::offered);
        try {
            protocol.accept(peer);
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
            throw e;
        }
        new HttpConversation(protocol.getInputStream(), protocol.getOutputStream(), exchange, Optional.of(peer.label()))
                .serve();
        protocol.close();
    }

    private void serveTls(Socket socket, byte[] said, SSLContext context, Builder b, HttpExchange exchange)
            throws IOException {
        try (var tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, new ByteArrayInputStream(said), true)) {
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(b.clientAuthority != null);
            if (b.versions != null) {
                tls.setEnabledProtocols(b.versions);
            }
            if (b.suites != null) {
                tls.setEnabledCipherSuites(b.suites);
            }
            try {
                tls.startHandshake();
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
                throw e;
            }
            var session = tls.getSession();
            var what = session.getProtocol() + " " + session.getCipherSuite();
            new HttpConversation(tls.getInputStream(), tls.getOutputStream(), exchange, Optional.of(what)).serve();
        }
    }

    private static SSLContext context(Identity identity, DemoAuthority clientAuthority) {
        try {
            var context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust = null;
            if (clientAuthority != null) {
                var anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                anchors.setCertificateEntry("ca", clientAuthority.certificate());
                trust = TrustManagerFactory.getInstance("PKIX");
                trust.init(anchors);
            }
            context.init(identity.keyManagers(), trust == null ? null : trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS for the demo server", e);
        }
    }

    /** What may differ from {@link #start}. */
    public static final class Builder {
        private final DemoAuthority authority;
        private Identity identity;
        private InetAddress bind = InetAddress.getLoopbackAddress();
        private int port;
        private int plainPort;
        private HttpExchange handler = new DemoPages();
        private DemoAuthority clientAuthority;
        private String[] versions;
        private String[] suites;
        private Function<Identity, LegacyTlsServer.Builder> olderWanted;
        private LegacyTlsServer.Builder older;

        private Builder(DemoAuthority authority) {
            this.authority = Objects.requireNonNull(authority);
        }

        /** Another certificate than one for localhost: expired, foreign, for another name … */
        public Builder identity(Identity other) {
            identity = other;
            return this;
        }

        /** Another address than 127.0.0.1; a server for a board elsewhere needs one that the board can reach. */
        public Builder bind(InetAddress other) {
            bind = other;
            return this;
        }

        /** Fixed ports instead of ephemeral ones; 0 is ephemeral. */
        public Builder ports(int https, int http) {
            port = https;
            plainPort = http;
            return this;
        }

        /** Other pages. */
        public Builder handler(HttpExchange other) {
            handler = other;
            return this;
        }

        /** Demands a client certificate issued by that authority. */
        public Builder demandClientCertificate(DemoAuthority issuer) {
            clientAuthority = issuer;
            return this;
        }

        /** Other TLS versions, in the JDK's spelling ({@code TLSv1.2}). */
        public Builder versions(String... jdkNames) {
            versions = jdkNames.clone();
            return this;
        }

        /** Other suites, by their IANA names. */
        public Builder suites(String... ianaNames) {
            suites = ianaNames.clone();
            return this;
        }

        /**
         * Takes clients, too, that know TLS 1.1 or 1.0 and RSA key exchange alone: the TLS in many a module. It needs an RSA
         * key, and demands no certificate of anybody; else those are refused as before.
         */
        public Builder takingOlderTls() {
            olderWanted = LegacyTlsServer::ofTheOldDays;
            return this;
        }

        /**
         * Hears out clients of TLS 1.1 and 1.0 as well, but has ECDHE only: one with RSA key exchange alone is refused for its
         * suites, with alert 40, and not for its version. It needs an RSA key, and demands no certificate of anybody.
         */
        public Builder refusingOlderTlsForItsSuites() {
            olderWanted = identity ->
                    LegacyTlsServer.onlyEcdhe(identity).versions(ProtocolVersion.TLS_1_1, ProtocolVersion.TLS_1_0);
            return this;
        }

        /**
         * Starts it.
         *
         * @throws UncheckedIOException if a port is in use
         */
        public DemoServer start() {
            return new DemoServer(this);
        }
    }
}
