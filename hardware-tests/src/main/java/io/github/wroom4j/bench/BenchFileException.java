package io.github.wroom4j.bench;

/** A bench file that cannot be used: which file, which line, which key, and what is wrong there. */
public final class BenchFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFileException(String message) {
        super(message);
    }

    BenchFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
