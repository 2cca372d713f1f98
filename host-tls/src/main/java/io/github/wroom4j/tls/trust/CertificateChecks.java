package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What each certificate of a way must be, in BearSSL's order (TLS-7): dates (54), name link (55), key (49, 60),
 * signature over the one before (52), key usage (59), critical extensions (57), the right to issue (58).
 */
final class CertificateChecks {
    private static final Set<String> UNDERSTOOD_CRITICAL = Set.of(
            "2.5.29.15", // key usage
            "2.5.29.17", // subject alternative name
            "2.5.29.19", // basic constraints
            "2.5.29.30", // name constraints: by the JDK
            "2.5.29.32", // certificate policies: by the JDK
            "2.5.29.36", // policy constraints: by the JDK
            "2.5.29.54"); // inhibit any policy: by the JDK
    /** BearSSL knows these and ignores them even when critical. */
    private static final Set<String> IGNORED_CRITICAL = Set.of(
            "2.5.29.14", // subject key identifier
            "2.5.29.35", // authority key identifier
            "2.5.29.18", // issuer alternative name
            "2.5.29.31", // CRL distribution points
            "2.5.29.46", // freshest CRL
            "1.3.6.1.5.5.7.1.1", // authority information access
            "1.3.6.1.5.5.7.1.11"); // subject information access

    private final TrustPolicy.Anchors policy;
    private final Instant time;
    private final LeafRules.Role role;

    CertificateChecks(TrustPolicy.Anchors policy, Instant time, LeafRules.Role role) {
        this.policy = policy;
        this.time = time;
        this.role = role;
    }

    /** The first thing wrong with a certificate that stands above others on the way. */
    Optional<TrustRefusal> check(X509Certificate certificate, List<X509Certificate> below) {
        var place = Text.of("trust.named", Certificates.place(below.size(), role), Certificates.name(certificate));
        Optional<TrustRefusal> dates = checkDates(certificate, place);
        if (dates.isPresent()) {
            return dates;
        }
        X509Certificate previous = below.isEmpty() ? null : below.get(below.size() - 1);
        if (previous != null && !certificate.getSubjectX500Principal().equals(previous.getIssuerX500Principal())) {
            return refuse(
                    TrustError.DN_MISMATCH,
                    Text.of("trust.not-the-issuer", place, previous.getIssuerX500Principal()),
                    "Have the server send its chain in order, each certificate followed by its issuer.");
        }
        Optional<TrustRefusal> key = KeyRules.check(certificate.getPublicKey(), place, policy.strict());
        if (key.isPresent()) {
            return key;
        }
        if (previous != null) {
            Optional<TrustRefusal> signature = verify(previous, certificate.getPublicKey(), place);
            if (signature.isPresent()) {
                return signature;
            }
        }
        if (previous != null && certificate.getBasicConstraints() < 0) {
            return refuse(TrustError.NOT_CA, Text.of("trust.no-authority", place), "");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (previous != null && usage != null && !usage[5]) {
            return refuse(TrustError.FORBIDDEN_KEY_USAGE, Text.of("trust.may-not-sign", place), "");
        }
        Optional<TrustRefusal> critical = checkCritical(certificate, place);
        if (critical.isPresent()) {
            return critical;
        }
        Optional<TrustRefusal> mayIssue =
                previous == null ? Optional.empty() : checkMayIssue(certificate, below, place);
        if (mayIssue.isPresent() || policy.strict()) {
            return mayIssue;
        }
        Optional<TrustRefusal> purpose =
                previous == null ? Optional.empty() : LeafRules.checkAuthorityUsage(certificate, role, place);
        return purpose.isPresent() ? purpose : ProfileRules.check(certificate, previous != null, place);
    }

    private Optional<TrustRefusal> checkDates(X509Certificate certificate, Text place) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (time.isBefore(from)) {
            return refuse(
                    TrustError.EXPIRED,
                    Text.of("trust.not-yet", place, from, time.truncatedTo(ChronoUnit.SECONDS)),
                    clock());
        }
        // Dates have whole seconds: 23:59:59.5 is still 23:59:59.
        if (!time.isBefore(until.plusSeconds(1))) {
            return refuse(
                    TrustError.EXPIRED,
                    Text.of("trust.expired", place, until, time.truncatedTo(ChronoUnit.SECONDS)),
                    clock());
        }
        return Optional.empty();
    }

    private String clock() {
        return PlausibleTime.advice(time)
                .orElse(
                        "Have the certificate renewed, or check the clock; setX509Time() fixes the time of validation.");
    }

    /** What is wrong with the signature algorithm of a certificate, whoever signed it. */
    Optional<TrustRefusal> algorithm(X509Certificate signed) {
        String algorithm = signed.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!KeyRules.acceptedSignature(algorithm, policy.strict())) {
            return refuse(
                    TrustError.UNSUPPORTED,
                    Text.of("trust.signature-algorithm", Certificates.name(signed), signed.getSigAlgName()),
                    "Have it signed with RSA or ECDSA and SHA-256 or better.");
        }
        return Optional.empty();
    }

    /** Whether a key made the signature over a certificate. */
    Optional<TrustRefusal> verify(X509Certificate signed, PublicKey by, Text place) {
        Optional<TrustRefusal> unknown = algorithm(signed);
        if (unknown.isPresent()) {
            return unknown;
        }
        try {
            signed.verify(by);
            return Optional.empty();
        } catch (NoSuchAlgorithmException missing) {
            return refuse(TrustError.UNSUPPORTED, Text.of("trust.at", place, Wording.quoted(missing.getMessage())), "");
        } catch (SignatureException | InvalidKeyException wrong) {
            return refuse(TrustError.BAD_SIGNATURE, Text.of("trust.signature", Certificates.name(signed), place), "");
        } catch (GeneralSecurityException other) {
            return refuse(TrustError.BAD_SIGNATURE, Text.of("trust.at", place, Wording.quoted(other.getMessage())), "");
        }
    }

    private Optional<TrustRefusal> checkCritical(X509Certificate certificate, Text place) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical == null) {
            return Optional.empty();
        }
        for (String oid : critical) {
            boolean understood = UNDERSTOOD_CRITICAL.contains(oid);
            if (policy.strict()) {
                // BearSSL does not understand name constraints (TLS-7).
                understood = understood && !oid.equals("2.5.29.30");
                understood |= IGNORED_CRITICAL.contains(oid);
            }
            if (!understood) {
                return refuse(TrustError.CRITICAL_EXTENSION, Text.of("trust.critical-extension", place, oid), "");
            }
        }
        return Optional.empty();
    }

    private Optional<TrustRefusal> checkMayIssue(X509Certificate ca, List<X509Certificate> below, Text place) {
        int pathLength = ca.getBasicConstraints();
        long authorities = below.stream()
                .skip(1)
                .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
                .count();
        boolean selfIssued = ca.getSubjectX500Principal().equals(ca.getIssuerX500Principal());
        if (authorities + (selfIssued ? 0 : 1) > policy.mostIntermediates()) {
            return refuse(
                    TrustError.LIMIT_EXCEEDED,
                    Text.of("trust.too-many-intermediates", place, policy.mostIntermediates()),
                    "");
        }
        if (pathLength < authorities) {
            return refuse(TrustError.NOT_CA, Text.of("trust.path-length", place, pathLength, authorities), "");
        }
        return Optional.empty();
    }

    private static Optional<TrustRefusal> refuse(TrustError error, Text what, String advice) {
        return Optional.of(new TrustRefusal(error, what, advice));
    }
}
