package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustRefusal;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The server's end of a handshake as Bouncy Castle asks for it: what to choose, whom to believe, what happened. */
final class ServerEnd extends AbstractTlsServer implements HandshakeEnd {
    private static final int[] EVERY_KEY = {0x1303, 0x1301, 0x1302};
    private static final int[] WITH_RSA = {0xCCA8, 0xC02F, 0xC030};
    private static final int[] WITH_EC = {0xCCA9, 0xC02B, 0xC02C};
    /** All that TLS 1.0 and 1.1 have with forward secrecy; offered only where those were asked for. */
    private static final int[] OLD_WITH_RSA = {0xC013, 0xC014};

    private static final int[] OLD_WITH_EC = {0xC009, 0xC00A};
    /** BearSSL's BR_ERR_NO_CLIENT_AUTH. */
    private static final int NO_CLIENT_AUTH = 29;

    private final Peer peer;
    private final ServerSettings settings;
    private final Clock clock;
    private final Alerts alerts = new Alerts();
    private Stage stage = Stage.HELLO;
    private TrustRefusal refusal;
    private boolean nothingShown;
    private boolean complete;
    private List<byte[]> chain = List.of();

    ServerEnd(BcTlsCrypto crypto, Peer peer, ServerSettings settings, Clock clock) {
        super(crypto);
        this.peer = peer;
        this.settings = settings;
        this.clock = clock;
    }

    // What is chosen.

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Offer.versions(settings.leastVersion(), settings.mostVersion());
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        boolean ec = settings.key().key().getAlgorithm().equals("EC");
        IntStream modern = IntStream.concat(IntStream.of(EVERY_KEY), IntStream.of(ec ? WITH_EC : WITH_RSA));
        return settings.leastVersion() < TlsSettings.TLS12
                ? IntStream.concat(modern, IntStream.of(ec ? OLD_WITH_EC : OLD_WITH_RSA))
                        .toArray()
                : modern.toArray();
    }

    @Override
    public int[] getSupportedGroups() {
        return Offer.GROUPS.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        TlsCredentials own = Credentials.signer(
                context,
                (BcTlsCrypto) getCrypto(),
                settings.key(),
                context.getSecurityParametersHandshake().getClientSigAlgs(),
                TlsUtils.EMPTY_BYTES);
        if (own == null) {
            throw new TlsFatalAlert(
                    AlertDescription.handshake_failure,
                    "the client can check no signature that this server's "
                            + settings.key().key().getAlgorithm() + " key makes");
        }
        stage = Stage.KEY_EXCHANGE;
        return own;
    }

    @Override
    public void notifySecureRenegotiation(boolean secure) {
        // A client without RFC 5746 is tolerated: this end never renegotiates, so there is nothing to protect.
    }

    // Sessions: TLS 1.2 by id.

    @Override
    public TlsSession getSessionToResume(byte[] id) {
        return settings.sessions()
                .flatMap(cache -> cache.get(id))
                // The core believes a resumed client unseen; here its first chain must pass today's trust.
                .filter(kept ->
                        settings.clients().isEmpty() || judge(kept.chain()).isEmpty())
                .map(kept -> {
                    chain = kept.chain();
                    return kept.session();
                })
                .orElse(null);
    }

    @Override
    public byte[] getNewSessionID() {
        chain = List.of();
        if (settings.sessions().filter(cache -> cache.capacity() > 0).isEmpty()) {
            return null;
        }
        byte[] id = new byte[32];
        new SecureRandom().nextBytes(id);
        return id;
    }

    // Whom to believe.

    @Override
    public CertificateRequest getCertificateRequest() throws IOException {
        if (settings.clients().isEmpty()) {
            return null;
        }
        var names = new Vector<X500Name>();
        for (TrustAnchorKey anchor : settings.clients().get().anchors()) {
            names.add(X500Name.getInstance(anchor.subject().getEncoded()));
        }
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        for (int scheme : Offer.SCHEMES) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        if (TlsUtils.isTLSv13(context)) {
            return new CertificateRequest(TlsUtils.EMPTY_BYTES, algorithms, null, names);
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign},
                TlsUtils.isTLSv12(context) ? algorithms : null,
                names);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
        stage = Stage.CERTIFICATE;
        if (shown == null || shown.isEmpty()) {
            nothingShown = true;
            throw new TlsFatalAlert(
                    TlsUtils.isTLSv13(context)
                            ? AlertDescription.certificate_required
                            : AlertDescription.handshake_failure,
                    "the client sent no certificate");
        }
        chain = HandshakeClient.encoded(shown.getCertificateList());
        Optional<TrustRefusal> found = judge(chain);
        if (found.isPresent()) {
            refusal = found.get();
            throw new TlsFatalAlert((short) refusal.error().alert(), refusal.message());
        }
        stage = Stage.KEY_EXCHANGE;
    }

    private Optional<TrustRefusal> judge(List<byte[]> certificates) {
        return PeerCheck.judgeClient(
                settings.clients().orElseThrow(), certificates, settings.time().instant());
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false; // PeerCheck does, and says what is wrong
    }

    @Override
    public boolean requiresCloseNotify() {
        return false; // HostTlsLink distinguishes truncation from an orderly end
    }

    // What happened.

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
        TlsSession session = context.getSession();
        if (!TlsUtils.isTLSv13(context) && session != null && session.isResumable()) {
            settings.sessions().ifPresent(cache -> cache.put(session, chain));
        }
    }

    @Override
    public TlsFailure explain(IOException broken) {
        if (refusal == null && !nothingShown) {
            return alerts.failure(broken, stage, List.of(), peer, Text.of("tls.client"), alert -> "");
        }
        Alert sent = refusal != null
                ? Alert.of(refusal.error().alert())
                : Alert.of(((TlsFatalAlert) broken).getAlertDescription() & 0xff);
        return new TlsFailure(
                Stage.CERTIFICATE,
                Text.of(
                        "tls.to",
                        peer,
                        Text.of(
                                "tls.refused",
                                refusal != null ? refusal.what() : Text.of("tls.shows-no-certificate"),
                                sent.label())),
                Optional.of(sent),
                false,
                List.of(),
                peer,
                refusal != null ? refusal.advice() : "",
                broken,
                refusal != null ? refusal.error().code() : NO_CLIENT_AUTH);
    }

    @Override
    public Optional<TlsFailure> cutShort(boolean dataCame, Optional<AtException> why) {
        return Optional.empty();
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public List<String> offered() {
        return List.of();
    }

    @Override
    public Clock clock() {
        return clock;
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
