package io.github.wroom4j.tls.trust;

/**
 * What may be wrong with a certificate: BearSSL's number, and the alert that this end sends for it.
 *
 * <p>Numbers: arduino-api §15, "Error numbers (BR_ERR_*)". Alerts: RFC 8446 §6.2.
 */
public enum TrustError {
    /** A field holds what it must not. */
    INVALID_VALUE(33, 42),
    /** The DER ends too early. */
    TRUNCATED(34, 42),
    /** The server sent no certificate. */
    EMPTY_CHAIN(35, 50),
    /** Bytes follow the certificate. */
    EXTRA_ELEMENT(40, 42),
    /** A key or signature algorithm that is not accepted. */
    UNSUPPORTED(49, 43),
    /** Too many certificates, or one too large. */
    LIMIT_EXCEEDED(50, 42),
    /** The signature over a certificate does not verify. */
    BAD_SIGNATURE(52, 51),
    /** Outside its dates, or the clock is. */
    EXPIRED(54, 45),
    /** A certificate's subject is not the issuer that the one before it names. */
    DN_MISMATCH(55, 48),
    /** The host name is not in the certificate. */
    BAD_SERVER_NAME(56, 42),
    /** A critical extension that is not understood, or a constraint that is violated. */
    CRITICAL_EXTENSION(57, 43),
    /** An issuer that may not issue. */
    NOT_CA(58, 42),
    /** Key usage or extended key usage forbids it. */
    FORBIDDEN_KEY_USAGE(59, 42),
    /** A key too short. */
    WEAK_PUBLIC_KEY(60, 71),
    /** No anchor, fingerprint, pin or key matches it. */
    NOT_TRUSTED(62, 48),
    /** The key may not be used as the policy wants. */
    WRONG_KEY_USAGE(28, 42),
    /** The server does not own the known key. */
    WRONG_KEY(27, 42);

    private final int code;
    private final int alert;

    TrustError(int code, int alert) {
        this.code = code;
        this.alert = alert;
    }

    /** BearSSL's number, {@code BR_ERR_X509_*} or {@code BR_ERR_*}. */
    public int code() {
        return code;
    }

    /** The number of the alert that is sent to the peer. */
    public int alert() {
        return alert;
    }
}
