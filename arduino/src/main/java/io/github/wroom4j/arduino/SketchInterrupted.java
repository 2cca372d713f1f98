package io.github.wroom4j.arduino;

/** The waiting thread was interrupted, as the runner does to stop a sketch; its interrupt flag is set again. */
public class SketchInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SketchInterrupted(InterruptedException cause) {
        super("interrupted while waiting", cause);
    }
}
