package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** What RFC 5280 asks of the form of certificates and what neither BearSSL nor the JDK looks at; not when strict. */
final class ProfileRules {
    private static final int MOST_SERIAL_BYTES = 20;
    private static final String SUBJECT_KEY_ID = "2.5.29.14";
    private static final String AUTHORITY_KEY_ID = "2.5.29.35";
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final String POLICY_CONSTRAINTS = "2.5.29.36";
    private static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";

    private ProfileRules() {}

    /** Rules for a certificate that a server sent. */
    static Optional<TrustRefusal> check(X509Certificate certificate, boolean authority, Text place) {
        var serial = certificate.getSerialNumber();
        if (serial.signum() <= 0 || serial.toByteArray().length > MOST_SERIAL_BYTES) {
            return refuse(TrustError.INVALID_VALUE, "trust.serial", place);
        }
        try {
            byte[] access = value(certificate, AUTHORITY_ACCESS);
            if (access != null) {
                AuthorityInformationAccess.getInstance(access);
            }
        } catch (RuntimeException malformed) {
            return refuse(TrustError.INVALID_VALUE, "trust.authority-access", place);
        }
        return authority ? checkAuthority(certificate, place) : Optional.empty();
    }

    private static Optional<TrustRefusal> checkAuthority(X509Certificate certificate, Text place) {
        // A root that is sent along needs no word about who issued it (RFC 5280 §4.2.1.1): it did so itself.
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (certificate.getExtensionValue(SUBJECT_KEY_ID) == null
                || !root && certificate.getExtensionValue(AUTHORITY_KEY_ID) == null) {
            return refuse(TrustError.INVALID_VALUE, "trust.no-key-identifier", place);
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (certificate.getExtensionValue(POLICY_CONSTRAINTS) != null
                && (critical == null || !critical.contains(POLICY_CONSTRAINTS))) {
            return refuse(TrustError.CRITICAL_EXTENSION, "trust.policy-constraints", place);
        }
        byte[] constraints = value(certificate, NAME_CONSTRAINTS);
        if (constraints != null) {
            var parsed = NameConstraints.getInstance(constraints);
            boolean permits = parsed.getPermittedSubtrees() != null && parsed.getPermittedSubtrees().length > 0;
            boolean excludes = parsed.getExcludedSubtrees() != null && parsed.getExcludedSubtrees().length > 0;
            if (!permits && !excludes) {
                return refuse(TrustError.CRITICAL_EXTENSION, "trust.empty-constraints", place);
            }
        }
        return Optional.empty();
    }

    /** Rules for the key identifier of an anchor: it must not contradict itself. */
    static Optional<TrustRefusal> checkAnchor(X509Certificate anchor, Text place) {
        byte[] authority = value(anchor, AUTHORITY_KEY_ID);
        boolean selfIssued = anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal());
        if (authority == null) {
            return Optional.empty();
        }
        var identifier = AuthorityKeyIdentifier.getInstance(authority);
        byte[] issuerKey = identifier.getKeyIdentifierOctets();
        if (issuerKey == null
                || (identifier.getAuthorityCertIssuer() == null)
                        != (identifier.getAuthorityCertSerialNumber() == null)) {
            return refuse(TrustError.INVALID_VALUE, "trust.incomplete-key-identifier", place);
        }
        byte[] own = value(anchor, SUBJECT_KEY_ID);
        if (selfIssued
                && own != null
                && !java.util.Arrays.equals(
                        SubjectKeyIdentifier.getInstance(own).getKeyIdentifier(), issuerKey)) {
            return refuse(TrustError.INVALID_VALUE, "trust.other-issuer-key", place);
        }
        return Optional.empty();
    }

    private static byte[] value(X509Certificate certificate, String oid) {
        byte[] extension = certificate.getExtensionValue(oid);
        return extension == null ? null : ASN1OctetString.getInstance(extension).getOctets();
    }

    private static Optional<TrustRefusal> refuse(TrustError error, String key, Object... particulars) {
        return Optional.of(new TrustRefusal(error, Text.of(key, particulars), ""));
    }
}
