package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.FragmentLengthProbe;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.ModuleTls;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsConnector;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsLocation;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tls.trust.TrustRefusal;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A TLS connection through the module: {@code BearSSL::WiFiClientSecure}, verified by default (rules TLS-1 … TLS-38).
 *
 * <p>Without {@link #setTrustAnchors}, {@link #setSystemTrust}, {@link #setFingerprint}, another way to trust or {@link
 * #setInsecure}, {@link #connect} returns 0 before a byte is sent, with error 62. Every failure is one warning in the
 * log, {@link #getLastSSLError()} in BearSSL's numbers, and {@link #getLastError()} with a {@link TlsFailure} behind it.
 *
 * <p>TLS runs on the JVM unless {@link #setTlsLocation} moves it into the module.
 *
 * <p><b>Caveats:</b> certificates are judged by this computer's clock unless {@link #setX509Time} or {@code
 * configTime} gives another: a wrong clock is a failed handshake. Revocation (CRL, OCSP) is not checked. {@link
 * #setInsecure} and TLS in the module protect less than the name says.
 */
public class WiFiClientSecure extends WiFiClient implements AxtlsEra, BearSslCodes {
    private static final System.Logger LOG = System.getLogger(WiFiClientSecure.class.getName());

    private static final String NO_PIN =
            "a pin is a SHA-256 in Base64 or hex, and one of these is not: no server is trusted";
    private static final String NO_FINGERPRINT =
            "a fingerprint is a SHA-1, 20 pairs of hex digits with blanks or colons between: the trust before it holds";

    private final SecureSettings settings;
    private final OldClientCert oldClientCert = new OldClientCert();
    private final Diagnosing diagnosing = new Diagnosing();
    private TlsFailure lastFailure;
    private Peer lastPeer;
    private boolean diagnoseOnFailure;

    /** On the board of the sketch that runs in this thread. */
    public WiFiClientSecure() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public WiFiClientSecure(SketchContext context) {
        super(context);
        settings = new SecureSettings(strict());
    }

    /** A connection that a secure server accepted and shook hands with. */
    WiFiClientSecure(SketchContext context, Link accepted) {
        super(context, accepted);
        settings = new SecureSettings(strict());
    }

    @Override
    protected Link openLink(String host, int port, Deadline deadline) {
        TlsSettings wanted = tlsSettings();
        settings.insecurityWarning()
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, "TLS to {0}: {1}", host, warning));
        lastPeer = new Peer(host, port);
        if (route().isPresent()) {
            if (!(connector() instanceof HostTls onTheJvm)) {
                throw new AtException(
                        AtException.Kind.UNSUPPORTED, "TLS in the module cannot go through a proxy's tunnel", "");
            }
            return onTheJvm.wrap(route().get().open(host, port, deadline), lastPeer, wanted, deadline);
        }
        return diagnosing.isCapturing() && connector() instanceof HostTls onTheJvm
                ? onTheJvm.open(
                        lastPeer,
                        wanted,
                        deadline,
                        tcp -> diagnosing.recorded(context().module(), lastPeer, tcp))
                : connector().open(lastPeer, wanted, deadline);
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    private TlsConnector connector() {
        return getTlsLocation() == TlsLocation.HOST
                ? context().part(HostTls.class, c -> new HostTls(c.module()))
                : context().part(ModuleTls.class, c -> new ModuleTls(c.module()));
    }

    @Override
    protected ClientError explain(Stage during, RuntimeException failure) {
        TlsFailure tls = failure instanceof TlsFailure itself
                ? itself
                : failure.getCause() instanceof TlsFailure behind ? behind : null;
        if (tls == null) {
            return super.explain(during, failure);
        }
        String text = tls.getMessage() + holders(tls) + (tls.advice().isEmpty() ? "" : ". " + tls.advice());
        return switch (tls.stage()) {
            case SETTINGS -> new ClientError(Stage.SETTINGS, text, tls);
            case RESOLVE, CONNECT -> {
                // Wi-Fi, module or TCP: the AT exception below says which.
                Stage stage = tls.getCause() instanceof AtException at
                        ? super.explain(Stage.CONNECT, at).stage()
                        : Stage.CONNECT;
                yield new ClientError(stage, text, tls);
            }
            default -> new ClientError(Stage.TLS, text, tls);
        };
    }

    @Override
    protected void failed(ClientError error) {
        // Each read behind the end of a connection meets its reason again.
        boolean told = error.equals(super.getLastError());
        super.failed(error);
        diagnosing.write();
        if (error.cause() instanceof TlsFailure tls) {
            lastFailure = tls;
        }
        if (error.isError() && !told) {
            LOG.log(System.Logger.Level.WARNING, error.message());
        }
    }

    /**
     * Connects as {@link WiFiClient#connect(String, int)} does, TLS included, within the handshake timeout. Where {@link
     * #setDiagnoseOnFailure} asks for it, a failure is then examined, which takes up to a minute more.
     */
    @Override
    public int connect(String host, int port) {
        int connected = super.connect(host, port);
        if (connected == 0
                && diagnoseOnFailure
                && lastFailure != null
                && lastFailure.stage() != TlsFailure.Stage.SETTINGS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    diagnose(Optional.of(lastFailure)).headline());
        }
        return connected;
    }

    @Override
    public boolean stop(int maxWaitMs) {
        boolean clean = super.stop(maxWaitMs);
        diagnosing.write();
        lastFailure = null;
        return clean;
    }

    /** Bytes read; 0 when nothing has come yet; −1 when there is no connection and nothing is left (TLS-33). */
    @Override
    public int read(byte[] into, int offset, int length) {
        int got = super.read(into, offset, length);
        return got == 0 && length > 0 && !connected() && available() == 0 ? -1 : got;
    }

    /**
     * BearSSL's number for what went wrong last: 0 without an error, after {@link #stop()}, and for what BearSSL has no
     * number for (a broken connection); the bare number of an alert from the server (TLS-38). No I/O.
     */
    public int getLastSSLError() {
        return getLastFailure().map(TlsFailure::errorNumber).orElse(0);
    }

    /** The number, and its text appended to {@code text}. */
    public int getLastSSLError(StringBuilder text) {
        text.append(getLastSSLErrorText());
        return getLastSSLError();
    }

    /**
     * What the number means. An alert is named by its own name, which the core gets wrong; in strict mode the text is the
     * core's, word by word (TLS-38).
     */
    public String getLastSSLErrorText() {
        return getLastFailure().map(this::errorText).orElseGet(() -> BearSslErrors.text(0, strict()));
    }

    private String errorText(TlsFailure failure) {
        if (failure.alertFromPeer() && failure.alert().isPresent()) {
            var alert = failure.alert().get();
            return "SSL received fatal alert - "
                    + (strict() ? BearSslErrors.text(alert.code(), true) : alert.name() + ": " + alert.meaning());
        }
        if (failure.errorNumber() == 0) {
            return strict() ? BearSslErrors.text(0, true) : failure.getMessage();
        }
        return BearSslErrors.text(failure.errorNumber(), strict());
    }

    /** Why the last call failed, or what has broken the connection meanwhile, as far as is known; no I/O. */
    @Override
    public ClientError getLastError() {
        return lastFailure == null
                ? brokenMeanwhile().map(broke -> explain(Stage.RECEIVE, broke)).orElseGet(super::getLastError)
                : super.getLastError();
    }

    /** The failure itself: stage, alert, what was offered, advice. No I/O. */
    public Optional<TlsFailure> getLastFailure() {
        return Optional.ofNullable(lastFailure).or(this::brokenMeanwhile);
    }

    /** A connection may break between two calls: then the link knows, and no call has failed yet. */
    private Optional<TlsFailure> brokenMeanwhile() {
        return tlsLink().flatMap(TlsLink::failure);
    }

    /** The protected link, while there is one. */
    public Optional<TlsLink> tlsLink() {
        return link().filter(TlsLink.class::isInstance).map(TlsLink.class::cast);
    }

    /** The server's chain, leaf first; empty without connection and where the module keeps it. */
    @Override
    public List<X509Certificate> peerCertificates() {
        return tlsLink().map(TlsLink::peerChain).orElse(List.of());
    }

    @Override
    public OldClientCert oldClientCert() {
        return oldClientCert;
    }

    @Override
    public boolean verifyCertChain(String domain) {
        TlsSettings judged = tlsSettings();
        List<byte[]> chain = encoded(peerCertificates());
        if (!(judged.trust() instanceof TrustPolicy.Anchors)) {
            return noted(false, "verifyCertChain() needs an authority to trust: call setCACert() or setTrustAnchors()");
        }
        if (chain.isEmpty()) {
            // Where connect() failed, its reason says more.
            return getLastError().isError()
                    ? false
                    : noted(false, "there is no certificate to verify: connect() comes first");
        }
        Optional<TrustRefusal> refusal = PeerCheck.judge(
                judged.trust(),
                chain,
                Optional.of(domain == null ? "" : CString.of(domain)),
                judged.time().instant());
        return noted(
                refusal.isEmpty(),
                new ClientError(Stage.TLS, refusal.map(TrustRefusal::message).orElse("")));
    }

    private static List<byte[]> encoded(List<X509Certificate> certificates) {
        List<byte[]> der = new ArrayList<>();
        try {
            for (X509Certificate certificate : certificates) {
                der.add(certificate.getEncoded());
            }
        } catch (CertificateEncodingException unreadable) {
            return List.of();
        }
        return der;
    }

    /** Version, suite and place in one line, as in {@code TLS 1.3, TLS_CHACHA20_POLY1305_SHA256, on the JVM}. */
    public String describeTls() {
        return tlsLink()
                .map(tls -> tls.location() == TlsLocation.MODULE
                        ? "TLS in the module, which reports neither version nor suite"
                        : tls.version().orElse("?") + ", " + tls.suite().orElse("?") + ", on the JVM"
                                + (tls.resumed() ? ", resumed" : ""))
                .orElse("no TLS connection");
    }

    /** The protocol that ALPN chose, if any. */
    public Optional<String> getALPN() {
        return tlsLink().flatMap(TlsLink::alpn);
    }

    /**
     * Whether a server takes a fragment length of 512, 1024, 2048 or 4096; any other length is false. Uses one free link
     * of the sketch's module for up to 5 s; false without a sketch and on every failure (TLS-13).
     */
    public static boolean probeMaxFragmentLength(String host, int port, int length) {
        return SketchContext.current()
                .map(context -> probeMaxFragmentLength(context, host, port, length))
                .orElse(false);
    }

    public static boolean probeMaxFragmentLength(IPAddress address, int port, int length) {
        return probeMaxFragmentLength(address.dotted(), port, length);
    }

    /** The same on a given board. */
    public static boolean probeMaxFragmentLength(SketchContext context, String host, int port, int length) {
        return FragmentLengthProbe.ask(
                context.module(), CString.of(host), port, length, Deadline.in(context.clock(), Duration.ofSeconds(5)));
    }

    /** 1 if connected and the server agreed to the fragment length asked for, else 0 (TLS-12). */
    public int getMFLNStatus() {
        return connected()
                        && tlsLink()
                                .map(tls -> tls.fragmentLength().isPresent())
                                .orElse(false)
                ? 1
                : 0;
    }

    /**
     * Finds out why the server that this client was last connected to fails or works: up to a dozen short TCP links, 60 s
     * at most. Certificates are judged by this client's trust, or by system trust where it has none to judge by.
     *
     * @throws IllegalStateException before the first {@code connect}
     */
    public Diagnosis diagnose() {
        return diagnose(Optional.empty());
    }

    private Diagnosis diagnose(Optional<TlsFailure> failure) {
        if (lastPeer == null) {
            throw new IllegalStateException("diagnose() examines the server of the last connect(): there was none");
        }
        return diagnosing.examine(context().module(), lastPeer, tlsSettings(), failure);
    }

    /**
     * Whether a {@link #connect} that TLS failed is examined before it returns 0, and the verdict logged; false by default:
     * it takes seconds, 60 at most, after the connect's own limit. What breaks later is examined by {@link #diagnose()}.
     */
    public void setDiagnoseOnFailure(boolean on) {
        diagnoseOnFailure = on;
    }

    /** The latest diagnosis of this client. */
    public Optional<Diagnosis> getLastDiagnosis() {
        return diagnosing.last();
    }

    /**
     * Writes what goes over this client's connections from now on to a capture file (pcapng) for Wireshark; the file is
     * written when a connection ends. The addresses in it are made up; it holds no keys.
     *
     * @throws IllegalStateException where TLS runs in the module: its records never reach the host
     */
    public void capture(Path file) {
        if (getTlsLocation() == TlsLocation.MODULE) {
            throw new IllegalStateException(
                    "TLS in the module cannot be captured: its records never reach the host. Use TlsLocation.HOST");
        }
        diagnosing.captureTo(file);
    }

    // Whom to believe. Five ways exclude each other; the last one set holds (TLS-2). They are read at connect, and a
    // change
    // does not touch an open connection. Of all this the module's own TLS can honour little: the rest is refused by
    // name.

    /**
     * Believes anyone: no date, no chain, no name (TLS-3). The server must still own the key that it shows. Says so in
     * the log at each connection.
     */
    public void setInsecure() {
        settings.setInsecure();
    }

    /** Believes the certificate with this SHA-1, 20 bytes; nothing else is checked (TLS-4). */
    public boolean setFingerprint(byte[] sha1) {
        return noted(settings.setFingerprint(sha1), NO_FINGERPRINT);
    }

    /**
     * Believes the certificate with this SHA-1: 20 pairs of hex digits, after each pair any number of blanks or colons
     * (TLS-4).
     *
     * @return false, and nothing changes, when the text is anything else; {@link #getLastError()} says so
     */
    public boolean setFingerprint(String sha1) {
        return noted(settings.setFingerprint(CString.of(sha1)), NO_FINGERPRINT);
    }

    /**
     * Believes a certificate whose issuer is its own subject (TLS-5). Neither its signature nor date nor name is
     * checked: anybody can make one. Prefer {@link #setTrustAnchors} with that very certificate.
     */
    public void allowSelfSignedCerts() {
        settings.allowSelfSignedCerts();
    }

    /** Believes the owner of this key, whatever the certificate says (TLS-6). */
    public void setKnownKey(PublicKey key) {
        settings.setKnownKey(key);
    }

    /** Believes the owner of this key for some usages (TLS-6); a key that was not read leaves no trust at all. */
    public void setKnownKey(PublicKey key, int usages) {
        settings.setKnownKey(key, usages);
    }

    /** Believes chains to these authorities, and these servers' own certificates (TLS-7); null or empty: no one. */
    public void setTrustAnchors(X509List anchors) {
        settings.setTrustAnchors(anchors);
    }

    /** Believes the authorities that this Java installation trusts: public sites, for years, in one line. */
    public void setSystemTrust() {
        settings.setSystemTrust();
    }

    /**
     * Believes a server whose public key has one of these SHA-256 pins, as Base64 or hex; give a backup pin too. Where one
     * of them is not a pin, no server is trusted, and {@link #getLastError()} says so.
     */
    public void setPublicKeyPins(String... sha256) {
        noted(settings.setPublicKeyPins(CString.each(sha256)), NO_PIN);
    }

    /**
     * Believes a server whose certificate has one of these SHA-256 fingerprints, as Base64 or hex. Where one of them is
     * not a pin, no server is trusted, and {@link #getLastError()} says so.
     */
    public void setCertificatePins(String... sha256) {
        noted(settings.setCertificatePins(CString.each(sha256)), NO_PIN);
    }

    /** Looks authorities up in a store, besides the trust anchors; ignored while another trust holds (TLS-17). */
    public void setCertStore(CertStore store) {
        settings.setCertStore(store);
    }

    /** Lets the module check by what was flashed into it; only for {@link TlsLocation#MODULE}. */
    public void setModuleTrust() {
        settings.setModuleTrust();
    }

    /** Hands on whether a setting was taken; {@link #getLastError()} says why not. */
    private boolean noted(boolean taken, String otherwise) {
        return noted(taken, new ClientError(Stage.SETTINGS, otherwise));
    }

    @Override
    public boolean noted(boolean taken, ClientError otherwise) {
        if (!taken) {
            failed(otherwise);
        } else if (super.getLastError().stage() == Stage.SETTINGS
                || super.getLastError().stage() == otherwise.stage()) {
            super.failed(ClientError.NONE);
        }
        return taken;
    }

    // Everything else of TLS.

    /** The time of validation in seconds since 1970; 0 for the clock (TLS-9). */
    public void setX509Time(long seconds) {
        settings.setX509Time(seconds);
    }

    /** What to show a server that asks, with an RSA key (TLS-10); null takes it back. */
    public void setClientRSACert(X509List chain, PrivateKey key) {
        settings.setClientRSACert(chain, key);
    }

    /** What to show a server that asks, with an EC key (TLS-10); null takes it back. */
    public void setClientECCert(X509List chain, PrivateKey key, int allowedUsages, int issuerKeyType) {
        settings.setClientECCert(chain, key, allowedUsages, issuerKeyType);
    }

    /** Presents the certificate flashed into the module; only for {@link TlsLocation#MODULE}. */
    public void setModuleClientCert(boolean on) {
        settings.setModuleClientCert(on);
    }

    /**
     * Record sizes (TLS-11). On the JVM they bound nothing; both below 16384, they make the client ask for the largest
     * fragment length (512 … 4096) that fits both. In the module the first one is its buffer. Each is clamped to 512 …
     * 16384.
     */
    public void setBufferSizes(int receive, int transmit) {
        settings.setBufferSizes(receive, transmit);
    }

    /** Offers these suites in this order, by IANA number (TLS-14). True; what cannot be done fails at connect, by name. */
    public boolean setCiphers(int... suites) {
        return settings.setCiphers(suites);
    }

    /** The first {@code count} of them. */
    public boolean setCiphers(int[] suites, int count) {
        return settings.setCiphers(suites, count);
    }

    public boolean setCiphers(List<Integer> suites) {
        return settings.setCiphers(suites);
    }

    /** Offers RSA key exchange with AES-CBC only: legacy, without forward secrecy (TLS-14). */
    public boolean setCiphersLessSecure() {
        return settings.setCiphersLessSecure();
    }

    /** The default again, TLS 1.2 … 1.3; C++'s own is 1.0 … 1.2 (TLS-15). */
    public boolean setSSLVersion() {
        return setSSLVersion(BR_TLS12);
    }

    /** From that version to the newest, TLS 1.3; in C++ that is 1.2 (TLS-15). */
    public boolean setSSLVersion(int least) {
        return setSSLVersion(least, BR_TLS13);
    }

    /** Lowest and highest version (TLS-15); false, and nothing changes, for anything else. Default 1.2 … 1.3. */
    public boolean setSSLVersion(int least, int most) {
        return settings.setSSLVersion(least, most);
    }

    /** Where to keep a session for resumption; null for nowhere (TLS-16). */
    public void setSession(Session session) {
        settings.setSession(session);
    }

    /** Protocols to offer by ALPN, best first. */
    public void setALPN(String... protocols) {
        settings.setALPN(CString.each(protocols));
    }

    /** The name for SNI and certificate where it is not the one connected to; null for that one again. */
    public void setServerName(String name) {
        settings.setServerName(CString.of(name));
    }

    /** Where TLS runs: on the JVM by default. */
    public void setTlsLocation(TlsLocation where) {
        settings.setTlsLocation(where);
    }

    public TlsLocation getTlsLocation() {
        return settings.getTlsLocation();
    }

    /** Certificates as BearSSL checks them, laxer than this project's default (docs/certificate-checks.md). */
    public void setStrict(boolean bearSslChecks) {
        settings.setStrict(bearSslChecks);
    }

    /** How many intermediate authorities a chain may have, 0 … 8; 8 by default. */
    public void setMaxIntermediates(int most) {
        settings.setMaxIntermediates(most);
    }

    /**
     * What name look-up, TCP and handshake together may take in the clients and servers of this thread's board that are not
     * given one by {@link #setHandshakeTimeout} themselves: exactly that, however slow this computer is.
     */
    public static void setDefaultHandshakeTimeout(int milliseconds) {
        ClientDefaults.of(SketchContext.required()).handshakeTimeout(milliseconds);
    }

    /**
     * Limit of name look-up, TCP and handshake together in milliseconds; by default 15000 (TLS-30), and up to eight times as
     * long on a computer that is slow at TLS ({@link HostTls#stretched}).
     */
    public void setHandshakeTimeout(int milliseconds) {
        settings.setHandshakeTimeout(milliseconds);
    }

    @Override
    public void setConnectionTimeout(int milliseconds) {
        setHandshakeTimeout(milliseconds);
    }

    /** Sets the limit of reading and writing, and, unless strict, of connecting too (TLS-31). */
    @Override
    public void setTimeout(long milliseconds) {
        super.setTimeout(milliseconds);
        if (!strict() && milliseconds > 0) {
            settings.setHandshakeTimeout((int) Math.min(Integer.MAX_VALUE, milliseconds));
        }
    }

    /** What was set, else what is the default on a computer that is not slow. */
    @Override
    public long getConnectionTimeout() {
        return limitThatWasSet().orElse(SecureSettings.DEFAULT_HANDSHAKE_MS);
    }

    @Override
    Duration connectLimit() {
        OptionalInt set = limitThatWasSet();
        if (set.isPresent() || !(connector() instanceof HostTls onTheJvm)) {
            return Duration.ofMillis(getConnectionTimeout());
        }
        return onTheJvm.stretched(Duration.ofMillis(SecureSettings.DEFAULT_HANDSHAKE_MS));
    }

    private OptionalInt limitThatWasSet() {
        OptionalInt own = settings.handshakeTimeout();
        return own.isPresent() || context() == null
                ? own
                : ClientDefaults.of(context()).handshakeTimeout();
    }

    /** The settings as they stand. */
    protected final TlsSettings tlsSettings() {
        return settings.settled(context());
    }
}
