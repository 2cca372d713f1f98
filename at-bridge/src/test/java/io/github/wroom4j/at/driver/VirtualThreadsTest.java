package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A virtual thread that waits for the module is parked and gives its carrier back. By reflection, since these classes are
 * for Java 17; on a JDK before 21 the tests are skipped.
 */
@Timeout(120)
class VirtualThreadsTest {
    /** Far more than there are carriers, also with those that a JDK adds for pinned ones (256). */
    private static final int MANY = 600;

    private static Thread virtual(Runnable task) throws ReflectiveOperationException {
        // No program that could be installed: -Dwroom4j.require does not ask for it.
        Assumptions.assumeTrue(
                Runtime.version().feature() >= 21, "this JDK, " + Runtime.version() + ", has no virtual threads");
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }

    private static void awaitParked(List<Thread> threads) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
                assertTrue(System.nanoTime() < end, thread + " is " + thread.getState());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void hundreds_that_wait_for_a_silent_module_leave_room_for_another() throws Exception {
        virtual(() -> {}).join();
        var module = ScriptedModule.nonOs17().on("AT\\+SYSRAM\\?", "");
        var patient = DriverOptions.DEFAULT.withPatience(Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (var driver = AtDriver.open(module, patient)) {
            Deadline deadline = Deadline.in(Duration.ofMinutes(2));
            var answered = new AtomicInteger();
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                waiting.add(virtual(
                        () -> answered.addAndGet(driver.freeMemory(deadline).orElseThrow())));
            }
            awaitParked(waiting);
            var ran = new CountDownLatch(1);
            virtual(ran::countDown);
            assertTrue(ran.await(60, TimeUnit.SECONDS), "the waiting ones hold every carrier");

            module.on("AT\\+SYSRAM\\?", "+SYSRAM:1\r\n" + ScriptedModule.OK);
            module.say("+SYSRAM:1\r\n" + ScriptedModule.OK); // to the one whose turn it is
            for (Thread thread : waiting) {
                thread.join(TimeUnit.SECONDS.toMillis(60));
            }
            assertEquals(MANY, answered.get());
        }
    }

    @Test
    void closing_frees_those_that_wait() throws Exception {
        virtual(() -> {}).join();
        var module = ScriptedModule.nonOs17().on("AT\\+SYSRAM\\?", "");
        var driver = AtDriver.open(module);
        var freed = new AtomicInteger();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(virtual(() -> {
                try {
                    driver.freeMemory(Deadline.in(Duration.ofMinutes(2)));
                } catch (io.github.wroom4j.at.AtException closed) {
                    freed.incrementAndGet();
                }
            }));
        }
        awaitParked(waiting);
        driver.close();
        for (Thread thread : waiting) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
        assertEquals(50, freed.get());
    }
}
