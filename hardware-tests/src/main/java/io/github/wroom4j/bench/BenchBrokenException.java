package io.github.wroom4j.bench;

/** A bench that did not reach a state. It is not tried again: every later use fails with the first cause at once. */
public final class BenchBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A bench that is broken, and why. */
    public BenchBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
