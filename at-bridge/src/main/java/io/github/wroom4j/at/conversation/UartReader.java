package io.github.wroom4j.at.conversation;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.lang.System.Logger.Level;

/**
 * The one thread that reads the port and hands what it reads to the engine; it never writes, never waits for a caller but for
 * room behind RTS, never runs user code.
 */
public final class UartReader {
    private static final System.Logger LOG = System.getLogger(UartReader.class.getName());

    private final DriverState state;
    private final FlowHold hold;
    private final byte[] chunk = new byte[8192];
    private Deadline gap;

    public UartReader(DriverState state) {
        this.state = state;
        this.hold = new FlowHold(state);
    }

    /** Reads one port until it is closed or gone; the cause comes back. */
    public BoardException readUntilGone(Uart uart) {
        Deadline never = Deadline.never(state.clock());
        int most = chunk.length;
        while (true) {
            try {
                int read = uart.read(chunk, 0, most, unfinished() ? gapDeadline() : never);
                state.enter();
                try {
                    if (read > 0) {
                        received(chunk, read);
                    } else {
                        silence();
                    }
                    most = hold.most(chunk.length, uart.config().flow());
                } finally {
                    state.leave();
                }
            } catch (BoardException e) {
                return e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the reader failed", e);
                return new BoardException(BoardException.Kind.IO, "reading the port failed: " + e, e);
            }
        }
    }

    /** Whether what came last goes on: within the payload gap more has to come. */
    public boolean unfinished() {
        return state.engine.unfinished();
    }

    /** Takes bytes as they came. */
    public void received(byte[] bytes, int length) {
        state.enter();
        try {
            state.engine.received(bytes, 0, length, state.clock().nanos());
        } finally {
            state.leave();
        }
    }

    /** What had to go on has not, for as long as the payload gap. */
    public void silence() {
        state.enter();
        try {
            state.engine.silence(state.clock().nanos());
        } finally {
            state.leave();
        }
    }

    /** Between one and two gaps from now, so that steady payload does not make a new deadline for every read. */
    private Deadline gapDeadline() {
        long gapNanos = state.terms().timeouts().payloadGap().toNanos();
        if (gap == null || gap.remainingNanos() < gapNanos) {
            gap = Deadline.at(state.clock(), state.clock().nanos() + 2 * gapNanos);
        }
        return gap;
    }
}
