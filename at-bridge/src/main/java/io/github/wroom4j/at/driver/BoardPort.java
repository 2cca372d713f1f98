package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.UartReader;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.wirelog.LoggedUart;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.lang.System.Logger.Level;

/** The board in use, its reader thread, and opening it again when it has vanished. */
final class BoardPort implements Recovery.Ports {
    private static final System.Logger LOG = System.getLogger(BoardPort.class.getName());

    private final DriverOptions options;
    private final DriverState state;
    private final UartReader reader;
    private final LineCheck line;
    private final WireLog log;
    private final String name;
    private volatile Board board;
    private volatile boolean gone;
    private volatile boolean closed;
    private volatile Thread thread;

    BoardPort(
            Board board,
            DriverOptions options,
            DriverState state,
            UartReader reader,
            LineCheck line,
            WireLog log,
            String name) {
        this.board = board;
        this.options = options;
        this.state = state;
        this.reader = reader;
        this.line = line;
        this.log = log;
        this.name = name;
    }

    String address() {
        return board.address();
    }

    void start() {
        Uart uart = new LoggedUart(board.uart(), log);
        line.base(uart.config());
        state.uart(uart);
        gone = false;
        var next = new Thread(() -> read(uart), name + "-reader");
        next.setDaemon(true);
        thread = next;
        state.clock().enlist(next);
        next.start();
    }

    private void read(Uart uart) {
        BoardException end = reader.readUntilGone(uart);
        if (!closed) {
            LOG.log(Level.INFO, "{0}: {1}", board.address(), end.getMessage());
            gone = true;
            state.portLost(end);
        }
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public boolean reopen() {
        if (options.reopen().isEmpty() || closed) {
            return false;
        }
        try {
            closed = true; // the end of the old reader is not a loss
            board.close();
            join();
            closed = false;
            board = options.reopen().get().get();
            state.forgetInput();
            start();
            state.events().post(AtEvents.Kind.PORT_BACK, board.address());
            return true;
        } catch (BoardException e) {
            closed = false;
            gone = true;
            LOG.log(Level.DEBUG, "{0} cannot be reopened yet: {1}", board.address(), e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean resetPin() {
        if (!board.canReset()) {
            return false;
        }
        state.expectReset(true);
        try {
            board.reset();
            return true;
        } catch (BoardException e) {
            LOG.log(Level.WARNING, "the reset line of {0}: {1}", board.address(), e.getMessage());
            return false;
        } finally {
            state.expectReset(false);
        }
    }

    void close() {
        closed = true;
        board.close();
    }

    void join() throws InterruptedException {
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.join(10_000);
        }
    }
}
