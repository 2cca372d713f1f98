package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * Name constraints (RFC 5280 §4.2.1.10) beyond what the JDK's path validation does: it takes none from an anchor, and
 * does not hold a wildcard's meaning against them. Here the name that was asked for must be allowed too.
 */
final class NameConstraintRules {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    /** Names times constraints; a chain with more is made to cost time. */
    private static final int MOST_COMPARISONS = 250_000;

    private NameConstraintRules() {}

    /** Checks every authority's constraints, the anchor's included, against what stands below it. */
    static Optional<TrustRefusal> check(
            List<X509Certificate> path, Optional<X509Certificate> anchor, Optional<String> host) {
        List<X509Certificate> all = new ArrayList<>(path);
        anchor.ifPresent(all::add);
        for (int i = 1; i < all.size(); i++) {
            X509Certificate authority = all.get(i);
            if (authority.getExtensionValue(NAME_CONSTRAINTS) != null) {
                var place = Certificates.name(authority);
                try {
                    checkBelow(authority, path.subList(0, Math.min(i, path.size())), host);
                } catch (NameConstraintValidatorException violated) {
                    return refuse("trust.name-constraints", place, violated);
                } catch (RuntimeException unreadable) {
                    return refuse("trust.unusable-constraints", place, unreadable);
                }
            }
        }
        return Optional.empty();
    }

    private static void checkBelow(X509Certificate authority, List<X509Certificate> below, Optional<String> host)
            throws NameConstraintValidatorException {
        var constraints =
                NameConstraints.getInstance(ASN1OctetString.getInstance(authority.getExtensionValue(NAME_CONSTRAINTS))
                        .getOctets());
        var validator = new PKIXNameConstraintValidator();
        GeneralSubtree[] permitted = orNone(constraints.getPermittedSubtrees());
        GeneralSubtree[] excluded = orNone(constraints.getExcludedSubtrees());
        int names = below.stream().mapToInt(each -> names(each).length + 1).sum();
        if ((long) names * (permitted.length + excluded.length) > MOST_COMPARISONS) {
            throw new IllegalArgumentException(
                    names + " names under " + (permitted.length + excluded.length) + " constraints are too many");
        }
        if (permitted.length > 0) {
            validator.intersectPermittedSubtree(permitted);
        }
        Arrays.stream(excluded).forEach(validator::addExcludedSubtree);
        for (int i = 0; i < below.size(); i++) {
            X509Certificate certificate = below.get(i);
            if (i == 0 || !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                checkNames(validator, certificate);
            }
        }
        if (host.isPresent() && !IpLiteral.is(host.get())) {
            var asked = new GeneralName(GeneralName.dNSName, host.get());
            validator.checkPermitted(asked);
            validator.checkExcluded(asked);
        }
    }

    private static GeneralSubtree[] orNone(GeneralSubtree[] trees) {
        return trees == null ? new GeneralSubtree[0] : trees;
    }

    private static GeneralName[] names(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(ALTERNATIVE_NAMES);
        return extension == null
                ? new GeneralName[0]
                : GeneralNames.getInstance(
                                ASN1OctetString.getInstance(extension).getOctets())
                        .getNames();
    }

    private static void checkNames(PKIXNameConstraintValidator validator, X509Certificate certificate)
            throws NameConstraintValidatorException {
        var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        if (subject.getRDNs().length > 0) {
            validator.checkPermittedDN(subject);
            validator.checkExcludedDN(subject);
        }
        for (GeneralName name : names(certificate)) {
            validator.checkPermitted(name);
            validator.checkExcluded(name);
        }
    }

    private static Optional<TrustRefusal> refuse(String key, Text place, Exception why) {
        var what = Text.of(key, place, Wording.quoted(why.getMessage()));
        return Optional.of(new TrustRefusal(TrustError.CRITICAL_EXTENSION, what, ""));
    }
}
