package io.github.wroom4j.hal.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves something behind: a thread named {@code wroom4j-…}, or a child process. Registered by
 * itself in every module that takes hal's test-jar.
 *
 * <p>Threads that are shared by design live on: the system clock's {@code wroom4j-alarms}, and any daemon whose name
 * begins {@code wroom4j-shared-}. What is still ending gets {@value #GRACE_SECONDS} seconds.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private static final int GRACE_SECONDS = 10;
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(LeakCheck.class);

    private final int graceSeconds;

    /** As the service loader makes it. */
    public LeakCheck() {
        this(GRACE_SECONDS);
    }

    LeakCheck(int graceSeconds) {
        this.graceSeconds = graceSeconds;
    }

    private record Before(Set<Thread> threads, Set<Long> children) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        var children =
                ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
        context.getStore(HERE).put("before", new Before(Set.copyOf(ours()), children));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Before before = context.getStore(HERE).get("before", Before.class);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(graceSeconds);
        List<String> left;
        while (!(left = leftovers(before)).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (!left.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " left behind:\n  " + String.join("\n  ", left));
        }
    }

    private static List<String> leftovers(Before before) {
        var left = new ArrayList<String>();
        for (Thread thread : ours()) {
            if (!before.threads().contains(thread)) {
                left.add("thread " + thread.getName() + " (" + thread.getState() + ") at "
                        + Arrays.stream(thread.getStackTrace())
                                .limit(6)
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining(" < ")));
            }
        }
        ProcessHandle.current()
                .children()
                .filter(child -> child.isAlive() && !before.children().contains(child.pid()))
                .forEach(child -> left.add(
                        "process " + child.pid() + " " + child.info().command().orElse("(ending)")));
        return left;
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wroom4j-"))
                .filter(thread -> !thread.getName().equals("wroom4j-alarms"))
                .filter(thread -> !(thread.isDaemon() && thread.getName().startsWith("wroom4j-shared-")))
                .toList();
    }
}
