package io.github.wroom4j.hal.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** The tests' own guards: a guard that never bites guards nothing. */
class LeakCheckTest {
    private final LeakCheck check = new LeakCheck(0);
    private final ExtensionContext context = mock(ExtensionContext.class);

    @BeforeEach
    void giveTheContextAMemory() {
        Map<Object, Object> memory = new HashMap<>();
        var store = mock(
                ExtensionContext.Store.class, call -> switch (call.getMethod().getName()) {
                    case "put" -> memory.put(call.getArgument(0), call.getArgument(1));
                    case "get" -> memory.get(call.getArgument(0));
                    default -> throw new AssertionError(call);
                });
        when(context.getStore(any())).thenReturn(store);
        when(context.getDisplayName()).thenReturn("SomeTest");
    }

    @Test
    void a_thread_of_ours_that_outlives_its_class_is_a_failure() throws InterruptedException {
        var end = new CountDownLatch(1);
        check.beforeAll(context);
        Thread thread = started("wroom4j-forgotten", end);
        try {
            var failure = assertThrows(AssertionError.class, () -> check.afterAll(context));
            assertTrue(failure.getMessage().contains("thread wroom4j-forgotten"), failure.getMessage());
        } finally {
            end.countDown();
            thread.join();
        }
        assertDoesNotThrow(() -> check.afterAll(context));
    }

    @Test
    void shared_daemons_and_other_peoples_threads_may_stay() throws InterruptedException {
        var end = new CountDownLatch(1);
        check.beforeAll(context);
        Thread shared = started("wroom4j-shared-loop", end);
        Thread foreign = started("somebody-else", end);
        try {
            assertDoesNotThrow(() -> check.afterAll(context));
        } finally {
            end.countDown();
            shared.join();
            foreign.join();
        }
    }

    @Test
    void a_child_process_that_outlives_its_class_is_a_failure() throws Exception {
        check.beforeAll(context);
        Process child = new ProcessBuilder(Require.program("cat").toString()).start();
        try {
            var failure = assertThrows(AssertionError.class, () -> check.afterAll(context));
            assertTrue(failure.getMessage().contains("process " + child.pid()), failure.getMessage());
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    @Test
    void what_is_missing_aborts_the_test_with_a_reason_unless_it_is_required() {
        String before = System.getProperty("wroom4j.require");
        try {
            System.setProperty("wroom4j.require", "");
            var skipped = assertThrows(TestAbortedException.class, () -> Require.program("no-such-program"));
            assertTrue(skipped.getMessage().contains("no-such-program is not installed"), skipped.getMessage());

            System.setProperty("wroom4j.require", "socat, no-such-program");
            var failed = assertThrows(AssertionError.class, () -> Require.program("no-such-program"));
            assertTrue(failed.getMessage().contains("required"), failed.getMessage());

            System.setProperty("wroom4j.require", "all");
            assertThrows(AssertionError.class, () -> Require.program("no-such-program"));
        } finally {
            if (before == null) {
                System.clearProperty("wroom4j.require");
            } else {
                System.setProperty("wroom4j.require", before);
            }
        }
    }

    @Test
    void servers_are_looked_for_in_the_sbin_beside_each_bin_of_the_path() {
        var folders = Require.folders("/opt/tools:/usr/bin::/bin:/usr/sbin")
                .map(Path::toString)
                .toList();

        assertEquals(List.of("/opt/tools", "/usr/bin", "/bin", "/usr/sbin", "/sbin"), folders);
    }

    @Test
    void a_seed_stays_the_same_from_run_to_run() {
        assertEquals(Seeds.seed("some test"), Seeds.seed("some test"));
    }

    private static Thread started(String name, CountDownLatch end) {
        var thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
