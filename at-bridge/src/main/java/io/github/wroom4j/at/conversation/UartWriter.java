package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;

/** Writes to the port, for whoever holds the lane, and turns the port's trouble into the driver's. */
final class UartWriter {
    private final DriverState state;

    UartWriter(DriverState state) {
        this.state = state;
    }

    void write(byte[] bytes, int offset, int length, Deadline deadline) {
        try {
            state.uart().write(bytes, offset, length, deadline);
        } catch (BoardException e) {
            throw trouble(e);
        }
    }

    /** The port's failure as this driver reports it; the keeper is notified. */
    AtException trouble(BoardException e) {
        switch (e.kind()) {
            case TIMEOUT -> {
                state.mend(new AtException(Kind.PORT, "the port took no bytes: " + e.getMessage(), "", e));
                return new AtException(Kind.TIMEOUT, "the port took no bytes until the deadline", "", e);
            }
            case INTERRUPTED -> {
                return new AtException(Kind.INTERRUPTED, "interrupted while writing to the module", "", e);
            }
            default -> {
                state.portLost(e);
                return new AtException(Kind.PORT, e.getMessage(), "", e);
            }
        }
    }
}
