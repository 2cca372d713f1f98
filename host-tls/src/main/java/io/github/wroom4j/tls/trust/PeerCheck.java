package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Applies a {@link TrustPolicy} to a chain as it came from the wire. */
public final class PeerCheck {
    private PeerCheck() {}

    /**
     * Judges a chain.
     *
     * @param chain DER, leaf first, as sent
     * @param host name or address that was asked for; empty skips the name check, which only a caller that has no name
     *     may do
     * @param time when; usually now
     * @return empty when the peer is believed
     */
    public static Optional<TrustRefusal> judge(
            TrustPolicy policy, List<byte[]> chain, Optional<String> host, Instant time) {
        if (chain.isEmpty()) {
            return refuse(TrustError.EMPTY_CHAIN, Text.of("trust.no-certificate", LeafRules.Role.SERVER.who()), "");
        }
        if (policy instanceof TrustPolicy.Unset || policy instanceof TrustPolicy.ModuleStore) {
            return refuse(TrustError.NOT_TRUSTED, Text.of("trust.unset"), noTrustAdvice(policy));
        }
        if (policy instanceof TrustPolicy.Insecure) {
            return Optional.empty();
        }
        if (policy instanceof TrustPolicy.Fingerprint fingerprint) {
            return fingerprint(fingerprint, chain.get(0));
        }
        if (policy instanceof TrustPolicy.Anchors anchors) {
            return new CertificatePath(anchors, host, time, LeafRules.Role.SERVER).check(chain);
        }
        X509Certificate leaf;
        try {
            leaf = Certificates.parse(chain.get(0));
        } catch (CertificateProblem malformed) {
            return refuse(malformed.error(), malformed.what(), "");
        }
        if (policy instanceof TrustPolicy.Pins pins) {
            return pins(pins, chain.get(0), leaf);
        }
        if (policy instanceof TrustPolicy.KnownKey known) {
            return knownKey(known, leaf);
        }
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())
                ? Optional.empty()
                : refuse(
                        TrustError.NOT_TRUSTED,
                        Text.of("trust.not-self-signed", leaf.getIssuerX500Principal()),
                        "Use setTrustAnchors() with that authority.");
    }

    /** Judges the chain of a client that connects to a server of ours: as a server's, but for clientAuth and no name. */
    public static Optional<TrustRefusal> judgeClient(TrustPolicy.Anchors policy, List<byte[]> chain, Instant time) {
        return chain.isEmpty()
                ? refuse(TrustError.EMPTY_CHAIN, Text.of("trust.no-certificate", LeafRules.Role.CLIENT.who()), "")
                : new CertificatePath(policy, Optional.empty(), time, LeafRules.Role.CLIENT).check(chain);
    }

    /** What to do when nothing was configured, and why not where something was given. */
    public static String noTrustAdvice(TrustPolicy policy) {
        String why = policy instanceof TrustPolicy.Unset unset && !unset.why().isEmpty() ? ": " + unset.why() : "";
        return "No trust is configured" + why + ". Call setTrustAnchors(..), setSystemTrust() or setInsecure().";
    }

    private static Optional<TrustRefusal> fingerprint(TrustPolicy.Fingerprint wanted, byte[] leaf) {
        byte[] found = digest("SHA-1", leaf);
        return MessageDigest.isEqual(wanted.sha1(), found)
                ? Optional.empty()
                : refuse(
                        TrustError.NOT_TRUSTED,
                        Text.of("trust.fingerprint", colons(found), colons(wanted.sha1())),
                        "If the server renewed its certificate, take the new fingerprint, or pin its key or"
                                + " authority instead: those last longer.");
    }

    private static Optional<TrustRefusal> pins(TrustPolicy.Pins pins, byte[] der, X509Certificate leaf) {
        byte[] certificate = digest("SHA-256", der);
        byte[] key = digest("SHA-256", leaf.getPublicKey().getEncoded());
        boolean pinned = pins.certificates().stream().anyMatch(pin -> MessageDigest.isEqual(pin, certificate))
                || pins.keys().stream().anyMatch(pin -> MessageDigest.isEqual(pin, key));
        return pinned
                ? Optional.empty()
                : refuse(
                        TrustError.NOT_TRUSTED,
                        Text.of("trust.no-pin", colons(certificate), colons(key)),
                        "If the server changed its key, take the new pin.");
    }

    private static Optional<TrustRefusal> knownKey(TrustPolicy.KnownKey known, X509Certificate leaf) {
        if (!Arrays.equals(known.key().getEncoded(), leaf.getPublicKey().getEncoded())) {
            // A key of another kind cannot even do what it would be used for: BearSSL has another number for that.
            boolean sameKind =
                    known.key().getAlgorithm().equals(leaf.getPublicKey().getAlgorithm());
            return refuse(
                    sameKind ? TrustError.WRONG_KEY : TrustError.WRONG_KEY_USAGE,
                    Text.of("trust.other-key", leaf.getPublicKey().getAlgorithm()),
                    "");
        }
        return known.keyExchange() || known.signing()
                ? Optional.empty()
                : refuse(TrustError.WRONG_KEY_USAGE, Text.of("trust.no-usage"), "");
    }

    /** A digest that every JDK has. */
    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("this JDK lacks " + algorithm, broken);
        }
    }

    /**
     * SHA-1 of a certificate, as {@code setFingerprint} wants it.
     *
     * @return 20 bytes
     * @throws GeneralSecurityException if the certificate cannot be encoded
     */
    public static byte[] sha1(X509Certificate certificate) throws GeneralSecurityException {
        return digest("SHA-1", certificate.getEncoded());
    }

    private static String colons(byte[] bytes) {
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    private static Optional<TrustRefusal> refuse(TrustError error, Text what, String advice) {
        return Optional.of(new TrustRefusal(error, what, advice));
    }
}
