package io.github.wroom4j.cli;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.tls.TlsFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** From an exception to an exit code and one line. */
final class ExitCodes {
    /** Done. */
    static final int DONE = 0;
    /** The job failed. */
    static final int FAILED = 1;
    /** The command line was wrong. */
    static final int USAGE = 2;
    /** Ctrl-C: 128 + SIGINT, which is also what the JVM ends with after SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCodes() {}

    /** Which code an exception ends the command with. */
    static int of(Throwable failure) {
        if (failure instanceof UsageException) {
            return USAGE;
        }
        if (failure instanceof BoardException e) {
            return switch (e.kind()) {
                // Both are a mistake in what was typed.
                case UNKNOWN_SCHEME, BAD_ADDRESS -> USAGE;
                case INTERRUPTED -> INTERRUPTED;
                default -> FAILED;
            };
        }
        if (failure instanceof AtException e && e.kind() == AtException.Kind.INTERRUPTED
                || failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        return FAILED;
    }

    /** What to tell: what was wrong and what to do, in one line. */
    static String line(Throwable failure) {
        if (failure instanceof TlsFailure e) {
            return oneLine(e.getMessage() + (e.advice().isEmpty() ? "" : ". " + e.advice()));
        }
        if (failure instanceof UsageException
                || failure instanceof JobFailed
                || failure instanceof BoardException
                || failure instanceof AtException) {
            return oneLine(failure.getMessage());
        }
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return oneLine("no such file: " + failure.getMessage());
        }
        if (failure instanceof AccessDeniedException) {
            return oneLine("may not be read or written: " + failure.getMessage());
        }
        if (failure instanceof IOException) {
            return oneLine(told(failure));
        }
        if (failure instanceof InterruptedException) {
            return "interrupted";
        }
        return oneLine("this is a defect of wroom4j, not of your command: " + told(failure)
                + "; run it again with --verbose and report what it prints");
    }

    private static String told(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .filter(message -> !message.isBlank())
                .map(message -> failure.getClass().getSimpleName() + ": " + message)
                .orElse(failure.getClass().getSimpleName());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
