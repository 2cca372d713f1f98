package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an anchor that came as a certificate says of itself: the right to issue, how deep, for what. Its dates do not
 * count (TLS-7: an expired root still works; devices outlive roots).
 */
final class AnchorRules {
    private static final Set<String> UNDERSTOOD_CRITICAL =
            Set.of("2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.37");

    private AnchorRules() {}

    static Optional<TrustRefusal> check(X509Certificate anchor, List<X509Certificate> path) {
        var place = Text.of("trust.anchor", Certificates.name(anchor));
        Optional<TrustRefusal> key = KeyRules.check(anchor.getPublicKey(), place, false);
        if (key.isPresent()) {
            return key;
        }
        boolean[] usage = anchor.getKeyUsage();
        if (usage != null && !usage[5]) {
            return refuse(TrustError.FORBIDDEN_KEY_USAGE, "trust.may-not-sign", place);
        }
        Set<String> critical = anchor.getCriticalExtensionOIDs();
        if (critical != null) {
            for (String oid : critical) {
                if (!UNDERSTOOD_CRITICAL.contains(oid)) {
                    return refuse(TrustError.CRITICAL_EXTENSION, "trust.critical-extension", place, oid);
                }
            }
        }
        long authorities = path.stream()
                .skip(1)
                .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
                .count();
        if (anchor.getBasicConstraints() < authorities) {
            return refuse(TrustError.NOT_CA, "trust.path-length", place, anchor.getBasicConstraints(), authorities);
        }
        if (anchor.getExtensionValue("2.5.29.37") != null) {
            // CA/Browser Forum: a root has no extended key usage. None of the JDK's 144 roots has one.
            return refuse(TrustError.FORBIDDEN_KEY_USAGE, "trust.anchor-usage", place);
        }
        return ProfileRules.checkAnchor(anchor, place);
    }

    private static Optional<TrustRefusal> refuse(TrustError error, String key, Object... particulars) {
        return Optional.of(new TrustRefusal(error, Text.of(key, particulars), ""));
    }
}
