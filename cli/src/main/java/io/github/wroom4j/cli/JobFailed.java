package io.github.wroom4j.cli;

/** The job was understood and failed: reported in one line, exit code 1. */
class JobFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobFailed(String message) {
        super(message);
    }

    JobFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
