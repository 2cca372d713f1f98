package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a server's certificate to an anchor, walked leaf first and in BearSSL's order, so that the first thing
 * wrong is the thing that BearSSL reports (TLS-7):
 *
 * <p>per certificate what {@link CertificateChecks} says; for the leaf then the host name (56) and direct trust; at the end
 * 62 if no anchor was met. The JDK's path validation must then agree ({@link PathAgreement}).
 *
 * <p>Where this is stricter than BearSSL unless asked not to be, {@code docs/certificate-checks.md} says so.
 */
final class CertificatePath {
    /** Longer chains do not occur in practice: BearSSL has no limit, but the JDK's builder and common sense do. */
    static final int MOST_CERTIFICATES = 10;
    /** A chain may be built to branch without end; signatures cost time. */
    private static final int MOST_LOOKS = 50;

    private final TrustPolicy.Anchors policy;
    private final Optional<String> host;
    private final Instant time;
    private final LeafRules.Role role;
    private final CertificateChecks checks;
    private TrustRefusal first;
    private TrustRefusal unreadable;
    private int looks;

    CertificatePath(TrustPolicy.Anchors policy, Optional<String> host, Instant time, LeafRules.Role role) {
        this.role = role;
        this.policy = policy;
        this.host = host;
        this.time = time;
        this.checks = new CertificateChecks(policy, time, role);
    }

    /** Walks; empty when the chain leads to an anchor and everything holds. */
    Optional<TrustRefusal> check(List<byte[]> chain) {
        if (chain.isEmpty()) {
            return refuse(TrustError.EMPTY_CHAIN, Text.of("trust.no-certificate", role.who()), "");
        }
        List<X509Certificate> sent = new ArrayList<>();
        try {
            for (byte[] der : chain) {
                sent.add(Certificates.parse(der));
            }
        } catch (CertificateProblem malformed) {
            // Wording only if the way leads there: what follows an anchor is of no interest (TLS-7, corrections).
            unreadable = new TrustRefusal(
                    malformed.error(),
                    Text.of("trust.at", Certificates.place(sent.size(), role), malformed.what()),
                    "");
            if (sent.isEmpty()) {
                return Optional.of(unreadable);
            }
        }
        X509Certificate leaf = sent.get(0);
        List<X509Certificate> way = new ArrayList<>();
        Optional<TrustRefusal> wrong = checks.check(leaf, way).or(() -> checkName(leaf));
        if (wrong.isPresent()) {
            return wrong;
        }
        way.add(leaf);
        if (isDirectlyTrusted(leaf) || leadsToAnchor(way, sent)) {
            return policy.strict()
                    ? LeafRules.checkStrictly(leaf, role)
                    : LeafRules.check(leaf, isItselfAnchor(leaf), role);
        }
        return Optional.of(first != null ? first : checks.algorithm(way.get(0)).orElseGet(() -> notTrusted(way, sent)));
    }

    /** Follows issuers until an anchor is met; notes the first thing wrong on the way. */
    private boolean leadsToAnchor(List<X509Certificate> way, List<X509Certificate> sent) {
        if (endsAtAnchor(way)) {
            return true;
        }
        if (way.size() == MOST_CERTIFICATES) {
            note(new TrustRefusal(TrustError.LIMIT_EXCEEDED, Text.of("trust.no-anchor-within", MOST_CERTIFICATES), ""));
            return false;
        }
        for (X509Certificate next : candidates(way, sent)) {
            if (++looks > MOST_LOOKS) {
                note(new TrustRefusal(TrustError.LIMIT_EXCEEDED, Text.of("trust.branches"), ""));
                return false;
            }
            Optional<TrustRefusal> wrong = checks.check(next, way);
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

    private Optional<TrustRefusal> checkName(X509Certificate leaf) {
        if (host.isEmpty() || NameMatch.matches(leaf, host.get(), policy.strict())) {
            return Optional.empty();
        }
        boolean onlyCommonName = IpLiteral.parse(host.get()) == null && NameMatch.matches(leaf, host.get(), true);
        return refuse(
                TrustError.BAD_SERVER_NAME,
                Text.of(
                        onlyCommonName ? "trust.common-name" : "trust.wrong-name",
                        NameMatch.describe(leaf),
                        host.get()),
                onlyCommonName
                        ? "Have the name written into subjectAltName, or ask for BearSSL's rules by setStrict(true)."
                        : "Connect by one of the names in the certificate, or have it issued for this one.");
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
            if (!anchor.authority()) {
                continue;
            }
            Optional<TrustRefusal> signature = checks.verify(last, anchor.key(), Text.of("trust.an-anchor"));
            // Another anchor of that name may have signed it; an algorithm that is not accepted is so for all of them.
            signature.filter(why -> why.error() == TrustError.UNSUPPORTED).ifPresent(this::note);
            if (signature.isEmpty()) {
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
                    Text.of("trust.self-signed"),
                    "Give that very certificate to setTrustAnchors(), if it is yours.");
        }
        return new TrustRefusal(
                TrustError.NOT_TRUSTED,
                Text.of("trust.no-anchor", last.getIssuerX500Principal()),
                sent.size() == 1
                        ? "Give that authority to setTrustAnchors(); if it is an intermediate one, the server does not"
                                + " send its whole chain and should."
                        : "Give that authority to setTrustAnchors(), or use setSystemTrust() for public sites.");
    }

    private static Optional<TrustRefusal> refuse(TrustError error, Text what, String advice) {
        return Optional.of(new TrustRefusal(error, what, advice));
    }
}
