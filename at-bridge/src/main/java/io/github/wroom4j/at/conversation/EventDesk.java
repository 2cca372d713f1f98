package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.hal.Clock;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Hands events to listeners, in order, on a thread of its own that starts with the first listener. The reader posts and
 * never waits: when listeners fall far behind, the oldest events are dropped and the log says so.
 */
public final class EventDesk implements AtEvents {
    private static final int MOST_WAITING = 1024;
    private static final System.Logger LOG = System.getLogger(EventDesk.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition posted = lock.newCondition();
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final String name;
    private final Clock clock;
    private Thread thread;
    private boolean closed;
    private long dropped;

    public EventDesk(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
        listeners.add(listener);
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = new Thread(this::deliver, name);
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
        return () -> listeners.remove(listener);
    }

    /** Queues an event; without a listener nothing happens. Secrets must be masked already. */
    public void post(Kind kind, String detail) {
        lock.lock();
        try {
            if (thread == null || closed) {
                return;
            }
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                dropped++;
            }
            waiting.add(new Event(kind, detail, clock.nanos()));
            posted.signal();
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        for (Event event; (event = next()) != null; ) {
            for (Consumer<Event> listener : listeners) {
                try {
                    listener.accept(event);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "a listener failed on " + event, e);
                }
            }
        }
    }

    private Event next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                posted.awaitUninterruptibly();
            }
            if (dropped > 0) {
                LOG.log(Level.WARNING, "listeners are too slow: {0} events were dropped", dropped);
                dropped = 0;
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Delivers what is queued and ends the thread; waits for it unless called from a listener. */
    public void close() throws InterruptedException {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            posted.signal();
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            running.join(10_000);
        }
    }
}
