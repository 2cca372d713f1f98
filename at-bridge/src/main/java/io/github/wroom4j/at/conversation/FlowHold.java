package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;

/**
 * Where the host's RTS stops the module, memory for pushed bytes is bounded without losing any: the reader leaves the
 * port alone while a link's buffer is nearly full, the port's own buffer fills, RTS falls, TCP's window does the rest.
 *
 * <p>All links share the line, so that one link that is not being read would stop them all. As soon as anyone waits for the module
 * while it is being held, the full link has the driver's patience left (2 s by default); then it is broken by name and the
 * others go on.
 *
 * <p>The reader's, under the driver's lock.
 */
final class FlowHold {
    /** Room that lets the reader go on: one of its chunks. */
    private static final int CHUNK = 8192;

    private final DriverState state;

    FlowHold(DriverState state) {
        this.state = state;
    }

    /** Waits until the port may be read; returns how many bytes at most. */
    int most(int wanted, UartConfig.Flow flow) {
        if (flow != UartConfig.Flow.RTS && flow != UartConfig.Flow.RTS_CTS) {
            return wanted;
        }
        int enough = Math.min(state.terms.receiveLimit() / 2, CHUNK);
        Deadline patience = null;
        while (state.engine.health() != Health.CLOSED) {
            Generation full = state.engine.fullest();
            if (full == null || full.bytes.room() >= enough) {
                return full == null ? wanted : Math.min(wanted, full.bytes.room());
            }
            if (!state.engine.someoneWaits()) {
                patience = null;
            } else if (patience == null) {
                patience = Deadline.in(state.clock, state.terms.patience());
            } else if (patience.expired()) {
                full.breakOff(new AtException(
                        AtException.Kind.LINK_BROKEN,
                        "nobody read " + full + " while its receive buffer of " + state.terms.receiveLimit()
                                + " bytes was full and others waited for the module that it held up",
                        ""));
                patience = null;
                continue;
            }
            state.await(state.room, patience == null ? Deadline.never(state.clock) : patience);
        }
        return wanted;
    }
}
