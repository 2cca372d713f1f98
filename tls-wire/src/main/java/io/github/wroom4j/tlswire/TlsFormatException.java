package io.github.wroom4j.tlswire;

/** Bytes that are not what TLS says they should be: what was read, where, and what did not fit. */
public class TlsFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsFormatException(String message) {
        super(message);
    }
}
