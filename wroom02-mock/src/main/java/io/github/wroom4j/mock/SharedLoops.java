package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.loop.EventLoop;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One event loop for all mocks on one clock: it starts with the first and ends with the last of them. */
final class SharedLoops {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Clock, Shared> LOOPS = new IdentityHashMap<>();

    private static final class Shared {
        final EventLoop loop;
        int users;

        Shared(EventLoop loop) {
            this.loop = loop;
        }
    }

    private SharedLoops() {}

    static EventLoop acquire(Clock clock) {
        LOCK.lock();
        try {
            // One that an error ended keeps its own mocks and takes no more.
            Shared shared = LOOPS.compute(
                    clock, (c, now) -> now == null || now.loop.isClosed() ? new Shared(EventLoop.start(c)) : now);
            shared.users++;
            return shared.loop;
        } finally {
            LOCK.unlock();
        }
    }

    static void release(Clock clock, EventLoop loop) {
        EventLoop ended = null;
        LOCK.lock();
        try {
            Shared shared = LOOPS.get(clock);
            if (shared != null && shared.loop == loop && --shared.users == 0) {
                LOOPS.remove(clock);
                ended = shared.loop;
            }
        } finally {
            LOCK.unlock();
        }
        if (ended != null) {
            ended.close();
        }
    }
}
