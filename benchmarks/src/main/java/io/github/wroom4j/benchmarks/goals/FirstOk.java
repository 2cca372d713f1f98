package io.github.wroom4j.benchmarks.goals;

import java.util.Arrays;
import java.util.List;

/** G10: how soon a new mock is a module that answers. */
final class FirstOk implements Goal {
    @Override
    public String id() {
        return "G10";
    }

    @Override
    public String title() {
        return "mock created to first OK";
    }

    @Override
    public String definition() {
        return "Median time from `MockBuilder.build()` to the `OK` of an `AT`, warm, booted on a clock that does not wait.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int count = effort.pick(2_000, 200);
        double[] millis = new double[count];
        Warming warm;
        try (var another = new RawHost(Setup.PASSIVE)) { // keeps the shared loop alive, as a test suite does
            another.say("AT", "OK\r\n");
            warm = Warming.until(effort.pick(20, 2), FirstOk::once);
            for (int i = 0; i < count; i++) {
                millis[i] = once();
            }
        }
        Arrays.sort(millis);
        return List.of(warm.noted(Row.atMost(1, "G10", "new mock, warm", millis[count / 2], "ms")
                .note("99th percentile " + Row.figure(millis[count * 99 / 100]) + " ms")));
    }

    /** Milliseconds to the first OK; what it takes to close is not in it. */
    private static double once() {
        long begun = System.nanoTime();
        try (var host = new RawHost(Setup.PASSIVE)) {
            host.say("AT", "OK\r\n");
            return (System.nanoTime() - begun) / 1e6;
        }
    }
}
