package io.github.wroom4j.hal;

/** A board, port or pin that cannot do what was asked: what was wrong, where, and what to do about it. */
public class BoardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Which sort of trouble, for a program to act on. */
    public enum Kind {
        /** No provider knows the scheme. */
        UNKNOWN_SCHEME,
        /** The address cannot be read: a key, value or path is wrong. */
        BAD_ADDRESS,
        /** There is no such port or host. */
        NOT_FOUND,
        /** Someone else owns the port; the message says who, where that can be known. */
        BUSY,
        /** The user may not open it; the message says which group to join. */
        PERMISSION,
        /** A third-party library is not on the class path; the message names the artifact. */
        LIBRARY_MISSING,
        /** The board cannot do that. */
        UNSUPPORTED,
        /** The port was there and has vanished. */
        GONE,
        /** This end has closed the port. */
        CLOSED,
        /** The deadline passed. */
        TIMEOUT,
        /** The waiting thread was interrupted; its interrupt flag is set again. */
        INTERRUPTED,
        /** The operating system reported another error. */
        IO
    }

    public BoardException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public BoardException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Which sort of trouble. */
    public Kind kind() {
        return kind;
    }
}
