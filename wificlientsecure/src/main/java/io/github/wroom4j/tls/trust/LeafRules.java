package io.github.wroom4j.tls.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server's, or a client's, certificate must be beyond BearSSL's checks, unless strict; docs/certificate-checks.md lists the
 * reasons.
 */
final class LeafRules {
    /** What the certificate is shown for. */
    enum Role {
        SERVER("server", "1.3.6.1.5.5.7.3.1", "serverAuth"),
        CLIENT("client", "1.3.6.1.5.5.7.3.2", "clientAuth");

        private final String who;
        private final String usage;
        private final String usageName;

        Role(String who, String usage, String usageName) {
            this.who = who;
            this.usage = usage;
            this.usageName = usageName;
        }

        String who() {
            return who;
        }
    }

    private static final String ANYTHING = "2.5.29.37.0";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int KEY_CERT_SIGN = 5;

    private LeafRules() {}

    static Optional<TrustRefusal> check(X509Certificate leaf, boolean isItselfAnchor, Role role) {
        if (leaf.getVersion() < 3) {
            return refuse(
                    TrustError.INVALID_VALUE, "the " + role.who + "'s certificate is of version " + leaf.getVersion());
        }
        if (leaf.getExtensionValue(NAME_CONSTRAINTS) != null) {
            return refuse(
                    TrustError.CRITICAL_EXTENSION,
                    "the " + role.who + "'s certificate has name constraints, which only authorities may have");
        }
        if (!isItselfAnchor) {
            // openssl's "req -x509" makes a CA of every server that vouches for itself; that one is the user's own.
            if (leaf.getBasicConstraints() >= 0) {
                return refuse(
                        TrustError.FORBIDDEN_KEY_USAGE,
                        "the " + role.who + " shows the certificate of an authority as its own");
            }
            boolean[] usage = leaf.getKeyUsage();
            if (usage != null && usage[KEY_CERT_SIGN]) {
                return refuse(
                        TrustError.FORBIDDEN_KEY_USAGE,
                        "the " + role.who + "'s certificate may sign certificates and is no authority");
            }
        }
        Set<String> critical = leaf.getCriticalExtensionOIDs();
        if (critical != null
                && critical.contains(ALTERNATIVE_NAMES)
                && !leaf.getSubjectX500Principal().getName().isEmpty()) {
            return refuse(
                    TrustError.CRITICAL_EXTENSION, "subjectAltName is critical although the certificate has a subject");
        }
        return checkUsage(leaf, role).or(() -> NameMatch.checkCommonName(leaf));
    }

    private static Optional<TrustRefusal> checkUsage(X509Certificate leaf, Role role) {
        List<String> usages;
        try {
            usages = leaf.getExtendedKeyUsage();
        } catch (CertificateParsingException malformed) {
            return refuse(TrustError.INVALID_VALUE, "extended key usage cannot be read: " + malformed.getMessage());
        }
        if (usages != null && (!usages.contains(role.usage) || usages.contains(ANYTHING))) {
            return Optional.of(new TrustRefusal(
                    TrustError.FORBIDDEN_KEY_USAGE,
                    "the certificate is not for " + role.who + "s (extended key usage " + usages + ")",
                    "Have it issued for " + role.usageName + "."));
        }
        return Optional.empty();
    }

    private static Optional<TrustRefusal> refuse(TrustError error, String message) {
        return Optional.of(new TrustRefusal(error, message, ""));
    }
}
