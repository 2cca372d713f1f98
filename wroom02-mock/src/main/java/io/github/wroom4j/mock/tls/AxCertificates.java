package io.github.wroom4j.mock.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What axTLS reads and checks of certificates (espconn-sdk §§8.3, 9): RSA only, and the last of a chain decides. */
final class AxCertificates {
    /** Certificates of a chain that are kept. */
    static final int KEPT = 3;

    private static final Set<String> DIGESTS =
            Set.of("MD5withRSA", "SHA1withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA");

    /** Seconds after which the microsecond counter, read as signed, turns negative. */
    private static final long SIGNED_MICROS = 0x8000_0000L;

    private AxCertificates() {}

    /** The chain, or null if any is not one that axTLS can read. */
    static List<X509Certificate> parse(List<byte[]> chain) {
        var parsed = new ArrayList<X509Certificate>();
        for (byte[] der : chain) {
            X509Certificate certificate = parse(der);
            if (certificate == null
                    || !(certificate.getPublicKey() instanceof RSAPublicKey)
                    || !DIGESTS.contains(certificate.getSigAlgName())) {
                return null;
            }
            parsed.add(certificate);
        }
        return parsed;
    }

    private static X509Certificate parse(byte[] der) {
        try {
            Certificate read =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return (X509Certificate) read;
        } catch (CertificateException e) {
            return null; // the caller's answer is -268, whatever was wrong with it
        }
    }

    static OptionalInt modulusBytes(byte[] der) {
        X509Certificate certificate = parse(der);
        return certificate != null && certificate.getPublicKey() instanceof RSAPublicKey rsa
                ? OptionalInt.of(bytes(rsa))
                : OptionalInt.empty();
    }

    /** The size of a key's modulus. */
    static int bytes(RSAPublicKey key) {
        return (key.getModulus().bitLength() + 7) / 8;
    }

    /**
     * Checks a chain as {@code ca_enable} does: each certificate signed by the next, the last one's issuer in the
     * store by its name. No host name, no revocation; the time is the certificate's own beginning plus uptime.
     *
     * @return 0, or axTLS's X.509 code
     */
    static int verify(List<X509Certificate> chain, List<byte[]> store, long uptimeMicros) {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            // A 32-bit counter of microseconds, read as signed: "not yet valid" between 35.8 and 71.6 minutes.
            if ((uptimeMicros & SIGNED_MICROS) != 0) {
                return -4;
            }
            if (i + 1 < chain.size()) {
                X509Certificate issuer = chain.get(i + 1);
                if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                    return -7;
                }
                if (!signedBy(certificate, issuer)) {
                    return -3;
                }
            }
        }
        X509Certificate last = chain.get(chain.size() - 1);
        for (byte[] trusted : store) {
            X509Certificate authority = parse(trusted);
            if (authority != null && authority.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                return signedBy(last, authority) ? 0 : -3;
            }
        }
        return last.getIssuerX500Principal().equals(last.getSubjectX500Principal()) ? -6 : -2;
    }

    private static boolean signedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // the caller's answer is -3, whatever was wrong with it
        }
    }
}
