package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.ParserBench;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** G8: the parser alone, by JMH. */
final class ParserSpeed implements Goal {
    @Override
    public String id() {
        return "G8";
    }

    @Override
    public String title() {
        return "parser";
    }

    @Override
    public String definition() {
        return "JMH, `ParserBench.parse`: frames of 1460 bytes, handed over 64 bytes or one byte at a time; bytes allocated"
                + " per byte parsed from JMH's collector profile. Beside it the field's usual way, lines and regular"
                + " expressions.";
    }

    @Override
    public List<Row> measure(Effort effort) throws RunnerException {
        var rows = new ArrayList<Row>();
        RunResult pieces = run(effort, "parse", 64);
        rows.add(Row.atLeast(1500, "G8", "64 bytes at a time", speed(pieces), "MB/s"));
        rows.add(Row.atMost(0.0001, "G8", "garbage, 64 bytes at a time", garbage(pieces), "B/B")
                .note("JMH's own share of the measurement is in it"));
        rows.add(Row.atLeast(80, "G8", "byte by byte", speed(run(effort, "parse", 1)), "MB/s"));
        RunResult usual = run(effort, "linesAndRegex", 64);
        rows.add(Row.beside("G8", "lines and regular expressions", speed(usual), "MB/s"));
        rows.add(Row.beside("G8", "garbage of lines and regular expressions", garbage(usual), "B/B"));
        return rows;
    }

    private static double speed(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double garbage(RunResult result) {
        for (String key : result.getSecondaryResults().keySet()) {
            if (key.endsWith("gc.alloc.rate.norm")) {
                return result.getSecondaryResults().get(key).getScore();
            }
        }
        throw new IllegalStateException("JMH reported no allocation");
    }

    private static RunResult run(Effort effort, String method, int piece) throws RunnerException {
        int iterations = effort.pick(5, 2);
        return new Runner(new OptionsBuilder()
                        .include(ParserBench.class.getSimpleName() + "\\." + method + "$")
                        .param("payload", "1460")
                        .param("piece", Integer.toString(piece))
                        .forks(1)
                        .warmupIterations(iterations)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
    }
}
