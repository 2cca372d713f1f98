package io.github.wroom4j.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlineTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void a_budget_is_spent_as_its_clock_moves() {
        var deadline = Deadline.in(clock, Duration.ofSeconds(2));
        clock.advance(Duration.ofMillis(1500));
        assertEquals(500_000_000L, deadline.remainingNanos());
        assertFalse(deadline.expired());
        clock.advance(Duration.ofMillis(500));
        assertTrue(deadline.expired());
    }

    @Test
    void the_sooner_of_two_wins() {
        var deadline = Deadline.in(clock, Duration.ofSeconds(2));
        assertSame(deadline, deadline.orIn(Duration.ofSeconds(3)));
        assertEquals(1_000_000_000L, deadline.orIn(Duration.ofSeconds(1)).remainingNanos());
    }

    @Test
    void never_and_a_budget_beyond_counting_do_not_overflow() {
        for (var deadline : new Deadline[] {
            Deadline.never(Clock.system()),
            Deadline.in(Duration.ofSeconds(Long.MAX_VALUE)),
            Deadline.in(clock, Duration.ofDays(1_000_000)),
            Deadline.in(clock, Duration.ofSeconds(1)).orIn(Duration.ofSeconds(Long.MAX_VALUE))
        }) {
            assertFalse(deadline.expired(), deadline.toString());
        }
    }

    @Test
    void the_machines_clock_waits_for_a_condition_no_longer_than_asked() throws Exception {
        var lock = new ReentrantLock();
        var condition = lock.newCondition();
        var deadline = Deadline.in(Duration.ofMillis(20));
        lock.lock();
        try {
            while (deadline.await(lock, condition)) {
                assertFalse(deadline.remainingNanos() < 0, "a wait that went on past its end");
            }
        } finally {
            lock.unlock();
        }
        assertTrue(deadline.expired());
    }

    @Test
    void the_machines_alarm_rings_once_and_not_early_and_can_be_taken_back() throws Exception {
        Clock system = Clock.system();
        var never = new AtomicBoolean();
        long ahead = 10_000_000;
        long takenBack;
        boolean inTime;
        do { // a machine that is busy elsewhere may take it back too late; then it was right to ring
            never.set(false);
            takenBack = system.nanos() + ahead;
            system.alarm(takenBack, () -> never.set(true)).cancel();
            inTime = system.nanos() < takenBack;
            ahead *= 2;
        } while (!inTime);
        var rang = new CountDownLatch(1);
        long at = takenBack + 10_000_000;
        system.alarm(at, rang::countDown);
        assertTrue(rang.await(10, TimeUnit.SECONDS));
        assertTrue(system.nanos() - at >= 0);
        assertFalse(never.get());
    }

    @Test
    void a_sleep_can_be_interrupted() {
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> Clock.system().sleepUntil(Clock.system().nanos() + 10_000_000_000L));
    }
}
