package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.Deadline;
import java.util.ArrayDeque;

/** Who may speak: one thread at a time, in the order of asking; while the module is being mended, only the keeper. */
final class LaneQueue {
    private final DriverState state;
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private Thread holder;
    private int depth;
    private volatile Thread keeper;

    LaneQueue(DriverState state) {
        this.state = state;
    }

    void keeper(Thread thread) {
        keeper = thread;
    }

    boolean isHeld() {
        return state.locked(() -> holder != null);
    }

    /** Waits for the turn; true if it is new to a thread that has to settle the past first. */
    boolean take(Deadline deadline) {
        Thread me = Thread.currentThread();
        state.enter();
        try {
            if (holder == me) {
                depth++;
                return false;
            }
            var ticket = new Object();
            queue.add(ticket);
            try {
                while (!mayTake(me, ticket)) {
                    if (!state.await(state.laneMoved, deadline) && !mayTake(me, ticket)) {
                        throw waited();
                    }
                }
            } finally {
                queue.remove(ticket);
                state.laneMoved.signalAll();
            }
            holder = me;
            depth = 1;
            return state.engine.health() == Health.READY; // while it is mended nothing of the past counts
        } finally {
            state.leave();
        }
    }

    private boolean mayTake(Thread me, Object ticket) {
        if (state.engine.health() == Health.CLOSED) {
            throw Engine.closed();
        }
        if (me == keeper) {
            return holder == null;
        }
        if (state.engine.health() == Health.LOST) {
            throw DriverState.again(state.engine.trouble());
        }
        return holder == null && state.engine.health() == Health.READY && queue.peek() == ticket;
    }

    private AtException waited() {
        if (state.engine.health() == Health.READY) {
            return new AtException(Kind.BUSY, "other commands kept the module busy until the deadline", "");
        }
        return state.engine.trouble() == null
                ? new AtException(Kind.TIMEOUT, "the module was not ready by the deadline", "")
                : DriverState.again(state.engine.trouble());
    }

    /** Gives the turn back, once for every time it was taken. */
    void release() {
        state.enter();
        try {
            if (--depth == 0) {
                holder = null;
                state.laneMoved.signalAll();
                if (state.turn.doubtful()) {
                    state.taskDue.signalAll();
                }
            }
        } finally {
            state.leave();
        }
    }

    /** Throws if the module is not ready for its holder; the keeper may always go on. */
    void demandReady() {
        state.enter();
        try {
            if (holder != keeper && state.engine.health() != Health.READY) {
                throw DriverState.again(state.engine.trouble());
            }
        } finally {
            state.leave();
        }
    }
}
