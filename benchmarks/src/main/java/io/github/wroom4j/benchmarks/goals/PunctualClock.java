package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Clock;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The machine's time with alarms that ring on the microsecond, for the module's side of a measurement. A parked thread
 * wakes some 100 µs late, which at 2 Mbaud is 20 bytes: a real module's UART is never late, so this clock's thread spins
 * through the last stretch before an alarm. Only benches may; nothing of the host's runs on it.
 */
final class PunctualClock implements Clock {
    private static final long LATENESS_NANOS = 150_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Bell> bells = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
    private final Thread ringer;

    private static final class Bell {
        private final long at;
        private final Runnable wake;

        Bell(long at, Runnable wake) {
            this.at = at;
            this.wake = wake;
        }
    }

    PunctualClock() {
        ringer = new Thread(this::ring, "punctual-clock");
        ringer.setDaemon(true);
        ringer.start();
    }

    private void ring() {
        while (true) {
            Bell due = null;
            long left = TimeUnit.SECONDS.toNanos(1);
            lock.lock();
            try {
                Bell next = bells.peek();
                if (next != null) {
                    left = next.at - System.nanoTime();
                    if (left <= 0) {
                        due = bells.poll();
                    }
                }
            } finally {
                lock.unlock();
            }
            if (due != null) {
                due.wake.run();
            } else if (left > LATENESS_NANOS) {
                LockSupport.parkNanos(this, left - LATENESS_NANOS);
            } else {
                Thread.onSpinWait();
            }
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
        Clock.system().sleepUntil(atNanos);
    }

    @Override
    public boolean await(Lock held, Condition condition, long atNanos) throws InterruptedException {
        return Clock.system().await(held, condition, atNanos);
    }

    @Override
    public Alarm alarm(long atNanos, Runnable wake) {
        var bell = new Bell(atNanos, wake);
        lock.lock();
        try {
            bells.add(bell);
            if (bells.peek() == bell) {
                LockSupport.unpark(ringer);
            }
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                bells.remove(bell);
            } finally {
                lock.unlock();
            }
        };
    }
}
