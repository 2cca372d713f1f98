package io.github.wroom4j.tls.trust;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * A trust anchor: a distinguished name and its key, and the certificate they came from, if any.
 *
 * @param subject the name that issued certificates bear as issuer
 * @param key the key that signed them
 * @param authority whether it may issue; otherwise it is trusted as a server's own certificate (TLS-7, direct trust)
 * @param certificate where name and key come from; its constraints bind unless the policy is strict
 */
public record TrustAnchorKey(
        X500Principal subject, PublicKey key, boolean authority, Optional<X509Certificate> certificate) {

    /** The anchor that a certificate stands for. */
    public static TrustAnchorKey of(X509Certificate certificate) {
        return new TrustAnchorKey(
                certificate.getSubjectX500Principal(),
                certificate.getPublicKey(),
                isAuthority(certificate),
                Optional.of(certificate));
    }

    /** A certificate authority known by name and key only, as BearSSL keeps anchors. */
    public static TrustAnchorKey authority(X500Principal subject, PublicKey key) {
        return new TrustAnchorKey(subject, key, true, Optional.empty());
    }

    /** A server known by name and key only. */
    public static TrustAnchorKey server(X500Principal subject, PublicKey key) {
        return new TrustAnchorKey(subject, key, false, Optional.empty());
    }

    boolean sameKey(PublicKey other) {
        return Arrays.equals(key.getEncoded(), other.getEncoded());
    }

    private static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }
}
