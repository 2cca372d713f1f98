package io.github.wroom4j.cli;

import java.io.PrintStream;

/** Something to do when Ctrl-C ends the program, taken back by {@link #close()} when it ends otherwise. */
final class AtExit implements AutoCloseable {
    private final Thread hook;
    private volatile boolean running;

    /** What the work throws is one line, for the program ends with it. */
    AtExit(Runnable work, PrintStream err) {
        hook = new Thread(
                () -> {
                    running = true;
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        err.println("wroom4j: " + ExitCodes.line(e));
                    }
                },
                "wroom4j-exit");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the program is ending. */
    boolean running() {
        return running;
    }

    @Override
    public void close() {
        if (running) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            System.getLogger(AtExit.class.getName())
                    .log(System.Logger.Level.DEBUG, "the program is ending; the work is done by it", e);
        }
    }
}
