package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.ClientKey;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.ServerSettings;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The module's TCP server with TLS on the JVM: {@code BearSSL::WiFiServerSecure} (rules BH-7, AX-4). TLS 1.2 and 1.3
 * unless {@link #setSSLVersion} says otherwise; suites with forward secrecy.
 *
 * <p>{@link #accept} shakes hands in the caller's thread, within {@link #setHandshakeTimeout}; a client that fails is
 * closed, {@link #getLastError()} says why. One thread at a time.
 *
 * <p>No firmware ends TLS for its own server, so nothing here runs in the module.
 *
 * <p><b>Caveats:</b> one client's slow handshake holds up the others for up to that limit. Without {@link
 * #setClientTrustAnchor} every client is accepted. The private key is in this program's memory.
 */
public class WiFiServerSecure extends WiFiServer {
    private static final int DEFAULT_HANDSHAKE_MS = 15_000;

    private final SketchContext context;
    private Optional<ClientKey> key = Optional.empty();
    private Optional<TrustPolicy.Anchors> clients = Optional.empty();
    private ServerSessions sessions;
    private int leastVersion = TlsSettings.TLS12;
    private int mostVersion = TlsSettings.TLS13;
    private OptionalInt handshakeTimeout = OptionalInt.empty();
    private ClientError failed = ClientError.NONE;

    /** On a port, 443 for HTTPS. */
    public WiFiServerSecure(int port) {
        this(SketchContext.current().orElse(null), port);
    }

    /** As {@link WiFiServer#WiFiServer(IPAddress, int)}. */
    public WiFiServerSecure(IPAddress address, int port) {
        this(port);
        java.util.Objects.requireNonNull(address, "an address");
    }

    /** On a given board. */
    public WiFiServerSecure(SketchContext context, int port) {
        super(context, port);
        this.context = context;
    }

    /** What the server shows, with an RSA key (BH-7); null, or a key that was not read, leaves it without. */
    public void setRSACert(X509List chain, PrivateKey privateKey) {
        key = pair(chain, privateKey, privateKey != null && privateKey.isRSA());
    }

    /** What the server shows, with an EC key (BH-7); null, or a key that was not read, leaves it without. */
    public void setECCert(X509List chain, int issuerKeyType, PrivateKey privateKey) {
        key = pair(chain, privateKey, privateKey != null && privateKey.isEC());
    }

    /** Key and certificate, DER, in one call as of core 2.4.1 (AX-4). */
    public void setServerKeyAndCert(byte[] keyDer, int keyLength, byte[] certificateDer, int certificateLength) {
        setRSACert(new X509List(certificateDer, certificateLength), new PrivateKey(Arrays.copyOf(keyDer, keyLength)));
    }

    /** The same: Java has one kind of memory. */
    public void setServerKeyAndCert_P(byte[] keyDer, int keyLength, byte[] certificateDer, int certificateLength) {
        setServerKeyAndCert(keyDer, keyLength, certificateDer, certificateLength);
    }

    private static Optional<ClientKey> pair(X509List chain, PrivateKey privateKey, boolean fits) {
        return fits && chain != null && !chain.certificates().isEmpty()
                ? Optional.of(
                        new ClientKey(chain.certificates(), privateKey.key().orElseThrow()))
                : Optional.empty();
    }

    /** Demands a certificate of these authorities from every client; null asks for none (BH-7). */
    public void setClientTrustAnchor(X509List authorities) {
        clients = Optional.ofNullable(authorities)
                .map(list -> new TrustPolicy.Anchors(
                        list.anchors(), AnchorSource.NONE, context != null && context.strict()));
    }

    /** Where to keep sessions of TLS 1.2 for clients that come back; null for nowhere (BH-4). */
    public void setCache(ServerSessions cache) {
        sessions = cache;
    }

    /** Accepted and bound to nothing: buffers are the JVM's (BH-7; 16709 and 837 bytes in the core). */
    public void setBufferSizes(int receive, int transmit) {
        if (receive < 0 || transmit < 0) {
            throw new IllegalArgumentException("a buffer has 0 bytes or more: " + receive + ", " + transmit);
        }
    }

    /** Lowest and highest version; false, and nothing changes, for anything else (TLS-15). Default 1.2 … 1.3. */
    public boolean setSSLVersion(int least, int most) {
        if (least < TlsSettings.TLS10 || most > TlsSettings.TLS13 || least > most) {
            return false;
        }
        leastVersion = least;
        mostVersion = most;
        return true;
    }

    /** Limit of a client's handshake in milliseconds; by default 15000, more on a computer that is slow at TLS. */
    public void setHandshakeTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a handshake timeout is 1 ms or more, not " + milliseconds);
        }
        handshakeTimeout = OptionalInt.of(milliseconds);
    }

    /**
     * The next client, its handshake done; one without connection if none waits, if no key is set, or if its handshake
     * failed (BH-7). Waits for a client that is there, never for one to come.
     */
    @Override
    public WiFiClientSecure accept() {
        failed = ClientError.NONE;
        WiFiClient next = super.accept();
        if (next.link().isEmpty()) {
            return none();
        }
        if (key.isEmpty()) {
            next.stop();
            failed = new ClientError(
                    Stage.SETTINGS, "a secure server needs its certificate and key: setRSACert() or setECCert()");
            return none();
        }
        try {
            HostTls tls = context.part(HostTls.class, c -> new HostTls(c.module()));
            Deadline deadline = Deadline.in(context.clock(), handshakeLimit(tls));
            return new WiFiClientSecure(context, tls.accept(next.handOver().orElseThrow(), settings(), deadline));
        } catch (TlsFailure failure) {
            failed = new ClientError(Stage.TLS, failure.getMessage(), failure);
            return none();
        }
    }

    private Duration handshakeLimit(HostTls tls) {
        OptionalInt set = handshakeTimeout.isPresent()
                ? handshakeTimeout
                : ClientDefaults.of(context).handshakeTimeout();
        return set.isPresent()
                ? Duration.ofMillis(set.getAsInt())
                : tls.stretched(Duration.ofMillis(DEFAULT_HANDSHAKE_MS));
    }

    @Override
    final WiFiClientSecure none() {
        return new WiFiClientSecure(context);
    }

    /** The same; the core's deprecated name for {@link #accept()}. */
    @Override
    public WiFiClientSecure available() {
        return accept();
    }

    private ServerSettings settings() {
        return new ServerSettings(
                key.orElseThrow(),
                leastVersion,
                mostVersion,
                clients,
                Optional.ofNullable(sessions).map(ServerSessions::cache),
                Clock.systemUTC());
    }

    /** Why {@link #begin()} or the last {@link #accept()} failed; a {@link TlsFailure} stands behind a handshake's. */
    @Override
    public ClientError getLastError() {
        return failed.isError() ? failed : super.getLastError();
    }
}
