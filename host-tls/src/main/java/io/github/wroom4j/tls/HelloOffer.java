package io.github.wroom4j.tls;

import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * The hello of a client as Bouncy Castle asks for it: what is offered, and what is taken at most. It is lean (no status
 * request, one key share) because every byte of it crosses a UART.
 */
abstract class HelloOffer extends AbstractTlsClient {
    static final List<Integer> GROUPS =
            List.of(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1);

    static final int[] SCHEMES = {
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

    HelloOffer(BcTlsCrypto crypto, Peer peer, TlsSettings settings) {
        super(crypto);
        this.peer = peer;
        this.settings = settings;
    }

    final Peer peer() {
        return peer;
    }

    final TlsSettings settings() {
        return settings;
    }

    final String nameToVerify() {
        return settings.serverName().orElse(peer.host());
    }

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
        return new Vector<>(GROUPS);
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
        return false; // HostTlsLink tells a cut from an end
    }
}
