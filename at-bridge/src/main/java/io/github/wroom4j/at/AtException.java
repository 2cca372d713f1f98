package io.github.wroom4j.at;

/**
 * A command, a link or a module that failed, with the AT line that reported it. Secrets in the text are masked.
 */
public class AtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String atLine;

    /** Which sort of failure. */
    public enum Kind {
        /** The deadline passed. */
        TIMEOUT,
        /** The firmware answered ERROR, FAIL or a reason line. */
        ERROR_REPLY,
        /** The firmware stayed busy until the deadline. */
        BUSY,
        /** The module restarted by itself or was restarted. */
        MODULE_RESET,
        /** The link is closed. */
        LINK_CLOSED,
        /** Bytes of the link were lost or cannot be trusted. */
        LINK_BROKEN,
        /** This firmware cannot do it. */
        UNSUPPORTED,
        /** Joining failed: wrong password, no such access point, no answer. */
        JOIN_FAILED,
        /** The name could not be looked up. */
        NAME_NOT_FOUND,
        /** The station has no address. */
        NO_WIFI,
        /** No TCP (or SSL) connection came about. */
        CONNECT_FAILED,
        /** Every link id is taken. */
        NO_FREE_LINK,
        /** The port is gone or closed. */
        PORT,
        /** The module was closed by its user. */
        CLOSED,
        /** The waiting thread was interrupted; its interrupt flag is set again. */
        INTERRUPTED
    }

    /**
     * A failure.
     *
     * @param atLine the AT line that reported it, masked, or empty
     */
    public AtException(Kind kind, String message, String atLine) {
        super(message);
        this.kind = kind;
        this.atLine = atLine;
    }

    /** A failure with a cause below it. */
    public AtException(Kind kind, String message, String atLine, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.atLine = atLine;
    }

    /** Which sort of failure. */
    public Kind kind() {
        return kind;
    }

    /** The AT line that reported it, masked; empty if none did. */
    public String atLine() {
        return atLine;
    }
}
