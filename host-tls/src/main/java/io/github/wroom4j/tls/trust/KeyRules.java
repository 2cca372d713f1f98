package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.Optional;
import java.util.Set;

/** Which keys and signatures are accepted in a chain. */
final class KeyRules {
    /** BearSSL: an RSA modulus of less than 1017 bits is weak (TLS-7). */
    private static final int LEAST_RSA_STRICT = 1017;
    /** Public authorities have not issued less since 2014; stricter than BearSSL on purpose. */
    private static final int LEAST_RSA = 2048;

    /** BearSSL's own limit. */
    private static final int MOST_RSA_STRICT = 4096;

    private static final int MOST_RSA = 16_384;
    private static final Set<Integer> CURVE_BITS = Set.of(256, 384, 521);
    private static final Set<String> SIGNATURES = Set.of(
            "SHA224WITHRSA",
            "SHA256WITHRSA",
            "SHA384WITHRSA",
            "SHA512WITHRSA",
            "SHA224WITHECDSA",
            "SHA256WITHECDSA",
            "SHA384WITHECDSA",
            "SHA512WITHECDSA");
    private static final Set<String> SIGNATURES_STRICT_ONLY = Set.of("SHA1WITHRSA", "SHA1WITHECDSA");

    private KeyRules() {}

    static boolean acceptedSignature(String upperCaseName, boolean strict) {
        return SIGNATURES.contains(upperCaseName) || strict && SIGNATURES_STRICT_ONLY.contains(upperCaseName);
    }

    static Optional<TrustRefusal> check(PublicKey key, Text place, boolean strict) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            int least = strict ? LEAST_RSA_STRICT : LEAST_RSA;
            if (bits < least) {
                return Optional.of(new TrustRefusal(
                        TrustError.WEAK_PUBLIC_KEY,
                        Text.of("trust.rsa-short", place, bits, least),
                        "Have the server use a larger key."));
            }
            if (bits > (strict ? MOST_RSA_STRICT : MOST_RSA)) {
                return Optional.of(
                        new TrustRefusal(TrustError.LIMIT_EXCEEDED, Text.of("trust.rsa-long", place, bits), ""));
            }
            return !strict && bits % 8 != 0
                    ? Optional.of(new TrustRefusal(TrustError.UNSUPPORTED, Text.of("trust.rsa-odd", place, bits), ""))
                    : Optional.empty();
        }
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return isNist(ec.getParams())
                    ? Optional.empty()
                    : Optional.of(new TrustRefusal(TrustError.UNSUPPORTED, Text.of("trust.curve", place, bits), ""));
        }
        return Optional.of(
                new TrustRefusal(TrustError.UNSUPPORTED, Text.of("trust.key-type", place, key.getAlgorithm()), ""));
    }

    /** P-256, P-384 or P-521: secp256k1, which BearSSL refuses, has P-256's size but an "a" of 0 instead of p − 3. */
    static boolean isNist(ECParameterSpec curve) {
        return CURVE_BITS.contains(curve.getCurve().getField().getFieldSize())
                && curve.getCurve().getA().signum() != 0;
    }
}
