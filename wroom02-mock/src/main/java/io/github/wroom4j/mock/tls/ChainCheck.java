package io.github.wroom4j.mock.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the newer libraries check a server: a fingerprint, or a path to an authority and the name. */
final class ChainCheck {
    /** Type of a DNS name among subject alternative names. */
    private static final int DNS_NAME = 2;

    private ChainCheck() {}

    /** Empty if the chain is what the wish asks for; else the X.509 code of {@link AxtlsResult} that says why not. */
    static Optional<Integer> refusal(List<byte[]> chain, TlsWish wish) {
        return switch (wish.verification()) {
            case NONE -> Optional.empty();
            case FINGERPRINT -> fingerprint(chain, wish);
            case AUTHORITY -> authority(chain, wish);
        };
    }

    private static Optional<Integer> fingerprint(List<byte[]> chain, TlsWish wish) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(chain.get(0));
            return MessageDigest.isEqual(sha1, wish.fingerprint().orElse(new byte[0]))
                    ? Optional.empty()
                    : Optional.of(-2);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JRE has SHA-1", e);
        }
    }

    private static Optional<Integer> authority(List<byte[]> chain, TlsWish wish) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var anchors = new HashSet<TrustAnchor>();
            for (byte[] der : wish.authorities()) {
                anchors.add(new TrustAnchor(read(factory, der), null));
            }
            var path = new ArrayList<X509Certificate>();
            for (byte[] der : chain) {
                X509Certificate certificate = read(factory, der);
                if (!isAnchor(certificate, anchors)) {
                    path.add(certificate);
                }
            }
            if (anchors.isEmpty() || path.isEmpty()) {
                return Optional.of(-2);
            }
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            // A module that does not know the time takes the certificate's own.
            Instant now =
                    wish.now().orElse(path.get(0).getNotBefore().toInstant().plusSeconds(1));
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
            return wish.certificateName().isEmpty()
                            || isNamed(path.get(0), wish.certificateName().get())
                    ? Optional.empty()
                    : Optional.of(-1);
        } catch (CertPathValidatorException e) {
            return Optional.of(
                    e.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                            ? -5
                            : e.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID
                                    ? -4
                                    : e.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE
                                            ? -3
                                            : -2);
        } catch (GeneralSecurityException e) {
            return Optional.of(-1); // not certificates at all
        }
    }

    private static X509Certificate read(CertificateFactory factory, byte[] der) throws CertificateException {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }

    private static boolean isAnchor(X509Certificate certificate, Collection<TrustAnchor> anchors) {
        return anchors.stream().anyMatch(a -> a.getTrustedCert().equals(certificate));
    }

    private static boolean isNamed(X509Certificate leaf, String host) throws CertificateException {
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        if (names == null) {
            return leaf.getSubjectX500Principal()
                    .getName()
                    .toLowerCase(Locale.ROOT)
                    .matches("(^|.*,)cn=" + java.util.regex.Pattern.quote(host.toLowerCase(Locale.ROOT)) + "(,.*|$)");
        }
        return names.stream()
                .filter(n -> n.get(0).equals(DNS_NAME))
                .anyMatch(n -> matches(n.get(1).toString(), host));
    }

    private static boolean matches(String pattern, String host) {
        if (pattern.startsWith("*.")) {
            int dot = host.indexOf('.');
            return dot > 0 && pattern.substring(1).equalsIgnoreCase(host.substring(dot));
        }
        return pattern.equalsIgnoreCase(host);
    }
}
