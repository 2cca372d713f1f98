package io.github.wroom4j.tls.trust;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The way from a server's certificate to an anchor, walked leaf first and in BearSSL's order, so that the first thing
 * wrong is the thing that BearSSL reports (TLS-7):
 *
 * <p>per certificate: dates (54), name link (55), key (49, 60), signature over the one before (52), key usage (59),
 * critical extensions (57), the right to issue (58); for the leaf then the host name (56) and direct trust; at the end
 * 62 if no anchor was met. The JDK's path validation must then agree ({@link PathAgreement}).
 *
 * <p>Where this is stricter than BearSSL unless asked not to be, {@code docs/certificate-checks.md} says so.
 */
final class CertificatePath {
    /** Longer chains are nobody's: BearSSL has no limit, but the JDK's builder and common sense do. */
    static final int MOST_CERTIFICATES = 10;
    /** A chain may be built to branch without end; signatures cost time. */
    private static final int MOST_LOOKS = 50;

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
    private final Optional<String> host;
    private final Instant time;
    private TrustRefusal first;
    private TrustRefusal unreadable;
    private int looks;

    CertificatePath(TrustPolicy.Anchors policy, Optional<String> host, Instant time) {
        this.policy = policy;
        this.host = host;
        this.time = time;
    }

    /** Walks; empty when the chain leads to an anchor and everything holds. */
    Optional<TrustRefusal> check(List<byte[]> chain) {
        if (chain.isEmpty()) {
            return refuse(TrustError.EMPTY_CHAIN, "the server sent no certificate", "");
        }
        List<X509Certificate> sent = new ArrayList<>();
        try {
            for (byte[] der : chain) {
                sent.add(Certificates.parse(der));
            }
        } catch (CertificateProblem malformed) {
            // Told only if the way leads there: what follows an anchor is of no interest (TLS-7, corrections).
            unreadable = new TrustRefusal(
                    malformed.error(), Certificates.place(sent.size()) + ": " + malformed.getMessage(), "");
            if (sent.isEmpty()) {
                return Optional.of(unreadable);
            }
        }
        X509Certificate leaf = sent.get(0);
        List<X509Certificate> way = new ArrayList<>();
        Optional<TrustRefusal> wrong = checkOne(leaf, way).or(() -> checkName(leaf));
        if (wrong.isPresent()) {
            return wrong;
        }
        way.add(leaf);
        if (isDirectlyTrusted(leaf) || leadsToAnchor(way, sent)) {
            return policy.strict() ? Optional.empty() : LeafRules.check(leaf, isItselfAnchor(leaf));
        }
        return Optional.of(first != null ? first : notTrusted(way, sent));
    }

    /** Follows issuers until an anchor is met; notes the first thing wrong on the way. */
    private boolean leadsToAnchor(List<X509Certificate> way, List<X509Certificate> sent) {
        if (endsAtAnchor(way)) {
            return true;
        }
        if (way.size() == MOST_CERTIFICATES) {
            note(new TrustRefusal(
                    TrustError.LIMIT_EXCEEDED, "no anchor within " + MOST_CERTIFICATES + " certificates", ""));
            return false;
        }
        for (X509Certificate next : candidates(way, sent)) {
            if (++looks > MOST_LOOKS) {
                note(new TrustRefusal(TrustError.LIMIT_EXCEEDED, "the chain branches too often to be followed", ""));
                return false;
            }
            Optional<TrustRefusal> wrong = checkOne(next, way);
            if (wrong.isPresent()) {
                note(wrong.get());
                continue;
            }
            way.add(next);
            if (leadsToAnchor(way, sent)) {
                return true;
            }
            way.remove(way.size() - 1);
        }
        return false;
    }

    /**
     * What may come next: as BearSSL does it the certificate sent next and no other; by default whatever was sent bears
     * the issuer's name, for servers send chains in any order and with spare parts (RFC 8446 §4.4.2).
     */
    private List<X509Certificate> candidates(List<X509Certificate> way, List<X509Certificate> sent) {
        X509Certificate last = way.get(way.size() - 1);
        if (policy.strict()) {
            if (way.size() < sent.size()) {
                return List.of(sent.get(way.size()));
            }
        } else {
            List<X509Certificate> named = sent.stream()
                    .filter(each -> !way.contains(each)
                            && each.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .toList();
            if (!named.isEmpty() || way.size() >= sent.size()) {
                return named;
            }
            if (!way.contains(sent.get(way.size()))) {
                return List.of(sent.get(way.size())); // to be refused with 55, which is what is wrong
            }
        }
        if (unreadable != null && way.size() == sent.size()) {
            note(unreadable);
        }
        return List.of();
    }

    private void note(TrustRefusal refusal) {
        if (first == null) {
            first = refusal;
        }
    }

    private Optional<TrustRefusal> checkOne(X509Certificate certificate, List<X509Certificate> below) {
        String place = Certificates.place(below.size()) + " (" + Certificates.name(certificate) + ")";
        Optional<TrustRefusal> dates = checkDates(certificate, place);
        if (dates.isPresent()) {
            return dates;
        }
        X509Certificate previous = below.isEmpty() ? null : below.get(below.size() - 1);
        if (previous != null && !certificate.getSubjectX500Principal().equals(previous.getIssuerX500Principal())) {
            return refuse(
                    TrustError.DN_MISMATCH,
                    place + " is not the issuer that the certificate before it names: "
                            + previous.getIssuerX500Principal(),
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
        boolean[] usage = certificate.getKeyUsage();
        if (previous != null && usage != null && !usage[5]) {
            return refuse(TrustError.FORBIDDEN_KEY_USAGE, place + " may not sign certificates (keyUsage)", "");
        }
        Optional<TrustRefusal> critical = checkCritical(certificate, place);
        if (critical.isPresent()) {
            return critical;
        }
        Optional<TrustRefusal> mayIssue =
                previous == null ? Optional.empty() : checkMayIssue(certificate, below, place);
        return mayIssue.isPresent() || policy.strict()
                ? mayIssue
                : ProfileRules.check(certificate, previous != null, place);
    }

    private Optional<TrustRefusal> checkDates(X509Certificate certificate, String place) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (time.isBefore(from)) {
            return refuse(
                    TrustError.EXPIRED, place + " is not valid before " + from + "; the time here is " + time, clock());
        }
        // Dates have whole seconds: 23:59:59.5 is still 23:59:59.
        if (!time.isBefore(until.plusSeconds(1))) {
            return refuse(TrustError.EXPIRED, place + " expired on " + until + "; the time here is " + time, clock());
        }
        return Optional.empty();
    }

    private String clock() {
        return PlausibleTime.advice(time)
                .orElse(
                        "Have the certificate renewed, or check the clock; setX509Time() fixes the time of validation.");
    }

    private Optional<TrustRefusal> verify(X509Certificate signed, java.security.PublicKey by, String place) {
        String algorithm = signed.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!KeyRules.acceptedSignature(algorithm, policy.strict())) {
            return refuse(
                    TrustError.UNSUPPORTED,
                    Certificates.name(signed) + " is signed with " + signed.getSigAlgName() + ", which is not accepted",
                    "Have it signed with RSA or ECDSA and SHA-256 or better.");
        }
        try {
            signed.verify(by);
            return Optional.empty();
        } catch (NoSuchAlgorithmException unknown) {
            return refuse(TrustError.UNSUPPORTED, place + ": " + unknown.getMessage(), "");
        } catch (SignatureException | InvalidKeyException wrong) {
            return refuse(
                    TrustError.BAD_SIGNATURE,
                    "the signature over " + Certificates.name(signed) + " was not made with the key of " + place,
                    "");
        } catch (GeneralSecurityException other) {
            return refuse(TrustError.BAD_SIGNATURE, place + ": " + other.getMessage(), "");
        }
    }

    private Optional<TrustRefusal> checkCritical(X509Certificate certificate, String place) {
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
                return refuse(
                        TrustError.CRITICAL_EXTENSION,
                        place + " has a critical extension that is not understood: " + oid,
                        "");
            }
        }
        return Optional.empty();
    }

    private Optional<TrustRefusal> checkMayIssue(X509Certificate ca, List<X509Certificate> below, String place) {
        int pathLength = ca.getBasicConstraints();
        if (pathLength < 0) {
            return refuse(TrustError.NOT_CA, place + " is no certificate authority (basicConstraints)", "");
        }
        long authorities = below.stream()
                .skip(1)
                .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
                .count();
        boolean selfIssued = ca.getSubjectX500Principal().equals(ca.getIssuerX500Principal());
        if (authorities + (selfIssued ? 0 : 1) > policy.mostIntermediates()) {
            return refuse(
                    TrustError.LIMIT_EXCEEDED,
                    place + " is one intermediate authority more than the " + policy.mostIntermediates() + " allowed",
                    "");
        }
        if (pathLength < authorities) {
            return refuse(
                    TrustError.NOT_CA,
                    place + " allows " + pathLength + " authorities below it and has " + authorities,
                    "");
        }
        return Optional.empty();
    }

    private Optional<TrustRefusal> checkName(X509Certificate leaf) {
        if (host.isEmpty() || NameMatch.matches(leaf, host.get(), policy.strict())) {
            return Optional.empty();
        }
        boolean onlyCommonName = NameMatch.matches(leaf, host.get(), true);
        return refuse(
                TrustError.BAD_SERVER_NAME,
                "the certificate is for " + NameMatch.describe(leaf) + ", not for " + host.get()
                        + (onlyCommonName ? " (a common name without SAN does not count)" : ""),
                onlyCommonName
                        ? "Have the name written into subjectAltName, or ask for BearSSL's rules by setStrict(true)."
                        : "Connect by a name that the certificate bears, or have it issued for this one.");
    }

    private boolean isItselfAnchor(X509Certificate leaf) {
        return anchorsNamed(leaf.getSubjectX500Principal()).stream()
                .anyMatch(anchor -> anchor.certificate().map(leaf::equals).orElse(anchor.sameKey(leaf.getPublicKey())));
    }

    private boolean isDirectlyTrusted(X509Certificate leaf) {
        return anchorsNamed(leaf.getSubjectX500Principal()).stream()
                .anyMatch(anchor -> !anchor.authority() && anchor.sameKey(leaf.getPublicKey()));
    }

    /** Whether an anchor issued the last certificate, and the second opinion agrees. */
    private boolean endsAtAnchor(List<X509Certificate> way) {
        X509Certificate last = way.get(way.size() - 1);
        for (TrustAnchorKey anchor : anchorsNamed(last.getIssuerX500Principal())) {
            if (anchor.authority() && verify(last, anchor.key(), "anchor").isEmpty()) {
                Optional<TrustRefusal> refusal = PathAgreement.check(way, anchor, host, policy.strict(), time);
                if (refusal.isEmpty()) {
                    return true;
                }
                note(refusal.get());
            }
        }
        return false;
    }

    private List<TrustAnchorKey> anchorsNamed(javax.security.auth.x500.X500Principal subject) {
        List<TrustAnchorKey> found = new ArrayList<>(policy.anchors().stream()
                .filter(anchor -> anchor.subject().equals(subject))
                .toList());
        found.addAll(policy.store().bySubject(subject));
        return found;
    }

    private TrustRefusal notTrusted(List<X509Certificate> way, List<X509Certificate> sent) {
        X509Certificate leaf = way.get(0);
        X509Certificate last = sent.get(sent.size() - 1);
        boolean own = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
        if (own) {
            return new TrustRefusal(
                    TrustError.NOT_TRUSTED,
                    "the certificate is self-signed and is not among the trust anchors",
                    "Give that very certificate to setTrustAnchors(), if it is yours.");
        }
        return new TrustRefusal(
                TrustError.NOT_TRUSTED,
                "the chain ends at " + last.getIssuerX500Principal() + ", which is no trust anchor",
                sent.size() == 1
                        ? "Give that authority to setTrustAnchors(); if it is an intermediate one, the server does not"
                                + " send its whole chain and should."
                        : "Give that authority to setTrustAnchors(), or use setSystemTrust() for public sites.");
    }

    private static Optional<TrustRefusal> refuse(TrustError error, String message, String advice) {
        return Optional.of(new TrustRefusal(error, message, advice));
    }
}
