package io.github.wroom4j.hal.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Does what may block in a thread of its own. The common pool has one thread where there are two processors, and from
 * JDK 25 on it is used even so: a second task that blocks would wait there for the first.
 */
public final class OwnThread {
    private static final Executor EACH = task -> {
        var thread = new Thread(task, "wroom4j-test-task");
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThread() {}

    /**
     * Starts it.
     *
     * @param <T> what it gives
     * @param task may block
     * @return completes with what the task gives, or with what it throws
     */
    public static <T> CompletableFuture<T> supply(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, EACH);
    }

    /**
     * Starts it.
     *
     * @param task may block
     * @return completes when the task is done, or with what it throws
     */
    public static CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, EACH);
    }
}
