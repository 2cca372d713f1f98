package io.github.wroom4j.mock.serve;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.pty.Pty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A board's UART behind a pseudo-terminal: a serial port that any program can open.
 *
 * <p>Programs may come and go; the module does not notice, as on a real port. A reader may be slow: the module waits until
 * the terminal takes its bytes. Only when a full terminal has taken none for {@link #PATIENCE} is the reader taken to be gone, and what
 * does not fit is dropped, as a UART without flow control would, until the terminal takes bytes again. {@link #close()}
 * closes the terminal and the board.
 */
public final class PtyDevice implements AutoCloseable {
    /** How long a full terminal is given by default before bytes are lost: a reader on a loaded machine loses none. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Board board;
    private final Pty pty;
    private final UartPump pump;

    private PtyDevice(Board board, Pty pty, Duration patience) {
        this.board = board;
        this.pty = pty;
        this.pump = new UartPump("wroom4j-pty", board.uart(), new PtyOutlet(pty, patience));
    }

    /**
     * Serves a board; closes it when that fails.
     *
     * @param link a symbolic link to make to the terminal
     * @throws BoardException if there are no pseudo-terminals here, or something stands where the link should
     */
    public static PtyDevice start(Board board, Path link) {
        return start(board, link, PATIENCE);
    }

    /**
     * As {@link #start(Board, Path)}, with another patience.
     *
     * @param patience how long a full terminal is given before bytes are lost; zero drops at once, as a real UART
     */
    public static PtyDevice start(Board board, Path link, Duration patience) {
        try {
            Pty pty = Pty.open();
            try {
                pty.link(link);
                return new PtyDevice(board, pty, patience);
            } catch (RuntimeException e) {
                pty.close();
                throw e;
            }
        } catch (RuntimeException e) {
            board.close();
            throw e;
        }
    }

    /** The terminal's own path, to which the link points. */
    public String path() {
        return pty.slavePath();
    }

    /** Waits until the board or the terminal ends; returns what broke, if something did. */
    public Optional<Exception> await() throws InterruptedException {
        return pump.await();
    }

    @Override
    public void close() {
        pty.close();
        board.close();
        pump.join();
    }

    private static final class PtyOutlet implements Outlet {
        private final Pty pty;
        private final Duration patience;
        private boolean unread;

        PtyOutlet(Pty pty, Duration patience) {
            this.pty = pty;
            this.patience = patience;
        }

        @Override
        public void fromModule(byte[] bytes, int length) throws IOException {
            try {
                // Once the reader is gone, waiting for each chunk would hold up the module for nothing.
                pty.write(bytes, 0, length, Deadline.in(unread ? Duration.ZERO : patience));
                unread = false;
            } catch (BoardException e) {
                if (e.kind() != BoardException.Kind.TIMEOUT) {
                    throw e;
                }
                unread = true;
            }
        }

        @Override
        public int toModule(byte[] buffer) {
            return pty.read(buffer, 0, buffer.length, Deadline.never(Clock.system()));
        }
    }
}
