package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;

/** A certificate that cannot be read. */
final class CertificateProblem extends Exception {
    private static final long serialVersionUID = 1L;
    private final TrustError error;
    private final transient Text what;

    CertificateProblem(TrustError error, Text what, Throwable cause) {
        super(what.toString(), cause);
        this.what = what;
        this.error = error;
    }

    TrustError error() {
        return error;
    }

    Text what() {
        return what;
    }
}
