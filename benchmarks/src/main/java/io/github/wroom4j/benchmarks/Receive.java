package io.github.wroom4j.benchmarks;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Deadline;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * What receiving costs the host: garbage per payload byte and processor time per megabyte, of the driver's threads and its
 * caller's together, with the wire log running as it always does.
 *
 * <p>Bounds (G5, G6): 20 ms a megabyte; 0.01 bytes a byte. A number is taken after 32 MB of warming up. Fetched bytes miss
 * the second: each 2048 of them cost a command with its reply and two waits, some 270 bytes of short-lived objects.
 */
public final class Receive {
    private static final int WARM = 32 << 20;
    private static final int MEASURED = 64 << 20;

    private Receive() {}

    /**
     * The cost of one way of receiving.
     *
     * @param way in words
     * @param garbage bytes of heap per payload byte
     * @param millisPerMegabyte processor time
     */
    public record Cost(String way, double garbage, double millisPerMegabyte) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "receive, %s: %.4f bytes of garbage a byte, %.2f ms CPU a MB",
                    way,
                    garbage,
                    millisPerMegabyte);
        }
    }

    /** Prints both. */
    public static void main(String[] arguments) {
        System.out.println(pushed());
        System.out.println(fetched());
    }

    /** {@code +IPD} frames of 1460 bytes. */
    public static Cost pushed() {
        return measure("pushed", false);
    }

    /** {@code CIPRECVDATA} of 2048 bytes. */
    public static Cost fetched() {
        return measure("fetched", true);
    }

    private static Cost measure(String way, boolean fetched) {
        Deadline deadline = Deadline.in(Duration.ofMinutes(5));
        var hose = new Firehose(fetched);
        try (var driver = AtDriver.open(hose);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80), deadline)) {
            var buffer = new byte[2048];
            long at = 0;
            for (; at < WARM; ) {
                at += take(link, buffer, deadline);
                hose.consumed(at);
            }
            long[] before = spent();
            long from = at;
            while (at - from < MEASURED) {
                at += take(link, buffer, deadline);
                hose.consumed(at);
            }
            long[] after = spent();
            double bytes = at - from;
            return new Cost(way, (after[0] - before[0]) / bytes, (after[1] - before[1]) / 1e6 / (bytes / (1 << 20)));
        }
    }

    private static int take(Link link, byte[] buffer, Deadline deadline) {
        int n = link.read(buffer, 0, buffer.length, deadline);
        if (n <= 0) {
            throw new IllegalStateException("the hose ran dry: " + n);
        }
        return n;
    }

    /** Allocated bytes and processor nanoseconds of this thread and the driver's. */
    private static long[] spent() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        long nanos = 0;
        for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            boolean ours = thread != null
                    && (thread.getThreadName().startsWith("wroom4j-")
                            || thread.getThreadId() == Thread.currentThread().getId());
            if (ours) {
                bytes += threads.getThreadAllocatedBytes(thread.getThreadId());
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return new long[] {bytes, nanos};
    }
}
