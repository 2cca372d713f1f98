package io.github.wroom4j.mock.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsDHGroupVerifier;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.DHGroup;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Bouncy Castle's client, made to look like a module's library. */
final class BcClient extends AbstractTlsClient {
    private static final int[] PSK_SUITES = {0xA8, 0xAE, 0x8C};
    private static final int MIN_DH_BITS = 1024;

    private final BcOffer offer;
    private final TlsWish wish;
    private final TlsEvents events;
    private final BcTlsCrypto bc;
    List<byte[]> chain = List.of();
    int received = -1;
    int raised = -1;
    int refusal;
    boolean established;

    BcClient(BcTlsCrypto crypto, BcOffer offer, TlsWish wish, TlsEvents events) {
        super(crypto);
        this.bc = crypto;
        this.offer = offer;
        this.wish = wish;
        this.events = events;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return offer.versions();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        if (wish.psk().isEmpty()) {
            return offer.suites();
        }
        int[] all = java.util.Arrays.copyOf(PSK_SUITES, PSK_SUITES.length + offer.suites().length);
        System.arraycopy(offer.suites(), 0, all, PSK_SUITES.length, offer.suites().length);
        return all;
    }

    @Override
    public TlsPSKIdentity getPSKIdentity() {
        return wish.psk()
                .map(psk -> new BasicTlsPSKIdentity(psk.identity().getBytes(StandardCharsets.UTF_8), psk.key()))
                .orElse(null);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        if (offer.rsaHashes() == null) {
            return super.getSupportedSignatureAlgorithms();
        }
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        for (short hash : offer.rsaHashes()) {
            algorithms.add(SignatureAndHashAlgorithm.getInstance(hash, SignatureAlgorithm.rsa));
        }
        return algorithms;
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
        return offer.extras();
    }

    @Override
    protected Vector<ServerName> getSNIServerNames() {
        return wish.sni() && wish.host().isPresent()
                ? new Vector<>(
                        List.of(new ServerName((short) 0, wish.host().get().getBytes(StandardCharsets.US_ASCII))))
                : null;
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        return wish.alpn().isEmpty()
                ? null
                : new Vector<>(
                        wish.alpn().stream().map(ProtocolName::asUtf8Encoding).toList());
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (!offer.groups()) {
            extensions.remove(ExtensionType.supported_groups);
            extensions.remove(ExtensionType.ec_point_formats);
        }
        extensions.remove(ExtensionType.status_request);
        if (offer.extras()) {
            extensions.put(ExtensionType.session_ticket, new byte[0]);
        } else {
            extensions.remove(ExtensionType.encrypt_then_mac);
        }
        if (wish.fragmentLength() > 0) {
            TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, fragmentCode(wish.fragmentLength()));
        }
        return extensions;
    }

    private static short fragmentCode(int bytes) {
        return bytes >= 4096
                ? MaxFragmentLength.pow2_12
                : bytes >= 2048
                        ? MaxFragmentLength.pow2_11
                        : bytes >= 1024 ? MaxFragmentLength.pow2_10 : MaxFragmentLength.pow2_9;
    }

    /** The fragment length that the server agreed to, 0 for none. */
    int fragmentAgreed() {
        short code = context == null || context.getSecurityParameters() == null
                ? -1
                : context.getSecurityParameters().getMaxFragmentLength();
        return code < 1 ? 0 : 256 << code;
    }

    int version() {
        ProtocolVersion v = context == null ? null : context.getServerVersion();
        return v == null ? 0 : v.getFullVersion();
    }

    int suite() {
        return context == null || context.getSecurityParameters() == null
                ? -1
                : context.getSecurityParameters().getCipherSuite();
    }

    @Override
    public TlsDHGroupVerifier getDHGroupVerifier() {
        // These libraries take any group that is long enough; Bouncy Castle's default only the well-known ones.
        return new DefaultTlsDHGroupVerifier(MIN_DH_BITS) {
            @Override
            protected boolean checkGroup(DHGroup group) {
                return group.getP().bitLength() >= MIN_DH_BITS;
            }
        };
    }

    @Override
    public void notifySecureRenegotiation(boolean secure) {
        // A server without RFC 5746 is taken as it is.
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                var ders = new ArrayList<byte[]>();
                for (TlsCertificate certificate : server.getCertificate().getCertificateList()) {
                    ders.add(certificate.getEncoded());
                }
                chain = List.copyOf(ders);
                events.chain(chain);
                if (chain.isEmpty()) {
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
                AxCertificates.modulusBytes(chain.get(0)).ifPresent(events::computing);
                var refused = ChainCheck.refusal(chain, wish);
                if (refused.isPresent()) {
                    refusal = AxtlsResult.X509_OFFSET + refused.get();
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                return credentials(request);
            }
        };
    }

    private TlsCredentials credentials(CertificateRequest request) throws IOException {
        if (wish.clientChain().isEmpty() || wish.clientKey().isEmpty()) {
            return null;
        }
        var certificates = new TlsCertificate[wish.clientChain().size()];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = bc.createCertificate(wish.clientChain().get(i));
        }
        AsymmetricKeyParameter key = key(wish.clientKey().get());
        SignatureAndHashAlgorithm algorithm = null;
        if (request.getSupportedSignatureAlgorithms() != null) {
            short kind = certificates[0].getLegacySignatureAlgorithm();
            for (Object each : request.getSupportedSignatureAlgorithms()) {
                var candidate = (SignatureAndHashAlgorithm) each;
                if (candidate.getSignature() == kind && bc.hasSignatureAndHashAlgorithm(candidate)) {
                    algorithm = candidate;
                    break;
                }
            }
        }
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), bc, key, new Certificate(certificates), algorithm);
    }

    /** A private key: PKCS#8, or PKCS#1. */
    static AsymmetricKeyParameter key(byte[] der) throws IOException {
        try {
            return PrivateKeyFactory.createKey(der);
        } catch (IOException | RuntimeException e) {
            // PKCS#1, as the SDK's own tool writes it.
            var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return PrivateKeyFactory.createKey(new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(der)));
        }
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        received = description;
        events.alertReceived(level, description);
    }

    @Override
    public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
        if (level == AlertLevel.fatal) {
            raised = description;
        }
        events.alertSent(level, description);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        established = true;
    }
}
