package io.github.wroom4j;

import io.github.wroom4j.hal.Boards;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A sketch file started by plain {@code java}: its command line, and failures as one line and an exit code. */
final class CommandLineSketch {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private CommandLineSketch() {}

    static int run(Supplier<? extends Sketch> constructor, String[] arguments, PrintStream err) {
        SketchRunner runner;
        boolean verbose;
        String board;
        SketchOptions own;
        try {
            Map<String, String> options = new HashMap<>(SketchOptions.words(arguments));
            verbose = options.remove("verbose") != null;
            runner = SketchRunner.of(constructor);
            board = options.remove("board");
            if (board != null) {
                runner.board(board);
            }
            String loops = options.remove("loops");
            if (loops != null) {
                runner.loops(Long.parseLong(loops));
            }
            String time = options.remove("for");
            if (time != null) {
                runner.runFor(duration(time));
            }
            String handshake = options.remove("handshake-timeout");
            if (handshake != null) {
                runner.handshakeTimeout(duration(handshake));
            }
            own = SketchOptions.of(options);
        } catch (IllegalArgumentException usage) {
            err.println(usage.getMessage());
            return USAGE;
        }
        try {
            var air = SketchOptions.Network.of(board != null ? board : Boards.defaultAddress());
            return runner.options(own.in(air)).run();
        } catch (RuntimeException | Error failure) {
            err.println(line(failure));
            if (verbose) {
                failure.printStackTrace(err);
            }
            return FAILED;
        }
    }

    /** One line; an error's message alone, as in "Foo" of a NoClassDefFoundError, would not say what happened. */
    private static String line(Throwable failure) {
        String message = failure instanceof Error ? failure.toString() : failure.getMessage();
        return (message == null ? failure.toString() : message).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** {@code 500ms}, {@code 10s}, {@code 5m}; a number alone is seconds. */
    static Duration duration(String text) {
        var matcher = java.util.regex.Pattern.compile("(\\d{1,9})(ms|s|m|h)?").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a time: write 500ms, 10s or 5m");
        }
        long n = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofSeconds(n);
        };
    }
}
