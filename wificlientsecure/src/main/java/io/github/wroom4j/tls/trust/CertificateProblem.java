package io.github.wroom4j.tls.trust;

/** A certificate that cannot be read. */
final class CertificateProblem extends Exception {
    private static final long serialVersionUID = 1L;
    private final TrustError error;

    CertificateProblem(TrustError error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    TrustError error() {
        return error;
    }
}
