package io.github.wroom4j.cli;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.tls.TlsFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
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

    /** What is printed is no longer read: 128 + SIGPIPE, as of any program in a pipe. */
    static final int READER_GONE = 141;

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
        return failure instanceof OutputLost lost && lost.readerGone() ? READER_GONE : FAILED;
    }

    /** The message: what was wrong and what to do, in one line. */
    static String line(Throwable failure) {
        if (failure instanceof TlsFailure e) {
            return oneLine(e.getMessage() + (e.advice().isEmpty() ? "" : ". " + e.advice()));
        }
        if (failure instanceof UsageException
                || failure instanceof JobFailed
                || failure instanceof OutputLost
                || failure instanceof BoardException
                || failure instanceof AtException) {
            return oneLine(withReason(failure.getMessage(), failure.getCause()));
        }
        if (failure instanceof UncheckedIOException e) {
            String message = e.getMessage();
            String reason = reason(e.getCause());
            boolean bare = message == null || message.equals(e.getCause().toString());
            return oneLine(bare ? reason : message.contains(reason) ? message : message + ": " + reason);
        }
        if (failure instanceof IOException e) {
            return oneLine(reason(e));
        }
        if (failure instanceof InvalidPathException e) {
            return oneLine("\"" + e.getInput() + "\" is not a path on this system: " + e.getReason()
                    + " (in a locale such as LC_ALL=C a name is ASCII: set LC_ALL=C.UTF-8)");
        }
        if (failure instanceof NoClassDefFoundError && isOfTheRuntime(failure.getMessage())) {
            return "the Java runtime in " + System.getProperty("java.home") + " was made without "
                    + failure.getMessage().replace('/', '.') + ", which this needs: let JAVA_HOME name a whole JDK 17"
                    + " or newer";
        }
        if (failure instanceof InterruptedException) {
            return "interrupted";
        }
        return oneLine("this is a defect of wroom4j, not of your command: " + describe(failure)
                + "; run it again with --verbose and report what it prints");
    }

    /** What was put behind a colon as it came may be a file's name and nothing else. */
    private static String withReason(String message, Throwable cause) {
        if (!(cause instanceof FileSystemException e) || e.getMessage() == null) {
            return message;
        }
        String bare = ": " + e.getMessage();
        return message.endsWith(bare)
                ? message.substring(0, message.length() - bare.length()) + ": " + reason(e)
                : message;
    }

    /** The exceptions of files say no more than the file's name. */
    private static String reason(IOException failure) {
        if (!(failure instanceof FileSystemException e)) {
            return failure instanceof FileNotFoundException ? fileNotFound(failure.getMessage()) : plain(failure);
        }
        if (e instanceof NoSuchFileException) {
            return noSuchFile(e.getFile());
        }
        if (e instanceof AccessDeniedException) {
            return "may not be read or written: " + e.getFile();
        }
        if (e instanceof FileAlreadyExistsException) {
            return "is there already: " + e.getFile();
        }
        if (e instanceof NotDirectoryException) {
            return "is not a folder: " + e.getFile();
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "is a folder with something in it: " + e.getFile();
        }
        return e.getReason() == null ? plain(e) : e.getReason() + ": " + e.getFile();
    }

    /** A file that is to be written needs its folder. */
    private static String noSuchFile(String file) {
        Path folder = Path.of(file).toAbsolutePath().getParent();
        return folder != null && !Files.isDirectory(folder) ? "there is no folder " + folder : "no such file: " + file;
    }

    /** The old streams' exception is one for all: {@code name (Permission denied)}. */
    private static String fileNotFound(String message) {
        return message != null && message.endsWith(")") ? message : "no such file: " + message;
    }

    private static String plain(IOException failure) {
        String message = failure.getMessage();
        if (failure instanceof UnknownHostException) {
            return "the host " + message + " is not known";
        }
        if (failure instanceof CharacterCodingException) {
            return "is not UTF-8 text";
        }
        return message == null || message.isBlank() ? describe(failure) : message;
    }

    private static boolean isOfTheRuntime(String name) {
        return name != null && name.matches("(java|javax|jdk|com/sun|sun)/.*");
    }

    private static String describe(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .filter(message -> !message.isBlank())
                .map(message -> failure.getClass().getSimpleName() + ": " + message)
                .orElse(failure.getClass().getSimpleName());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
