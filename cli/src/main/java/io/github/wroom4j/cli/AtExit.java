package io.github.wroom4j.cli;

/** Something to do when Ctrl-C ends the program, taken back by {@link #close()} when it ends otherwise. */
final class AtExit implements AutoCloseable {
    private final Thread hook;
    private volatile boolean running;

    AtExit(Runnable work) {
        hook = new Thread(
                () -> {
                    running = true;
                    work.run();
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
