package io.github.wroom4j.mock.loop;

import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** Timers in the order in which they fall due; those due at the same time, in the order in which they were set. */
final class TimerQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Lane.Timer> timers;
    private long orders;

    /** @param origin any recent time of the clock: times are compared by their distance from it */
    TimerQueue(long origin) {
        timers = new TreeSet<>((a, b) -> {
            int earlier = Long.compare(a.due() - origin, b.due() - origin);
            return earlier != 0 ? earlier : Long.compare(a.order(), b.order());
        });
    }

    Lane.Timer add(Lane lane, long atNanos, Runnable work) {
        lock.lock();
        try {
            var timer = new Lane.Timer(lane, atNanos, orders++, work);
            timers.add(timer);
            return timer;
        } finally {
            lock.unlock();
        }
    }

    void remove(Lane.Timer timer) {
        lock.lock();
        try {
            timers.remove(timer);
        } finally {
            lock.unlock();
        }
    }

    void forget(Lane lane) {
        lock.lock();
        try {
            timers.removeIf(timer -> timer.lane() == lane);
        } finally {
            lock.unlock();
        }
    }

    /** The timer that falls due first, or null. */
    Lane.Timer first() {
        lock.lock();
        try {
            return timers.isEmpty() ? null : timers.first();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the first timer that is due, or null. */
    Lane.Timer pollDue(long now) {
        lock.lock();
        try {
            return !timers.isEmpty() && timers.first().due() - now <= 0 ? timers.pollFirst() : null;
        } finally {
            lock.unlock();
        }
    }

    boolean isDue(long now) {
        Lane.Timer first = first();
        return first != null && first.due() - now <= 0;
    }
}
