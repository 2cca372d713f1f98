package io.github.wroom4j.tls.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Reading certificates, and words for them. */
final class Certificates {
    private Certificates() {}

    static X509Certificate parse(byte[] der) throws CertificateProblem {
        int length = derLength(der);
        if (length > der.length) {
            throw new CertificateProblem(
                    TrustError.TRUNCATED,
                    "the certificate ends after " + der.length + " of " + length + " bytes",
                    null);
        }
        if (length < der.length) {
            throw new CertificateProblem(
                    TrustError.EXTRA_ELEMENT, (der.length - length) + " bytes follow the certificate", null);
        }
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new CertificateProblem(
                    TrustError.INVALID_VALUE, "not a readable certificate: " + malformed.getMessage(), malformed);
        }
    }

    /** Length that the outermost DER header announces, header included; −1 or the like never equals the real one. */
    private static int derLength(byte[] der) throws CertificateProblem {
        if (der.length < 2) {
            return Integer.MAX_VALUE;
        }
        if (der[0] != 0x30) {
            throw new CertificateProblem(TrustError.INVALID_VALUE, "a certificate begins with a SEQUENCE", null);
        }
        int first = der[1] & 0xff;
        if (first < 0x80) {
            return 2 + first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new CertificateProblem(TrustError.INVALID_VALUE, "a DER length of " + count + " bytes", null);
        }
        if (der.length < 2 + count) {
            return Integer.MAX_VALUE;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | der[2 + i] & 0xff;
        }
        return 2 + count + length;
    }

    static String place(int index, LeafRules.Role role) {
        return index == 0 ? "the " + role.who() + "'s certificate" : "certificate " + (index + 1) + " of the chain";
    }

    static String name(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? "no subject" : name;
    }
}
