package io.github.wroom4j.arduino;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What stands behind an Arduino return code: {@code connect()} says 0 and {@code GET()} says −1 for a dozen reasons, and
 * this says which.
 *
 * @param stage how far it came
 * @param message one line for a person; secrets are masked
 * @param cause the failure below it, or null if there is none
 */
public record ClientError(Stage stage, String message, Throwable cause) {

    /** No error. */
    public static final ClientError NONE = new ClientError(Stage.NONE, "", null);

    /** How far it came. */
    public enum Stage {
        /** Nothing went wrong. */
        NONE,
        /** An argument or a setting cannot be used; nothing was sent. */
        SETTINGS,
        /** There is no board, or its port or firmware does not answer. */
        MODULE,
        /** No Wi-Fi. */
        WIFI,
        /** The name was not found. */
        RESOLVE,
        /** TCP. */
        CONNECT,
        /** TLS; the cause is a {@code io.github.wroom4j.tls.TlsFailure}. */
        TLS,
        /** While sending. */
        SEND,
        /** While receiving. */
        RECEIVE,
        /** The peer's answer is not HTTP, or not whole. */
        PROTOCOL
    }

    /** An error without a failure below it. */
    public ClientError(Stage stage, String message) {
        this(stage, message, null);
    }

    /** What failed with a file of this computer, in words and without Java's own. */
    public static ClientError ofFile(String what, IOException why) {
        return new ClientError(Stage.SETTINGS, what + ": " + words(why), why);
    }

    private static String words(IOException why) {
        if (why instanceof NoSuchFileException) {
            return "there is no such file or folder";
        } else if (why instanceof AccessDeniedException) {
            return "this user may not";
        }
        return why.getMessage() == null || why instanceof FileSystemException ? why.toString() : why.getMessage();
    }

    /** Whether there was an error. */
    public boolean isError() {
        return stage != Stage.NONE;
    }

    /** The line for a person. */
    @Override
    public String toString() {
        return message;
    }
}
