package io.github.wroom4j.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.memory.MemoryUart;
import io.github.wroom4j.hal.testing.OwnThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManualClockTest {
    private static final long SECOND = 1_000_000_000L;
    private final ManualClock clock = new ManualClock();

    @Test
    void it_stands_still_until_it_is_moved() {
        var start = clock.now();
        clock.advance(Duration.ofSeconds(3));
        assertEquals(3 * SECOND, clock.nanos());
        assertEquals(start.plusSeconds(3), clock.now());
    }

    @Test
    void alarms_ring_in_order_each_at_its_own_time() {
        var heard = new ArrayList<String>();
        clock.alarm(2 * SECOND, () -> heard.add("b@" + clock.nanos() / SECOND));
        clock.alarm(SECOND, () -> {
            heard.add("a@" + clock.nanos() / SECOND);
            clock.alarm(2 * SECOND, () -> heard.add("c@" + clock.nanos() / SECOND));
        });
        clock.alarm(SECOND, () -> heard.add("never")).cancel();

        clock.advance(Duration.ofSeconds(5));

        assertEquals(List.of("a@1", "b@2", "c@2"), heard);
    }

    @Test
    void an_alarm_whose_time_has_come_rings_at_once() {
        var heard = new AtomicInteger();
        clock.alarm(0, heard::incrementAndGet);
        assertEquals(1, heard.get());
        assertFalse(clock.advanceToNextAlarm());
    }

    @Test
    void a_wait_that_runs_out_says_so_and_a_signalled_one_does_not() throws Exception {
        var lock = new ReentrantLock();
        var condition = lock.newCondition();
        var waiting = OwnThread.supply(() -> {
            lock.lock();
            try {
                boolean first = clock.await(lock, condition, 10 * SECOND);
                boolean second = clock.await(lock, condition, 20 * SECOND);
                return first + " " + second + "@" + clock.nanos() / SECOND;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                lock.unlock();
            }
        });
        spinUntil(() -> clock.waiting() == 1);
        clock.advance(Duration.ofSeconds(3));
        lock.lock();
        condition.signal();
        lock.unlock();

        assertTrue(clock.runUntil(waiting::isDone, Duration.ofMinutes(1)));
        assertEquals("true false@20", waiting.get(10, TimeUnit.SECONDS));
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_wait_for_a_time_that_has_come_does_not_wait() throws Exception {
        var lock = new ReentrantLock();
        lock.lock();
        try {
            assertFalse(clock.await(lock, lock.newCondition(), 0));
        } finally {
            lock.unlock();
        }
    }

    @Test
    void a_deadline_never_does_not_tempt_the_clock_into_the_next_century() throws Exception {
        MemoryUart.Pair pair = MemoryUart.pair(clock);
        var reading = OwnThread.supply(() -> pair.near().read(new byte[1], 0, 1, Deadline.never(clock)));
        spinUntil(() -> clock.waiting() == 1);

        assertFalse(clock.runUntil(reading::isDone, Duration.ofDays(30)));
        assertEquals(Duration.ofDays(30).toNanos(), clock.nanos());
        pair.far().write(new byte[] {7}, 0, 1);
        assertEquals(1, reading.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_signalled_thread_that_has_not_run_yet_holds_the_time() throws Exception {
        // Ten thousand hand-overs between two threads, each within a deadline of one simulated millisecond: if time
        // moved between a signal and its thread's waking, a read would give 0.
        MemoryUart.Pair pair = MemoryUart.pair(clock);
        var asked = new AtomicInteger();
        pair.far().onReadable(() -> {
            byte[] buffer = new byte[16];
            int n = pair.far().read(buffer, 0, 16);
            asked.addAndGet(n);
            clock.alarm(clock.nanos() + 100_000, () -> pair.far().write(buffer, 0, n));
        });
        var work = new FutureTask<>(() -> {
            byte[] b = new byte[1];
            for (int i = 0; i < 10_000; i++) {
                var within = Deadline.in(clock, Duration.ofMillis(1));
                pair.near().write(b, 0, 1, within);
                if (pair.near().read(b, 0, 1, within) != 1) {
                    return "timed out in round " + i;
                }
            }
            return "done";
        });
        var worker = new Thread(work);
        clock.enlist(worker);
        worker.start();

        assertTrue(clock.runUntil(work::isDone, Duration.ofDays(1)));
        assertEquals("done", work.get(10, TimeUnit.SECONDS));
        assertEquals(10_000, asked.get());
    }

    @Test
    void a_participant_that_is_not_quiet_holds_the_time() throws Exception {
        var loop = new Loop();
        var seen = new AtomicLong();
        ManualClock.Stop membership = clock.join(loop);
        try {
            clock.alarm(
                    SECOND,
                    () -> loop.post(() -> {
                        // Long in real time, no time at all on the clock.
                        long until = System.nanoTime() + 20_000_000;
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        seen.set(clock.nanos());
                    }));
            clock.alarm(2 * SECOND, () -> {});

            assertTrue(clock.runUntil(() -> seen.get() != 0, Duration.ofMinutes(1)));
        } finally {
            membership.close();
            loop.close();
        }
        assertEquals(SECOND, seen.get());
    }

    @Test
    void thirty_days_of_heartbeats_pass_in_moments() {
        var beats = new AtomicInteger();
        beat(beats);
        assertFalse(clock.runUntil(() -> false, Duration.ofDays(30)));
        assertEquals(30 * 24 * 60, beats.get());
    }

    private void beat(AtomicInteger beats) {
        clock.alarm(clock.nanos() + 60 * SECOND, () -> {
            beats.incrementAndGet();
            beat(beats);
        });
    }

    @Test
    void a_driven_clock_lets_the_tests_own_thread_wait() throws Exception {
        var stop = clock.drive();
        try {
            clock.sleepUntil(Duration.ofDays(3).toNanos());
            assertEquals(Duration.ofDays(3).toNanos(), clock.nanos());

            // While this thread works, time stands still though an alarm is pending.
            var rang = new AtomicBoolean();
            clock.alarm(clock.nanos() + 1, () -> rang.set(true));
            long until = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertFalse(rang.get());
        } finally {
            stop.close();
        }
    }

    @Test
    void a_regular_that_parks_elsewhere_does_not_stop_the_clock() throws Exception {
        var jobs = new LinkedBlockingQueue<Runnable>();
        var worker = new Thread(() -> {
            try {
                clock.sleepUntil(SECOND);
                jobs.take().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worker.start();
        assertFalse(clock.runUntil(() -> false, Duration.ofMinutes(1)));
        jobs.add(() -> {});
        worker.join();
        assertEquals(0, clock.waiting());
    }

    @Test
    void an_interrupted_sleeper_leaves_nothing_behind() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> clock.sleepUntil(SECOND));
        assertEquals(0, clock.waiting());
        assertFalse(clock.advanceToNextAlarm());
    }

    /** The smallest event loop there is: one thread, a queue, and an honest answer. */
    private static final class Loop implements ManualClock.Participant {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread = new Thread(this::run);

        Loop() {
            thread.start();
        }

        void post(Runnable task) {
            open.incrementAndGet();
            tasks.add(task);
            LockSupport.unpark(thread);
        }

        private void run() {
            while (!closed.get()) {
                Runnable task = tasks.poll();
                if (task == null) {
                    LockSupport.park(this);
                } else {
                    task.run();
                    open.decrementAndGet();
                }
            }
        }

        @Override
        public boolean quiet() {
            return open.get() == 0;
        }

        void close() throws InterruptedException {
            closed.set(true);
            LockSupport.unpark(thread);
            thread.join();
        }
    }
}
