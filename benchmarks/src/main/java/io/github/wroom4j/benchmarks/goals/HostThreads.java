package io.github.wroom4j.benchmarks.goals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the host's threads have used so far: the caller's, the driver's own, those of its port.
 *
 * @param nanos processor time
 * @param bytes allocated
 */
record HostThreads(long nanos, long bytes) {
    static HostThreads now() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nanos = 0;
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread == Thread.currentThread() || isHosts(thread.getName())) {
                nanos += threads.getThreadCpuTime(thread.getId());
                bytes += threads.getThreadAllocatedBytes(thread.getId());
            }
        }
        return new HostThreads(nanos, bytes);
    }

    HostThreads minus(HostThreads before) {
        return new HostThreads(nanos - before.nanos, bytes - before.bytes);
    }

    private static boolean isHosts(String name) {
        return name.endsWith("-reader")
                || name.endsWith("-keeper")
                || name.endsWith("-events")
                || name.startsWith("wroom4j-read ")
                || name.startsWith("wroom4j-write ");
    }
}
