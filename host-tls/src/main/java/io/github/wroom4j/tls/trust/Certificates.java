package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
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
            throw new CertificateProblem(TrustError.TRUNCATED, Text.of("trust.truncated", der.length, length), null);
        }
        if (length < der.length) {
            throw new CertificateProblem(
                    TrustError.EXTRA_ELEMENT, Text.of("trust.bytes-follow", der.length - length), null);
        }
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new CertificateProblem(
                    TrustError.INVALID_VALUE,
                    Text.of("trust.not-readable", Wording.quoted(malformed.getMessage())),
                    malformed);
        }
    }

    /** Length that the outermost DER header announces, header included; −1 or the like never equals the real one. */
    private static int derLength(byte[] der) throws CertificateProblem {
        if (der.length < 2) {
            return Integer.MAX_VALUE;
        }
        if (der[0] != 0x30) {
            throw new CertificateProblem(TrustError.INVALID_VALUE, Text.of("trust.no-sequence"), null);
        }
        int first = der[1] & 0xff;
        if (first < 0x80) {
            return 2 + first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new CertificateProblem(TrustError.INVALID_VALUE, Text.of("trust.der-length", count), null);
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

    static Text place(int index, LeafRules.Role role) {
        return index == 0 ? Text.of("trust.leaf", role.who()) : Text.of("trust.nth", index + 1);
    }

    static Text name(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? Text.of("trust.no-subject") : Text.verbatim(name);
    }
}
