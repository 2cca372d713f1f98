package io.github.wroom4j.benchmarks.goals;

import java.lang.management.ManagementFactory;

/**
 * How often something is done in a second of processor time, all threads of this JVM together.
 *
 * @param perSecond the figure
 * @param compiling the share of that time during which the JVM still compiled
 */
record Pace(double perSecond, double compiling) {
    /** A JVM that compiles for less than this share has warmed up; a compiler's time is its own, not the mock's. */
    private static final double WARM = 0.02;

    interface Exchange {
        void run() throws Exception;
    }

    /** Does it until the JVM has warmed up, or for that many seconds at most, and then so many times. */
    static Pace of(double mostWarmingSeconds, int count, Exchange exchange) throws Exception {
        double end = System.nanoTime() / 1e9 + mostWarmingSeconds;
        while (once(count / 4, exchange).compiling > WARM && System.nanoTime() / 1e9 < end) {
            // again
        }
        return once(count, exchange);
    }

    private static Pace once(int count, Exchange exchange) throws Exception {
        double begun = processorSeconds();
        long compiled = compilerMillis();
        for (int i = 0; i < count; i++) {
            exchange.run();
        }
        double spent = processorSeconds() - begun;
        return new Pace(count / spent, (compilerMillis() - compiled) / 1e3 / spent);
    }

    Row atLeast(double bound, String goal, String what) {
        return noted(Row.atLeast(bound, goal, what, perSecond, "1/s"));
    }

    Row beside(String goal, String what) {
        return noted(Row.beside(goal, what, perSecond, "1/s"));
    }

    private Row noted(Row row) {
        return compiling > WARM ? row.note("the JVM was still compiling") : row;
    }

    static long compilerMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /** Processor time of the whole JVM so far. */
    static double processorSeconds() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime() / 1e9;
    }
}
