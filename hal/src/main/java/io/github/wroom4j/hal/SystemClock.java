package io.github.wroom4j.hal;

import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** The machine's time. Alarms ring on one daemon thread, started by the first of them. */
final class SystemClock implements Clock {
    static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    /** Started on first use: most programs never set an alarm. */
    private static final class Bell {
        static final ScheduledThreadPoolExecutor EXECUTOR = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "wroom4j-alarms");
            thread.setDaemon(true);
            return thread;
        });

        static {
            EXECUTOR.setRemoveOnCancelPolicy(true);
        }
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void sleepUntil(long atNanos) throws InterruptedException {
        for (long left; (left = atNanos - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public boolean await(Lock lock, Condition condition, long atNanos) throws InterruptedException {
        long left = atNanos - System.nanoTime();
        return left > 0 && condition.awaitNanos(left) > 0;
    }

    @Override
    public Alarm alarm(long atNanos, Runnable wake) {
        ScheduledFuture<?> pending =
                Bell.EXECUTOR.schedule(wake, Math.max(0, atNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        return () -> pending.cancel(false);
    }
}
