package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustError;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tls.trust.TrustRefusal;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The client's end of a handshake as Bouncy Castle asks for it: what to offer, whom to believe, what happened. */
final class HandshakeClient extends AbstractTlsClient implements HandshakeEnd {
    /** The largest certificate message taken; a thousand names need some 30 kB. */
    private static final int MOST_MESSAGE = 65_536;

    private final Peer peer;
    private final TlsSettings settings;
    private final Instant time;
    private final Clock clock;
    private final Alerts alerts = new Alerts();
    private List<String> offered = List.of();
    private Stage stage = Stage.HELLO;
    private TrustRefusal refusal;
    private SavedSession.Kept offeredSession;
    private List<byte[]> chain = List.of();
    private boolean certificateAsked;
    private boolean complete;
    private Consumer<String> keyLog;

    HandshakeClient(BcTlsCrypto crypto, Peer peer, TlsSettings settings, Clock clock) {
        super(crypto);
        this.peer = peer;
        this.settings = settings;
        this.clock = clock;
        this.time = settings.time().instant();
    }

    /** Reports the connection's keys, line by line, if a key log was requested. */
    void keyLog(Consumer<String> lines) {
        keyLog = lines;
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

    TlsSettings settings() {
        return settings;
    }

    private String nameToVerify() {
        return settings.serverName().orElse(peer.host());
    }

    // What the hello offers, and what is taken at most. It is lean (no status request, one key share) because every
    // byte of it
    // crosses a UART.

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Offer.versions(settings.leastVersion(), settings.mostVersion());
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return Offer.suites(settings).stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    protected Vector<ServerName> getSNIServerNames() {
        return Offer.serverName(settings, nameToVerify());
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        return Offer.protocols(settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's signature
    protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
        return new Vector<>(Offer.GROUPS);
    }

    @Override
    public Vector<Integer> getEarlyKeyShareGroups() {
        return new Vector<>(Offer.GROUPS.subList(0, 1));
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        return Offer.signatures(settings);
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
    protected CertificateStatusRequest getCertificateStatusRequest() {
        return null; // nothing is revoked by it here, and a stapled answer costs a tenth of a second of UART
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
        return false; // HostTlsLink distinguishes truncation from an orderly end
    }

    // Whom to believe.

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
                        : Credentials.signer(
                                context,
                                (BcTlsCrypto) getCrypto(),
                                settings.clientKey().get(),
                                request.getSupportedSignatureAlgorithms(),
                                request.getCertificateRequestContext());
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
                        Text.of(
                                encrypts ? "tls.key-not-for-exchange" : "tls.key-not-for-signatures",
                                Offer.name(suite)),
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
        alerts.raised(level, description, message, cause);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        alerts.received(level, description, !complete);
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

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public TlsFailure explain(IOException broken) {
        if (refusal != null) {
            Alert sent = Alert.of(refusal.error().alert());
            return new TlsFailure(
                    Stage.CERTIFICATE,
                    Text.of("tls.to", peer, Text.of("tls.refused", refusal.what(), sent.label())),
                    Optional.of(sent),
                    false,
                    offered,
                    peer,
                    refusal.advice(),
                    broken,
                    refusal.error().code());
        }
        return alerts.failure(
                broken,
                stage,
                offered,
                peer,
                Text.of("tls.server"),
                alert -> Explain.advice(
                        alert, certificateAsked, settings.clientKey().isPresent()));
    }

    @Override
    public Optional<TlsFailure> cutShort(boolean dataCame, Optional<AtException> why) {
        if (!certificateAsked || settings.clientKey().isPresent() || dataCame) {
            return Optional.empty();
        }
        // In TLS 1.3 the alert for a missing certificate comes after the handshake, and a reset on the way can swallow
        // even that.
        return Optional.of(new TlsFailure(
                Stage.DATA,
                Text.of("tls.to", peer, Text.of("tls.certificate-missing")),
                Optional.empty(),
                false,
                offered,
                peer,
                Explain.CLIENT_CERTIFICATE,
                why.orElse(null),
                0));
    }

    @Override
    public Stage stage() {
        return stage;
    }

    /** What the hello that was really sent offers. */
    void offered(List<String> words) {
        offered = words;
    }

    @Override
    public List<String> offered() {
        return offered;
    }

    @Override
    public List<byte[]> chain() {
        return chain;
    }

    @Override
    public SecurityParameters negotiated() {
        return context.getSecurityParametersConnection();
    }
}
