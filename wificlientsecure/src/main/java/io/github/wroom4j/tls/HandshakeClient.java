package io.github.wroom4j.tls;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustError;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tls.trust.TrustRefusal;
import io.github.wroom4j.tlswire.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * One end of a handshake as Bouncy Castle asks for it: what to offer, whom to believe, what happened. The hello is lean
 * (no status request, one key share) because every byte of it crosses a UART.
 */
final class HandshakeClient extends AbstractTlsClient {
    private static final int[] SCHEMES = {
        SignatureScheme.ecdsa_secp256r1_sha256,
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pkcs1_sha256,
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.rsa_pss_rsae_sha384,
        SignatureScheme.rsa_pkcs1_sha384,
        SignatureScheme.ecdsa_secp521r1_sha512,
        SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pkcs1_sha512
    };
    /** Only where versions below 1.2 were asked for. */
    private static final int[] SCHEMES_LEGACY = {SignatureScheme.ecdsa_sha1, SignatureScheme.rsa_pkcs1_sha1};

    /** The largest certificate message taken; a thousand names need some 30 kB. */
    private static final int MOST_MESSAGE = 65_536;

    private final Peer peer;
    private final TlsSettings settings;
    private final Instant time;
    private final Clock clock;
    private Stage stage = Stage.HELLO;
    private TrustRefusal refusal;
    private Alert alertReceived;
    private Alert alertRaised;
    private String raisedText = "";
    private Throwable raisedCause;
    private SavedSession.Kept offeredSession;
    private List<byte[]> chain = List.of();
    private boolean certificateAsked;
    private boolean complete;
    private Consumer<String> keyLog;

    HandshakeClient(BcTlsCrypto crypto, Peer peer, TlsSettings settings, Clock clock) {
        super(crypto);
        this.clock = clock;
        this.peer = peer;
        this.settings = settings;
        this.time = settings.time().instant();
    }

    /** Tells the connection's keys, line by line; only where someone asked for them. */
    void keyLog(Consumer<String> lines) {
        keyLog = lines;
    }

    // What is offered.

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Offer.versions(settings);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return Offer.suites(settings).stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    protected Vector<ServerName> getSNIServerNames() {
        String name = nameToVerify();
        if (!settings.serverNameIndication() || IpLiteral.is(name)) {
            return null;
        }
        var names = new Vector<ServerName>();
        names.add(new ServerName(NameType.host_name, NameMatch.ascii(name).getBytes(StandardCharsets.US_ASCII)));
        return names;
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        if (settings.alpn().isEmpty()) {
            return null;
        }
        var names = new Vector<ProtocolName>();
        settings.alpn().forEach(name -> names.add(ProtocolName.asUtf8Encoding(name)));
        return names;
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's signature
    protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
        return new Vector<>(
                List.of(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1));
    }

    @Override
    public Vector<Integer> getEarlyKeyShareGroups() {
        return new Vector<>(List.of(NamedGroup.x25519));
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        for (int scheme : SCHEMES) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        if (settings.leastVersion() < TlsSettings.TLS12) {
            for (int scheme : SCHEMES_LEGACY) {
                algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
            }
        }
        return algorithms;
    }

    @Override
    @SuppressWarnings("unchecked") // Bouncy Castle's Hashtable has no types
    public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        if (settings.fragmentLength().isPresent()) {
            short code = (short)
                    (Integer.numberOfTrailingZeros(settings.fragmentLength().getAsInt()) - 8);
            if (!MaxFragmentLength.isValid(code)) {
                throw new IllegalStateException("fragment length code " + code);
            }
            TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, code);
        }
        return extensions;
    }

    @Override
    public TlsSession getSessionToResume() {
        if (settings.session().isEmpty()) {
            return null;
        }
        SavedSession store = settings.session().get();
        offeredSession = store.take(peer, settings.clientKey())
                .filter(kept -> {
                    Optional<TrustRefusal> again = judge(kept.chain());
                    again.ifPresent(why -> store.note("not offered again: " + why.message()));
                    return again.isEmpty();
                })
                .orElse(null);
        return offeredSession == null ? null : offeredSession.session();
    }

    @Override
    public int getMaxHandshakeMessageSize() {
        return MOST_MESSAGE;
    }

    @Override
    public int getMaxCertificateChainLength() {
        return 32;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false; // CertificatePath does, and says what is wrong
    }

    @Override
    public boolean requiresCloseNotify() {
        return false; // HostTlsLink tells a cut from an end
    }

    // Whom to believe.

    private String nameToVerify() {
        return settings.serverName().orElse(peer.host());
    }

    private Optional<TrustRefusal> judge(List<byte[]> certificates) {
        Optional<String> name = settings.checkName() ? Optional.of(NameMatch.ascii(nameToVerify())) : Optional.empty();
        return PeerCheck.judge(settings.trust(), certificates, name, time);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                stage = Stage.CERTIFICATE;
                if (keyLog != null && TlsUtils.isTLSv13(context)) {
                    KeyLog.handshakeTraffic(context.getSecurityParametersHandshake())
                            .forEach(keyLog);
                }
                chain = encoded(server.getCertificate().getCertificateList());
                Optional<TrustRefusal> found = judge(chain);
                if (found.isEmpty()) {
                    found = checkSuite();
                }
                if (found.isPresent()) {
                    refusal = found.get();
                    throw new TlsFatalAlert((short) refusal.error().alert(), refusal.message());
                }
                stage = Stage.KEY_EXCHANGE;
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                certificateAsked = true;
                return settings.clientKey().isEmpty()
                        ? null
                        : ClientCredentials.choose(
                                context,
                                (BcTlsCrypto) getCrypto(),
                                settings.clientKey().get(),
                                request);
            }
        };
    }

    /** A known key may be meant for signatures only, and RSA key exchange is none (TLS-6). */
    private Optional<TrustRefusal> checkSuite() {
        if (!(settings.trust() instanceof TrustPolicy.KnownKey known)) {
            return Optional.empty();
        }
        int suite = context.getSecurityParametersHandshake().getCipherSuite();
        boolean encrypts = Offer.name(suite).startsWith("TLS_RSA_");
        return (encrypts ? known.keyExchange() : known.signing())
                ? Optional.empty()
                : Optional.of(new TrustRefusal(
                        TrustError.WRONG_KEY_USAGE,
                        "the known key may not be used for " + (encrypts ? "RSA key exchange" : "signatures")
                                + ", which " + Offer.name(suite) + " needs",
                        "Give setKnownKey() the usage BR_KEYTYPE_" + (encrypts ? "KEYX." : "SIGN.")));
    }

    static List<byte[]> encoded(TlsCertificate[] certificates) throws IOException {
        List<byte[]> der = new ArrayList<>();
        for (TlsCertificate certificate : certificates) {
            der.add(certificate.getEncoded());
        }
        return der;
    }

    // What happened.

    @Override
    public void notifySecureRenegotiation(boolean secure) {
        // A server without RFC 5746 is tolerated: this end never renegotiates, so there is nothing to protect.
    }

    @Override
    public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
        if (level == AlertLevel.fatal) {
            alertRaised = Alert.of(description & 0xff);
            raisedText = message == null ? "" : message;
            raisedCause = cause;
        }
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        if (level == AlertLevel.fatal || !complete) {
            alertReceived = Alert.of(description & 0xff);
        }
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        complete = true;
        stage = Stage.DATA;
        SecurityParameters parameters = context.getSecurityParametersConnection();
        if (keyLog != null) {
            (TlsUtils.isTLSv13(context) ? KeyLog.applicationTraffic(parameters) : KeyLog.master(parameters))
                    .forEach(keyLog);
        }
        if (parameters.isResumedSession() && offeredSession != null) {
            chain = offeredSession.chain();
        }
        settings.session().ifPresent(store -> keepSession(store, parameters));
    }

    private void keepSession(SavedSession store, SecurityParameters parameters) {
        if (TlsUtils.isTLSv13(parameters.getNegotiatedVersion())) {
            store.note("nothing to resume: TLS 1.3 sessions are not; limit the version to 1.2 to have it");
            return;
        }
        TlsSession session = context.getSession();
        if (session == null || !session.isResumable()) {
            store.note("nothing to resume: the server gave no session id");
            return;
        }
        store.put(
                new SavedSession.Kept(session, peer, settings.clientKey(), chain),
                parameters.isResumedSession() ? "resumed" : "kept for the next connection");
    }

    TlsSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    Stage stage() {
        return stage;
    }

    Optional<TrustRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    Optional<Alert> alertReceived() {
        return Optional.ofNullable(alertReceived);
    }

    Optional<Alert> alertRaised() {
        return Optional.ofNullable(alertRaised);
    }

    String raisedText() {
        return raisedText;
    }

    /** What Bouncy Castle was given as the reason of its alert, if anything. */
    Optional<Throwable> raisedCause() {
        return Optional.ofNullable(raisedCause);
    }

    boolean certificateAsked() {
        return certificateAsked;
    }

    List<byte[]> chain() {
        return chain;
    }

    SecurityParameters negotiated() {
        return context.getSecurityParametersConnection();
    }
}
