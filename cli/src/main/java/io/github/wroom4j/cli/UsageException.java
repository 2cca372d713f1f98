package io.github.wroom4j.cli;

/** The command line asks for something impossible: reported in one line, exit code 2. */
class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
