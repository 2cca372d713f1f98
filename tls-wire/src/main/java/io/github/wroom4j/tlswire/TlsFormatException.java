package io.github.wroom4j.tlswire;

/** Bytes that are not what TLS says they should be: what was read, where, and what did not fit. */
public class TlsFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Oddity oddity;

    TlsFormatException(Oddity oddity) {
        super(oddity.toString());
        this.oddity = oddity;
    }

    TlsFormatException(Oddity.Kind kind, Object... particulars) {
        this(Oddity.of(kind, particulars));
    }

    /** The message as data. */
    public Oddity oddity() {
        return oddity;
    }
}
