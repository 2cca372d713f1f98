package io.github.wroom4j.tls;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Vector;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * A handshake with oneself in memory, certificate checks and all, while Wi-Fi joins: the first one of a JVM costs some
 * 200 ms here and a second or two on a small computer, because the classes must be loaded (java-ecosystem §3d). Nothing
 * of it is kept.
 */
final class WarmUp implements Runnable {
    private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
    private static final X500Name ISSUER = new X500Name("CN=warm-up");

    private final HostPace pace;

    private WarmUp(HostPace pace) {
        this.pace = pace;
    }

    /** A thread at low priority, not begun; it never fails. It measures the pace first, while all is cold. */
    static Thread thread(HostPace pace) {
        var thread = new Thread(new WarmUp(pace), "wroom4j-tls-warm-up");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    @Override
    public void run() {
        try {
            pace.measured();
            shakeHands();
        } catch (IOException | GeneralSecurityException | RuntimeException notWarm) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the warm-up handshake failed; the first real one will be slow",
                    notWarm);
        }
    }

    /** What every handshake begins with: random numbers, a key for each group, and the classes of all that. */
    static void hello() {
        var settings = TlsSettings.builder().trust(new TrustPolicy.Insecure()).build();
        try {
            new TlsClientProtocol()
                    .connect(new HandshakeClient(
                            new BcTlsCrypto(), new Peer("localhost", 443), settings, Clock.system()));
        } catch (IOException noHello) {
            LOG.log(System.Logger.Level.DEBUG, "no hello could be made; the first real one will report why", noHello);
        }
    }

    /** The version that was negotiated with itself. */
    static String shakeHands() throws IOException, GeneralSecurityException {
        var crypto = new BcTlsCrypto();
        var client = new TlsClientProtocol();
        var server = new TlsServerProtocol();
        var self = new Self(crypto);
        var issuer = TrustAnchorKey.authority(new X500Principal(ISSUER.getEncoded()), self.pair.getPublic());
        var peer = new HandshakeClient(
                crypto,
                new Peer("localhost", 443),
                TlsSettings.builder()
                        .trust(new TrustPolicy.Anchors(List.of(issuer), AnchorSource.NONE, false))
                        .build(),
                Clock.system());
        client.connect(peer);
        server.accept(self);
        while (client.isHandshaking() || server.isHandshaking()) {
            pass(client, server);
            pass(server, client);
        }
        client.writeApplicationData(new byte[64], 0, 64);
        pass(client, server);
        return peer.negotiated().getNegotiatedVersion().getName();
    }

    private static void pass(TlsProtocol from, TlsProtocol to) throws IOException {
        byte[] bytes = new byte[from.getAvailableOutputBytes()];
        from.readOutput(bytes, 0, bytes.length);
        if (bytes.length > 0) {
            to.offerInput(bytes);
        }
    }

    /** The other end. */
    private static final class Self extends DefaultTlsServer {
        private final KeyPair pair;
        private final byte[] certificate;

        Self(BcTlsCrypto crypto) throws GeneralSecurityException, IOException {
            super(crypto);
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            certificate = certificate(pair);
        }

        @Override
        protected org.bouncycastle.tls.ProtocolVersion[] getSupportedVersions() {
            return org.bouncycastle.tls.ProtocolVersion.TLSv13.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {0x1303};
        }

        @Override
        public TlsCredentials getCredentials() throws IOException {
            var crypto = (BcTlsCrypto) getCrypto();
            var entry = new CertificateEntry(crypto.createCertificate(certificate), null);
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    crypto,
                    PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()),
                    new Certificate(TlsUtils.EMPTY_BYTES, new CertificateEntry[] {entry}),
                    chosen(context.getSecurityParametersHandshake().getClientSigAlgs()));
        }

        private static SignatureAndHashAlgorithm chosen(Vector<?> offered) {
            var wanted = SignatureScheme.getSignatureAndHashAlgorithm(SignatureScheme.ecdsa_secp256r1_sha256);
            return offered.contains(wanted) ? wanted : (SignatureAndHashAlgorithm) offered.get(0);
        }
    }

    private static byte[] certificate(KeyPair pair) throws GeneralSecurityException, IOException {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(BigInteger.ONE));
        generator.setSignature(algorithm);
        generator.setIssuer(ISSUER);
        generator.setSubject(new X500Name("CN=localhost"));
        var names = new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost"));
        generator.setExtensions(new Extensions(Extension.create(Extension.subjectAlternativeName, false, names)));
        generator.setStartDate(new Time(Date.from(Instant.EPOCH)));
        generator.setEndDate(new Time(Date.from(Instant.ofEpochSecond(4_000_000_000L))));
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        var body = generator.generateTBSCertificate();
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(body.getEncoded(ASN1Encoding.DER));
        var whole = new ASN1EncodableVector();
        whole.add(body);
        whole.add(algorithm);
        whole.add(new DERBitString(signer.sign()));
        return new DERSequence(whole).getEncoded(ASN1Encoding.DER);
    }
}
