package io.github.wroom4j.watch;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of the page on their way to the browsers: what happened, of which the newest is remembered for who comes
 * later, and how things stand, of which only the last counts. Any thread; whoever reports something never waits for a browser.
 */
final class Feed {
    /** Characters of events that are remembered. */
    private static final int MOST_REMEMBERED = 3 * 1024 * 1024;
    /** Characters that wait for one browser; what comes on top is lost to it. */
    private static final int MOST_WAITING = 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Clock clock;
    private final ArrayDeque<String> happened = new ArrayDeque<>();
    private final Map<String, String> standing = new LinkedHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private long remembered;
    private long forgotten;
    private boolean over;

    Feed(Clock clock) {
        this.clock = clock;
    }

    /** Something happened; each event is a JSON object. */
    void happened(List<String> events) {
        if (events.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            for (String event : events) {
                happened.add(event);
                remembered += event.length();
                while (remembered > MOST_REMEMBERED) {
                    remembered -= happened.remove().length();
                    forgotten++;
                }
                watchers.forEach(watcher -> watcher.add(event));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How something stands, if it does not stand so already. */
    void stands(String what, String event) {
        lock.lock();
        try {
            if (!event.equals(standing.put(what, event))) {
                watchers.forEach(watcher -> watcher.add(event));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Everything that a newcomer has to know, oldest first. */
    List<String> all() {
        lock.lock();
        try {
            var all = new ArrayList<>(standing.values());
            if (forgotten > 0) {
                all.add(lost(forgotten));
            }
            all.addAll(happened);
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** A browser comes; null when it is over. */
    Watcher join() {
        lock.lock();
        try {
            if (over) {
                return null;
            }
            var watcher = new Watcher(all());
            watchers.add(watcher);
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    /** How many browsers look. */
    int watchers() {
        lock.lock();
        try {
            return watchers.size();
        } finally {
            lock.unlock();
        }
    }

    /** No more events: every browser gets what waits for it, and is let go. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every browser has got the end, or the deadline. */
    void awaitUnwatched(Deadline deadline) {
        lock.lock();
        try {
            while (!watchers.isEmpty() && clock.await(lock, changed, deadline.atNanos())) {
                // one has gone, or it was woken for nothing
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static String lost(long updates) {
        return "{\"k\": \"lost\", \"n\": " + updates + "}";
    }

    /** One browser. */
    final class Watcher implements AutoCloseable {
        private List<String> waiting;
        private long size;
        private long lost;

        private Watcher(List<String> first) {
            waiting = first;
        }

        private void add(String event) {
            // After a loss it waits until the browser has caught up: a gap has one place.
            if (lost > 0 || size + event.length() > MOST_WAITING) {
                lost++;
                return;
            }
            size += event.length();
            waiting.add(event);
        }

        /**
         * What is new; empty at the deadline, null when it is over.
         *
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        List<String> take(Deadline deadline) throws InterruptedException {
            lock.lock();
            try {
                while (waiting.isEmpty() && !over && clock.await(lock, changed, deadline.atNanos())) {
                    // signalled, or woken for nothing
                }
                if (waiting.isEmpty()) {
                    return over ? null : List.of();
                }
                List<String> taken = waiting;
                if (lost > 0) {
                    taken.add(lost(lost));
                    // How things stand is never lost for good.
                    taken.addAll(standing.values());
                }
                waiting = new ArrayList<>();
                size = 0;
                lost = 0;
                return taken;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                watchers.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
