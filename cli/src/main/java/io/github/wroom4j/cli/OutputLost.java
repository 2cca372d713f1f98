package io.github.wroom4j.cli;

import java.io.IOException;

/** Standard output takes no more: its reader has gone, as {@code head -1} goes, or its disk is full. */
final class OutputLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean readerGone;

    OutputLost(IOException why, boolean readerGone) {
        super("standard output cannot be written: " + ExitCodes.line(why), why);
        this.readerGone = readerGone;
    }

    /** Whether it was a pipe or a socket: the reader has gone, which is not a failure to report. */
    boolean readerGone() {
        return readerGone;
    }
}
