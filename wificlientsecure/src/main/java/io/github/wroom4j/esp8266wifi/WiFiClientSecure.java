package io.github.wroom4j.esp8266wifi;

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
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
public class WiFiClientSecure extends SecureSettings implements AxtlsEra {
    private static final System.Logger LOG = System.getLogger(WiFiClientSecure.class.getName());

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
    }

    /** A connection that a secure server accepted and shook hands with. */
    WiFiClientSecure(SketchContext context, Link accepted) {
        super(context, accepted);
    }

    @Override
    protected Link openLink(String host, int port, Deadline deadline) {
        TlsSettings settings = tlsSettings();
        insecurityWarning()
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, "TLS to {0}: {1}", host, warning));
        lastPeer = new Peer(host, port);
        if (route().isPresent()) {
            if (!(connector() instanceof HostTls onTheJvm)) {
                throw new AtException(
                        AtException.Kind.UNSUPPORTED, "TLS in the module cannot go through a proxy's tunnel", "");
            }
            return onTheJvm.wrap(route().get().open(host, port, deadline), lastPeer, settings, deadline);
        }
        return diagnosing.isCapturing() && connector() instanceof HostTls onTheJvm
                ? onTheJvm.open(
                        lastPeer,
                        settings,
                        deadline,
                        tcp -> diagnosing.recorded(context().module(), lastPeer, tcp))
                : connector().open(lastPeer, settings, deadline);
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
        lastFailure = tls;
        String text = tls.getMessage() + (tls.advice().isEmpty() ? "" : ". " + tls.advice());
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
        super.failed(error);
        diagnosing.write();
        if (error.isError()) {
            LOG.log(System.Logger.Level.WARNING, error.message());
        }
        if (error.isError() && diagnoseOnFailure && lastFailure != null && error.stage() != Stage.SETTINGS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    diagnose(Optional.of(lastFailure)).headline());
        }
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
     * number for (a broken connection); the bare number of an alert from the server (TLS-38).
     */
    public int getLastSSLError() {
        noteBreak();
        return lastFailure == null ? 0 : lastFailure.errorNumber();
    }

    /** The number, and its text appended to {@code text}. */
    public int getLastSSLError(StringBuilder text) {
        text.append(getLastSSLErrorText());
        return getLastSSLError();
    }

    /** What the number means. An alert is named by its own name, which the core gets wrong (TLS-38). */
    public String getLastSSLErrorText() {
        noteBreak();
        if (lastFailure == null) {
            return BearSslErrors.text(0);
        }
        if (lastFailure.alertFromPeer() && lastFailure.alert().isPresent()) {
            var alert = lastFailure.alert().get();
            return "SSL received fatal alert - "
                    + (strict() ? BearSslErrors.text(alert.code()) : alert.name() + ": " + alert.meaning());
        }
        if (lastFailure.errorNumber() == 0) {
            return strict() ? "Unknown error code." : lastFailure.getMessage();
        }
        return BearSslErrors.text(lastFailure.errorNumber());
    }

    /** Why the last call failed, or what has broken the connection meanwhile. */
    @Override
    public ClientError getLastError() {
        noteBreak();
        return super.getLastError();
    }

    /** A connection may break between two calls: then the link knows and nobody has told the sketch yet. */
    private void noteBreak() {
        if (lastFailure == null) {
            tlsLink().flatMap(TlsLink::failure).ifPresent(broke -> failed(explain(Stage.RECEIVE, broke)));
        }
    }

    /** The failure itself: stage, alert, what was offered, advice. */
    public Optional<TlsFailure> getLastFailure() {
        noteBreak();
        return Optional.ofNullable(lastFailure);
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
        TlsSettings settings = tlsSettings();
        List<byte[]> chain = encoded(peerCertificates());
        return settings.trust() instanceof TrustPolicy.Anchors
                && !chain.isEmpty()
                && PeerCheck.judge(
                                settings.trust(),
                                chain,
                                Optional.of(domain),
                                settings.time().instant())
                        .isEmpty();
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
                        ? "TLS in the module, which tells neither version nor suite"
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
                context.module(), host, port, length, Deadline.in(context.clock(), Duration.ofSeconds(5)));
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

    /** Whether a failed connection is examined at once and its verdict logged; false by default, it takes seconds. */
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
}
