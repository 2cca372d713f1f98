package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.legacy.AliasSuites;
import io.github.wroom4j.tlswire.legacy.LegacyCrypto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedDecryptor;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** One connection of {@link LegacyTlsServer}: what Bouncy Castle asks, and notes of how it went. */
final class LegacyTlsPeer extends DefaultTlsServer {
    private final LegacyTlsServer.Builder settings;
    private final AsymmetricKeyParameter key;
    private final boolean rsa;
    private List<CipherSuite> offered = List.of();
    private Alert alertSent;
    private Alert alertReceived;
    private boolean established;

    private final Consumer<LegacyTlsServer.Outcome> report;
    private boolean reported;

    LegacyTlsPeer(LegacyTlsServer.Builder settings, Consumer<LegacyTlsServer.Outcome> report) throws IOException {
        super(new LegacyCrypto(settings.random));
        this.settings = settings;
        this.report = report;
        key = PrivateKeyFactory.createKey(settings.identity.key().getEncoded());
        rsa = settings.identity.key().getAlgorithm().equals("RSA");
    }

    void offered(int[] suites) {
        offered = CipherSuite.of(suites);
    }

    LegacyTlsServer.Outcome outcome() {
        var parameters = context == null ? null : context.getSecurityParameters();
        boolean agreed = parameters != null && parameters.getNegotiatedVersion() != null && selectedCipherSuite > 0;
        return new LegacyTlsServer.Outcome(
                offered,
                agreed
                        ? Optional.of(new io.github.wroom4j.tlswire.ProtocolVersion(
                                parameters.getNegotiatedVersion().getFullVersion()))
                        : Optional.empty(),
                agreed ? Optional.of(CipherSuite.of(AliasSuites.onWire(selectedCipherSuite))) : Optional.empty(),
                Optional.ofNullable(alertSent),
                Optional.ofNullable(alertReceived),
                established);
    }

    String label() {
        var outcome = outcome();
        return outcome.version().map(Object::toString).orElse("?") + " "
                + outcome.suite().map(CipherSuite::name).orElse("?");
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return settings.versions.stream()
                .map(v -> ProtocolVersion.get(v.code() >> 8, v.code() & 0xFF))
                .toArray(ProtocolVersion[]::new);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return settings.suites.stream()
                .mapToInt(s -> AliasSuites.inside(s.code()))
                .toArray();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int getSelectedCipherSuite() throws IOException {
        // asked of every hello, also of one without extensions, and before anything is answered
        if (settings.neededName != null && !settings.neededName.equalsIgnoreCase(clientsServerName())) {
            throw new TlsFatalAlert(AlertDescription.unrecognized_name);
        }
        return super.getSelectedCipherSuite();
    }

    private String clientsServerName() throws IOException {
        var names = clientExtensions == null ? null : TlsExtensionsUtils.getServerNameExtensionClient(clientExtensions);
        return names == null || names.isEmpty()
                ? null
                : new String(((ServerName) names.get(0)).getNameData(), StandardCharsets.US_ASCII);
    }

    @Override
    public void notifySecureRenegotiation(boolean secure) {
        // clients without RFC 5746 are welcome: this server never renegotiates
    }

    @Override
    public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
        alertSent = Alert.of(description & 0xFF);
        if (level == AlertLevel.fatal) {
            report(); // before the client can have read it
        }
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        alertReceived = Alert.of(description & 0xFF);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        established = true;
        report();
    }

    /** Reports how the handshake went, the first time it is called. */
    void report() {
        if (!reported) {
            reported = true;
            report.accept(outcome());
        }
    }

    @Override
    public CertificateRequest getCertificateRequest() throws IOException {
        if (!settings.needsClientCertificate) {
            return null;
        }
        if (TlsUtils.isTLSv13(context)) {
            return new CertificateRequest(
                    TlsUtils.EMPTY_BYTES, TlsUtils.getDefaultSupportedSignatureAlgorithms(context), null, null);
        }
        short[] types = {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign};
        var algorithms = TlsUtils.isTLSv12(context) ? TlsUtils.getDefaultSupportedSignatureAlgorithms(context) : null;
        return new CertificateRequest(types, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        if (certificate == null || certificate.isEmpty()) {
            throw new TlsFatalAlert(
                    TlsUtils.isTLSv13(context)
                            ? AlertDescription.certificate_required
                            : AlertDescription.handshake_failure);
        }
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        if (TlsUtils.isTLSv13(context)) {
            return signer(rsa ? SignatureScheme.rsa_pss_rsae_sha256 : SignatureScheme.ecdsa_secp256r1_sha256);
        }
        return super.getCredentials();
    }

    @Override
    protected TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
        mustBeRsa(true);
        return new BcDefaultTlsCredentialedDecryptor((BcTlsCrypto) getCrypto(), chain(), key);
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
        mustBeRsa(true);
        return legacySigner(SignatureAlgorithm.rsa);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        mustBeRsa(false);
        return legacySigner(SignatureAlgorithm.ecdsa);
    }

    // A suite that does not fit the certificate is never chosen: "no shared cipher", as OpenSSL has it.
    @Override
    protected boolean selectCipherSuite(int suite) throws IOException {
        String exchange = CipherSuite.of(AliasSuites.onWire(suite)).keyExchange();
        return (exchange.equals("any") || exchange.endsWith("ECDSA") != rsa) && super.selectCipherSuite(suite);
    }

    private void mustBeRsa(boolean wanted) throws IOException {
        if (rsa != wanted) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
    }

    private TlsCredentialedSigner legacySigner(short signature) throws IOException {
        var algorithm = TlsUtils.isTLSv12(context)
                ? SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, signature)
                : null;
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), (BcTlsCrypto) getCrypto(), key, chain(), algorithm);
    }

    private TlsCredentialedSigner signer(int scheme) throws IOException {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                (BcTlsCrypto) getCrypto(),
                key,
                chain(),
                SignatureScheme.getSignatureAndHashAlgorithm(scheme));
    }

    private Certificate chain() throws IOException {
        var list = new TlsCertificate[settings.identity.chain().size()];
        try {
            for (int i = 0; i < list.length; i++) {
                list[i] = getCrypto()
                        .createCertificate(settings.identity.chain().get(i).getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without encoding", e);
        }
        if (!TlsUtils.isTLSv13(context)) {
            return new Certificate(list);
        }
        var entries = new CertificateEntry[list.length];
        for (int i = 0; i < list.length; i++) {
            entries[i] = new CertificateEntry(list[i], null);
        }
        return new Certificate(TlsUtils.EMPTY_BYTES, entries);
    }
}
