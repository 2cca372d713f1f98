package io.github.wroom4j.tls;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Vector;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Shows an end's certificate in the shape that the version wants, signed as the other end can check. */
final class Credentials {
    private Credentials() {}

    /**
     * Credentials that the other end can check, or null when it accepts no signature that this key can make.
     *
     * @param supported what the other end says it can check; null before TLS 1.2
     * @param request the context of a certificate request, empty for a server's own certificate; null before TLS 1.3
     */
    static TlsCredentials signer(
            TlsContext context, BcTlsCrypto crypto, ClientKey own, Vector<?> supported, byte[] request)
            throws IOException {
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(own.key().getEncoded());
        boolean ec = key instanceof ECPrivateKeyParameters;
        boolean tls13 = TlsUtils.isTLSv13(context.getServerVersion());
        SignatureAndHashAlgorithm algorithm = null;
        if (TlsUtils.isSignatureAlgorithmsExtensionAllowed(context.getServerVersion())) {
            algorithm = pick(supported, key, ec, tls13);
            if (algorithm == null) {
                return null;
            }
        }
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, key, chain(crypto, own, request, tls13), algorithm);
    }

    private static SignatureAndHashAlgorithm pick(
            Vector<?> supported, AsymmetricKeyParameter key, boolean ec, boolean tls13) {
        if (supported == null) {
            return null;
        }
        for (Object each : supported) {
            var candidate = (SignatureAndHashAlgorithm) each;
            int scheme = SignatureScheme.from(candidate);
            boolean fits = ec
                    ? tls13 ? scheme == schemeForCurve((ECPrivateKeyParameters) key) : isEcdsa(scheme)
                    : SignatureScheme.isRSAPSS(scheme)
                                    && scheme >= SignatureScheme.rsa_pss_rsae_sha256
                                    && scheme <= SignatureScheme.rsa_pss_rsae_sha512
                            || !tls13 && isRsaPkcs1(scheme);
            if (fits) {
                return SignatureScheme.getSignatureAndHashAlgorithm(scheme);
            }
        }
        return null;
    }

    private static int schemeForCurve(ECPrivateKeyParameters key) {
        return switch (key.getParameters().getCurve().getFieldSize()) {
            case 256 -> SignatureScheme.ecdsa_secp256r1_sha256;
            case 384 -> SignatureScheme.ecdsa_secp384r1_sha384;
            default -> SignatureScheme.ecdsa_secp521r1_sha512;
        };
    }

    private static boolean isEcdsa(int scheme) {
        return scheme == SignatureScheme.ecdsa_secp256r1_sha256
                || scheme == SignatureScheme.ecdsa_secp384r1_sha384
                || scheme == SignatureScheme.ecdsa_secp521r1_sha512;
    }

    private static boolean isRsaPkcs1(int scheme) {
        return scheme == SignatureScheme.rsa_pkcs1_sha256
                || scheme == SignatureScheme.rsa_pkcs1_sha384
                || scheme == SignatureScheme.rsa_pkcs1_sha512;
    }

    private static Certificate chain(BcTlsCrypto crypto, ClientKey own, byte[] request, boolean tls13)
            throws IOException {
        var certificates = new TlsCertificate[own.chain().size()];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = crypto.createCertificate(encoded(own.chain().get(i)));
        }
        if (!tls13) {
            return new Certificate(certificates);
        }
        var entries = new CertificateEntry[certificates.length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new CertificateEntry(certificates[i], null);
        }
        return new Certificate(request, entries);
    }

    private static byte[] encoded(X509Certificate certificate) throws TlsFatalAlert {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException unusable) {
            throw new TlsFatalAlert(AlertDescription.internal_error, "own certificate: " + unusable.getMessage());
        }
    }
}
