package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The second opinion: the JDK's path validation over the way that {@link CertificatePath} found. */
final class PathAgreement {
    private PathAgreement() {}

    static Optional<TrustRefusal> check(
            List<X509Certificate> path, TrustAnchorKey anchor, Optional<String> host, boolean strict, Instant time) {
        if (!strict) {
            Optional<TrustRefusal> constraint = anchor.certificate()
                    .flatMap(certificate -> AnchorRules.check(certificate, path))
                    .or(() -> NameConstraintRules.check(path, anchor.certificate(), host));
            if (constraint.isPresent()) {
                return constraint;
            }
        }
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.subject(), anchor.key(), null)));
            parameters.setRevocationEnabled(false);
            // Whole seconds, as certificates have: the JDK would call the last second's fractions expired.
            parameters.setDate(Date.from(time.truncatedTo(ChronoUnit.SECONDS)));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException disagreed) {
            return Optional.of(new TrustRefusal(
                    errorFor(disagreed.getReason()),
                    disagreed.getIndex() < 0
                            ? Text.of("trust.path", Wording.quoted(disagreed.getMessage()))
                            : Text.of(
                                    "trust.path.at",
                                    Wording.quoted(disagreed.getMessage()),
                                    Certificates.name(path.get(disagreed.getIndex()))),
                    ""));
        } catch (GeneralSecurityException | RuntimeException unusable) {
            // The JDK throws UnsupportedOperationException at some name constraints: a path it cannot judge is refused.
            return Optional.of(new TrustRefusal(
                    TrustError.CRITICAL_EXTENSION, Text.of("trust.path", Wording.quoted(unusable.getMessage())), ""));
        }
    }

    private static TrustError errorFor(CertPathValidatorException.Reason reason) {
        if (reason instanceof BasicReason basic) {
            return switch (basic) {
                case EXPIRED, NOT_YET_VALID -> TrustError.EXPIRED;
                case INVALID_SIGNATURE -> TrustError.BAD_SIGNATURE;
                case ALGORITHM_CONSTRAINED -> TrustError.UNSUPPORTED;
                default -> TrustError.NOT_TRUSTED;
            };
        }
        if (reason instanceof PKIXReason pkix) {
            return switch (pkix) {
                case NAME_CHAINING -> TrustError.DN_MISMATCH;
                case INVALID_KEY_USAGE -> TrustError.FORBIDDEN_KEY_USAGE;
                case NOT_CA_CERT, PATH_TOO_LONG -> TrustError.NOT_CA;
                case UNRECOGNIZED_CRIT_EXT, INVALID_NAME, INVALID_POLICY -> TrustError.CRITICAL_EXTENSION;
                default -> TrustError.NOT_TRUSTED;
            };
        }
        return TrustError.NOT_TRUSTED;
    }
}
