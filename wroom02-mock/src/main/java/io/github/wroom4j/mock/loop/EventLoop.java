package io.github.wroom4j.mock.loop;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.ManualClock;
import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One selector and one thread for many chips. Tasks, timers and channel readiness all arrive here, one after another,
 * each in the {@link Lane} that it belongs to.
 *
 * <p>Time is the {@link Clock}'s: the loop asks it for an alarm that wakes the selector, so a manual clock drives timers
 * as the machine's does. A task that throws is reported to the log and ends alone; the loop goes on.
 */
public final class EventLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

    private final Clock clock;
    private final Selector selector;
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger peersAwaited = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();
    private final TimerQueue timers;
    private final LoopThread thread;
    private Clock.Alarm alarm = () -> {};
    private ManualClock.Stop membership = () -> {};
    private long alarmAt;
    private boolean alarmSet;
    /** Whether the thread may be about to sleep: whoever brings work must then wake it, and otherwise need not. */
    private volatile boolean asleep;

    private volatile boolean selecting;
    private volatile boolean closed;
    private final Set<Consumer<Error>> listeners = ConcurrentHashMap.newKeySet();
    /** What ended the thread before it was asked to stop, or null. */
    private volatile Error failure;

    private record Task(Lane lane, Runnable work) {}

    /** The thread carries what runs on it, so that C's global functions can find their chip. */
    static final class LoopThread extends Thread {
        final EventLoop loop;
        Lane running;
        /** The due time of the timer that runs now; meaningless outside one. */
        long timerDue;

        boolean inTimer;

        LoopThread(EventLoop loop) {
            super("wroom4j-mock-loop");
            this.loop = loop;
            setDaemon(true);
        }

        @Override
        public void run() {
            loop.turn();
        }
    }

    private EventLoop(Clock clock) {
        this.clock = clock;
        this.timers = new TimerQueue(clock.nanos());
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector to be had for the mock's event loop", e);
        }
        this.thread = new LoopThread(this);
    }

    /** A running loop on the given clock. Close it when its chips are done. */
    public static EventLoop start(Clock clock) {
        var loop = new EventLoop(clock);
        if (clock instanceof ManualClock manual) {
            loop.membership = manual.join(new ManualClock.Participant() {
                @Override
                public boolean quiet() {
                    return loop.closed || loop.isQuiescent() && !loop.peerAwaited();
                }

                @Override
                public long steps() {
                    return loop.steps.get();
                }
            });
        }
        loop.thread.start();
        return loop;
    }

    /** The clock that all its timers obey. */
    public Clock clock() {
        return clock;
    }

    /** A new, empty lane; the name appears in logs. */
    public Lane lane(String name) {
        return new Lane(this, name);
    }

    /**
     * Whether nothing is left to do at this clock's time: no task queued or running, no timer due, the thread parked in
     * its selector. An established or awaited peer may of course still send something: see {@link #peerAwaited()}.
     */
    public boolean isQuiescent() {
        return selecting && unfinished.get() == 0 && !timers.isDue(clock.nanos());
    }

    /** Whether some chip waits for a peer outside (a connection opening or open), so that a clock must not run ahead. */
    public boolean peerAwaited() {
        return peersAwaited.get() > 0;
    }

    void awaitPeer(int change) {
        peersAwaited.addAndGet(change);
    }

    /** Stops the thread. Lanes that are still open are closed with their channels. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void post(Lane lane, Runnable work) {
        unfinished.incrementAndGet();
        tasks.add(new Task(lane, work));
        wake();
    }

    Lane.Timer at(Lane lane, long atNanos, Runnable work) {
        Lane.Timer timer = timers.add(lane, atNanos, work);
        wake(); // the thread arms the alarm before it sleeps again
        return timer;
    }

    /** After work was handed over: the thread says that it falls asleep before it looks for work for the last time. */
    private void wake() {
        if (asleep && Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    void forget(Lane lane) {
        timers.forget(lane);
    }

    void forget(Lane.Timer timer) {
        timers.remove(timer);
    }

    /** Whether the thread has been asked to stop. */
    public boolean isClosed() {
        return closed;
    }

    /** What ended the thread before it was asked to stop, or null. Any thread. */
    public Error failure() {
        return failure;
    }

    /**
     * Calls a listener when the thread ends by an error, in that thread; at once if it already has.
     *
     * @return call it when that is of no interest any more
     */
    public Runnable whenItFails(Consumer<Error> listener) {
        listeners.add(listener);
        Error already = failure;
        if (already != null) {
            listener.accept(already);
        }
        return () -> listeners.remove(listener);
    }

    Selector selector() {
        return selector;
    }

    boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Runs work in the lane, on the loop's thread, in the middle of another lane's task. */
    void nested(Lane lane, Runnable work) {
        Lane before = thread.running;
        thread.running = lane;
        try {
            work.run();
        } finally {
            thread.running = before;
        }
    }

    private void turn() {
        try (selector) {
            while (!closed) {
                runTasks();
                runTimers();
                if (nothingLeft()) {
                    selecting = true;
                    selector.select(this::ready);
                    selecting = false;
                } else {
                    selector.selectNow(this::ready);
                }
                asleep = false;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the mock's event loop lost its selector", e);
            failure = new IOError(e);
        } catch (Error e) {
            // No memory, a class that is missing: whatever ran was left in the middle, so no module may go on as if it
            // had not.
            failure = e;
            LOG.log(System.Logger.Level.ERROR, "the mock's event loop has ended: its modules are dead", e);
        } finally {
            closed = true;
            if (failure != null) {
                listeners.forEach(each -> each.accept(failure));
            }
            alarm.cancel();
            membership.close();
            for (Task task; (task = tasks.poll()) != null; ) {
                if (task.work instanceof Future<?> awaited) {
                    awaited.cancel(false);
                }
            }
        }
    }

    /** Whether the thread may sleep: the alarm is set, and what comes from now on wakes it. */
    private boolean nothingLeft() {
        if (!tasks.isEmpty()) {
            return false;
        }
        asleep = true;
        // First the alarm, then the look at the clock: a timer that falls due between them is not slept through.
        armAlarm();
        return tasks.isEmpty() && !timers.isDue(clock.nanos());
    }

    private void ready(SelectionKey key) {
        selecting = false;
        var watch = (Lane.Watch) key.attachment();
        unfinished.incrementAndGet();
        execute(watch.lane(), watch::ready);
    }

    private void runTasks() {
        // Only what is queued now: a task that posts another must not keep channels and timers waiting.
        for (int left = unfinished.get(); left > 0; left--) {
            Task task = tasks.poll();
            if (task == null) {
                return;
            }
            execute(task.lane, task.work);
        }
    }

    private void runTimers() {
        long now = clock.nanos();
        for (Lane.Timer timer; (timer = timers.pollDue(now)) != null; ) {
            thread.timerDue = timer.due();
            thread.inTimer = true;
            unfinished.incrementAndGet();
            try {
                execute(timer.lane(), timer.work());
            } finally {
                thread.inTimer = false;
            }
        }
    }

    private void execute(Lane lane, Runnable work) {
        steps.incrementAndGet();
        try {
            if (lane.isOpen()) {
                thread.running = lane;
                work.run();
            } else if (work instanceof Future<?> awaited) {
                awaited.cancel(false); // somebody waits in Lane.call
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "a task of " + lane + " failed", e);
        } finally {
            thread.running = null;
            unfinished.decrementAndGet();
        }
    }

    private void armAlarm() {
        long now = clock.nanos();
        Lane.Timer first = timers.first();
        if (first == null) {
            if (alarmSet) {
                alarm.cancel();
                alarmSet = false;
            }
            return;
        }
        if (alarmSet && alarmAt == first.due()) {
            return;
        }
        alarm.cancel();
        alarmSet = false;
        if (first.due() - now > 0) {
            alarmAt = first.due();
            alarmSet = true;
            alarm = clock.alarm(alarmAt, selector::wakeup);
        }
    }
}
