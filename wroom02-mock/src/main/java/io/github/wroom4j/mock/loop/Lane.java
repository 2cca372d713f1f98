package io.github.wroom4j.mock.loop;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * The tasks, timers and channels of one chip's life. They run one at a time on the loop's thread, in the order in which
 * they came. Closing a lane drops all of them at once, as a reset does.
 *
 * <p>{@link #post}, {@link #at} and {@link #call} may be called from any thread; {@link #watch} only by a task.
 */
public final class Lane {
    /** How long {@link #run} and {@link #call} wait by default, in real time: only a task that hangs takes longer. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final String name;
    private final Set<Watch> watches = new HashSet<>();
    private volatile Object attachment;
    private volatile boolean open = true;

    Lane(EventLoop loop, String name) {
        this.loop = loop;
        this.name = name;
    }

    /** The lane whose task is running on this thread, or null. */
    public static Lane current() {
        return Thread.currentThread() instanceof EventLoop.LoopThread thread ? thread.running : null;
    }

    /**
     * Now, as this lane's tasks should see it: inside a timer the time that it was due, else the clock's. A chain of
     * timers set from here keeps its rhythm however far a manual clock has jumped.
     */
    public long nanos() {
        return Thread.currentThread() instanceof EventLoop.LoopThread thread && thread.inTimer && thread.running == this
                ? thread.timerDue
                : loop.clock().nanos();
    }

    /** Queues a task; dropped when the lane is closed. */
    public void post(Runnable task) {
        if (open) {
            loop.post(this, task);
        }
    }

    /** Runs a task once at or after the given {@link Clock#nanos()}. */
    public Timer at(long atNanos, Runnable task) {
        return loop.at(this, atNanos, task);
    }

    /** Runs a task once, that much after {@link #nanos()}. */
    public Timer after(Duration delay, Runnable task) {
        return at(nanos() + delay.toNanos(), task);
    }

    /** Runs a task in this lane and waits for its end; inside one of this loop's tasks it runs at once. */
    public void run(Runnable task) {
        call(() -> {
            task.run();
            return null;
        });
    }

    /**
     * As {@link #run}, with a result.
     *
     * @throws IllegalStateException if the lane is closed, or the task has not ended within {@link #PATIENCE}
     */
    public <T> T call(Callable<T> task) {
        var future = new FutureTask<>(task);
        if (loop.isLoopThread()) {
            loop.nested(this, future);
        } else {
            if (!open || loop.isClosed()) {
                throw new IllegalStateException(this + " is closed", loop.failure());
            }
            post(future);
        }
        try {
            return future.get(Deadline.in(PATIENCE).remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a task of " + this + " failed", e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException(
                    this + " was closed before its task ran", loop.failure() == null ? e : loop.failure());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a task of " + this + " did not end within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a task of " + this + " ran", e);
        }
    }

    /** Watches a non-blocking channel; call from a task. The handler gets the ready operations. */
    public Watch watch(SelectableChannel channel, int operations, IntConsumer handler) throws IOException {
        var watch = new Watch(this, channel, handler);
        watch.key = channel.register(loop.selector(), operations, watch);
        watches.add(watch);
        return watch;
    }

    /** Hangs something on the lane that its tasks can find: {@link #attachment()}. */
    public void attach(Object what) {
        attachment = what;
    }

    /** What was hung on the lane, or null. */
    public Object attachment() {
        return attachment;
    }

    /** Whether tasks still run. */
    public boolean isOpen() {
        return open;
    }

    /** Drops every task and timer and closes every watched channel; call from a task, or when the loop has ended. */
    public void close() {
        open = false;
        loop.forget(this);
        for (Watch watch : Set.copyOf(watches)) {
            watch.close();
        }
    }

    @Override
    public String toString() {
        return "lane " + name;
    }

    /** A task that waits for its time. */
    public static final class Timer {
        private final Lane lane;
        private final long due;
        private final long order;
        private final Runnable work;

        Timer(Lane lane, long due, long order, Runnable work) {
            this.lane = lane;
            this.due = due;
            this.order = order;
            this.work = work;
        }

        Lane lane() {
            return lane;
        }

        long due() {
            return due;
        }

        long order() {
            return order;
        }

        Runnable work() {
            return work;
        }

        /** Takes the timer back; harmless when it has run. */
        public void cancel() {
            lane.loop.forget(this);
        }
    }

    /** A channel under watch. */
    public static final class Watch {
        private final Lane lane;
        private final SelectableChannel channel;
        private final IntConsumer handler;
        private SelectionKey key;
        private boolean awaited;

        Watch(Lane lane, SelectableChannel channel, IntConsumer handler) {
            this.lane = lane;
            this.channel = channel;
            this.handler = handler;
        }

        Lane lane() {
            return lane;
        }

        void ready() {
            if (key.isValid()) {
                handler.accept(key.readyOps());
            }
        }

        /** Which operations to watch from now on ({@link SelectionKey}'s bits). */
        public void interest(int operations) {
            if (key.isValid() && key.interestOps() != operations) {
                key.interestOps(operations);
            }
        }

        /** Says whether somebody beyond this channel is expected to speak: {@link EventLoop#peerAwaited()}. */
        public void awaited(boolean yes) {
            if (awaited != yes) {
                awaited = yes;
                lane.loop.awaitPeer(yes ? 1 : -1);
            }
        }

        /** Ends the watch and closes the channel; harmless twice. */
        public void close() {
            lane.watches.remove(this);
            awaited(false);
            key.cancel();
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(Lane.class.getName()).log(System.Logger.Level.DEBUG, "closing a channel", e);
            }
        }
    }
}
