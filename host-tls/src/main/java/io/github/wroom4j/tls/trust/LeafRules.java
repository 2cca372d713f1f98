package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
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
        SERVER(Text.of("trust.server"), "1.3.6.1.5.5.7.3.1", "serverAuth"),
        CLIENT(Text.of("trust.client"), "1.3.6.1.5.5.7.3.2", "clientAuth");

        private final Text who;
        private final String usage;
        private final String usageName;

        Role(Text who, String usage, String usageName) {
            this.who = who;
            this.usage = usage;
            this.usageName = usageName;
        }

        Text who() {
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
            return refuse(TrustError.INVALID_VALUE, "trust.version", role.who, leaf.getVersion());
        }
        if (leaf.getExtensionValue(NAME_CONSTRAINTS) != null) {
            return refuse(TrustError.CRITICAL_EXTENSION, "trust.leaf-constraints", role.who);
        }
        if (!isItselfAnchor) {
            // openssl's "req -x509" makes a CA of every self-signed server certificate; that one is the user's own.
            if (leaf.getBasicConstraints() >= 0) {
                return refuse(TrustError.FORBIDDEN_KEY_USAGE, "trust.authority-as-leaf", role.who);
            }
            boolean[] usage = leaf.getKeyUsage();
            if (usage != null && usage[KEY_CERT_SIGN]) {
                return refuse(TrustError.FORBIDDEN_KEY_USAGE, "trust.signing-leaf", role.who);
            }
        }
        Set<String> critical = leaf.getCriticalExtensionOIDs();
        if (critical != null
                && critical.contains(ALTERNATIVE_NAMES)
                && !leaf.getSubjectX500Principal().getName().isEmpty()) {
            return refuse(TrustError.CRITICAL_EXTENSION, "trust.critical-names");
        }
        return checkUsage(leaf, role).or(() -> NameMatch.checkCommonName(leaf));
    }

    /**
     * What counts even where BearSSL does not look: a certificate for clients only does not identify a server. Accepting it is a
     * fault that is not imitated.
     */
    static Optional<TrustRefusal> checkStrictly(X509Certificate leaf, Role role) {
        return checkAuthorityUsage(leaf, role, role.who);
    }

    /**
     * An authority whose extended key usage names purposes issues certificates for those only (CA/Browser Forum 7.1.2.10.6,
     * and what every browser does): one for signing code identifies no server. "Anything" is meant to be without limit.
     */
    static Optional<TrustRefusal> checkAuthorityUsage(X509Certificate authority, Role role, Text place) {
        List<String> usages;
        try {
            usages = authority.getExtendedKeyUsage();
        } catch (CertificateParsingException malformed) {
            return refuse(TrustError.INVALID_VALUE, "trust.unreadable-usage", Wording.quoted(malformed.getMessage()));
        }
        return usages == null || usages.contains(role.usage) || usages.contains(ANYTHING)
                ? Optional.empty()
                : Optional.of(new TrustRefusal(
                        TrustError.FORBIDDEN_KEY_USAGE,
                        Text.of("trust.authority-not-for", place, role.usageName, usages),
                        "Have it issued by an authority for " + role.usageName + "."));
    }

    private static Optional<TrustRefusal> checkUsage(X509Certificate leaf, Role role) {
        List<String> usages;
        try {
            usages = leaf.getExtendedKeyUsage();
        } catch (CertificateParsingException malformed) {
            return refuse(TrustError.INVALID_VALUE, "trust.unreadable-usage", Wording.quoted(malformed.getMessage()));
        }
        if (usages != null && (!usages.contains(role.usage) || usages.contains(ANYTHING))) {
            return Optional.of(new TrustRefusal(
                    TrustError.FORBIDDEN_KEY_USAGE,
                    Text.of("trust.not-for", role.who, usages),
                    "Have it issued for " + role.usageName + "."));
        }
        return Optional.empty();
    }

    private static Optional<TrustRefusal> refuse(TrustError error, String key, Object... particulars) {
        return Optional.of(new TrustRefusal(error, Text.of(key, particulars), ""));
    }
}
