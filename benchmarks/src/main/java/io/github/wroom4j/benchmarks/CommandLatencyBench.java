package io.github.wroom4j.benchmarks;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one AT command costs between the caller and a mock in the same process: the driver's and the mock's own time, since
 * no UART paces it.
 *
 * <p>Bound: 0.3 ms for the host's share on x86 (G2); at 115,200 baud the bytes of this exchange take 1 ms.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CommandLatencyBench {
    private AtModule module;

    /** A mock that answers as fast as it can. */
    @Setup
    public void open() {
        module = AtDriver.open(Boards.open("mock:"));
    }

    /** Ends its threads. */
    @TearDown
    public void close() {
        module.close();
    }

    /** There and back. */
    @Benchmark
    public List<String> at() {
        return module.raw("AT", Deadline.in(Duration.ofSeconds(10)));
    }
}
