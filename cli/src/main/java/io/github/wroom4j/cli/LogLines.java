package io.github.wroom4j.cli;

import io.github.wroom4j.mock.lwip.HostPorts;
import io.github.wroom4j.mock.lwip.Served;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log on stderr: warnings as one line each; with {@code --verbose} everything of ours, with time and thread. */
final class LogLines extends Handler {
    // Held, for the JDK forgets a logger that is not referenced, with its level.
    private static final Logger OURS = Logger.getLogger("io.github.wroom4j");
    private static final Logger PORTS = Logger.getLogger(HostPorts.class.getName());

    private final PrintStream err;
    private final boolean verbose;
    private final PortAnnouncer ports;
    private final SimpleFormatter words = new SimpleFormatter();
    private volatile String lastWarning = "";

    private LogLines(PrintStream err, boolean verbose, PortAnnouncer ports) {
        this.err = err;
        this.verbose = verbose;
        this.ports = ports;
    }

    /**
     * Takes the place of the JDK's own two-line console log.
     *
     * @param ports gets each port that a mock opens, in the thread that opened it
     */
    static void install(PrintStream err, boolean verbose, PortAnnouncer ports) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        OURS.setLevel(verbose ? Level.ALL : Level.WARNING);
        PORTS.setLevel(verbose ? Level.ALL : Level.INFO);
        root.addHandler(new LogLines(err, verbose, ports));
    }

    /** Whether a line only repeats the last warning. */
    static boolean alreadyWarned(String line) {
        return Arrays.stream(Logger.getLogger("").getHandlers())
                .anyMatch(handler -> handler instanceof LogLines lines
                        && !lines.lastWarning.isEmpty()
                        && line.contains(lines.lastWarning));
    }

    @Override
    public void publish(LogRecord line) {
        if (!isLoggable(line)) {
            return;
        }
        Object[] given = line.getParameters();
        if (given != null && given.length == 1 && given[0] instanceof Served served) {
            ports.opened(served);
            return;
        }
        String message = words.formatMessage(line);
        if (verbose) {
            err.printf(
                    "%tT.%<tL %-7s %s: %s%n",
                    line.getMillis(), line.getLevel(), shortName(line.getLoggerName()), message);
            if (line.getThrown() != null) {
                line.getThrown().printStackTrace(err);
            }
        } else {
            String severity = line.getLevel().intValue() >= Level.SEVERE.intValue() ? "error" : "warning";
            lastWarning = message;
            err.println(severity + ": " + message + wayOut(message));
        }
    }

    /** The library names its calls; who typed a command needs the options that make them. */
    static String wayOut(String message) {
        boolean host = message.contains("use TlsLocation.HOST");
        boolean insecure = message.contains("or setInsecure()");
        if (!host && !insecure) {
            return "";
        }
        return " (on the command line: " + (host ? "--tls host" : "--ca FILE") + (insecure ? " or --insecure)" : ")");
    }

    private static String shortName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        err.flush();
    }
}
