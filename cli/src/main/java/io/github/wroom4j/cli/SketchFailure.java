package io.github.wroom4j.cli;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.tls.TlsFailure;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What a sketch threw and did not catch: the board's and TLS's speak for themselves, the rest need a place. */
final class SketchFailure {
    private static final String OURS = "io.github.wroom4j.";
    private static final String EXAMPLES = "io.github.wroom4j.sketches.";

    private static final Pattern LIBRARY = Pattern.compile("(java|javax|jdk|sun|com\\.sun)\\.");

    /** What Java says of a variable that C++ would have filled by itself. */
    private static final Pattern EMPTY = Pattern.compile("because \"[\\w.<>\\[\\]]+\" is null");

    private SketchFailure() {}

    static RuntimeException reported(String sketch, Throwable failure) {
        if (failure instanceof RuntimeException known && speaksForItself(known)) {
            return known;
        }
        Throwable reason = failure;
        while (says(reason).isEmpty() && reason.getCause() != null) {
            reason = reason.getCause();
        }
        String what = reason.getClass().getSimpleName() + says(reason);
        return new JobFailed("the sketch " + sketch + " failed" + place(reason) + ": " + what, failure);
    }

    private static boolean speaksForItself(RuntimeException failure) {
        return failure instanceof AtException
                || failure instanceof BoardException
                || failure instanceof TlsFailure
                || failure instanceof UsageException
                || failure instanceof JobFailed
                || failure instanceof OutputLost;
    }

    private static String says(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return "";
        }
        String more = "";
        if (failure instanceof NoClassDefFoundError) {
            more = " (a class of a library comes with --lib FILE.jar)";
        } else if (failure instanceof NullPointerException
                && EMPTY.matcher(message).find()) {
            more =
                    " (a variable of a class holds nothing until it is given an object: IPAddress ip = new IPAddress();)";
        } else if (failure instanceof NumberFormatException) {
            more = " (new ArduinoString(text).toInt() is 0 for what is no number, as in C)";
        } else if (failure instanceof OutOfMemoryError) {
            more = " (of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB)";
        }
        return ": " + message + more;
    }

    /** The topmost line of the stack that is the user's own. */
    private static String place(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(line -> !LIBRARY.matcher(line.getClassName()).lookingAt()
                        && (!line.getClassName().startsWith(OURS)
                                || line.getClassName().startsWith(EXAMPLES)))
                .findFirst()
                .map(line -> " at " + line.getFileName() + ":" + line.getLineNumber())
                .orElse("");
    }
}
