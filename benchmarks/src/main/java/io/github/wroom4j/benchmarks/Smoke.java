package io.github.wroom4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benches in a minute, against bounds wide enough for a loaded machine: a change that makes something ten times slower
 * fails here, one that makes it ten percent slower does not.
 */
public final class Smoke {
    private final List<String> missed = new ArrayList<>();

    private Smoke() {}

    /** Runs them; exits with 1 if a bound was missed. */
    public static void main(String[] arguments) throws RunnerException {
        var smoke = new Smoke();
        // Anchors of java-ecosystem §5: 161 (1-byte frames, byte by byte), 2171, 5602 bytes in a microsecond.
        smoke.atLeast(10, smoke.run("ParserBench.parse", "payload=1", "piece=1"));
        smoke.atLeast(50, smoke.run("ParserBench.parse", "payload=64", "piece=64"));
        smoke.atLeast(200, smoke.run("ParserBench.parse", "payload=1460", "piece=64"));
        // G2 asks for 300; a machine that builds something else meanwhile gets ten times that.
        smoke.atMost(3_000, smoke.run("CommandLatencyBench.at"));
        smoke.cost(0.02, Receive.pushed()); // G6: 0.01
        smoke.cost(0.3, Receive.fetched()); // a command, its reply and two waits for every 2048 bytes
        smoke.missed.forEach(System.out::println);
        if (!smoke.missed.isEmpty()) {
            throw new IllegalStateException(smoke.missed.size() + " bounds missed");
        }
    }

    /** G5 asks for 20 ms. Garbage hardly depends on the machine's load, so it gets no more than double. */
    private void cost(double garbageBound, Receive.Cost cost) {
        System.out.printf(Locale.ROOT, "%s (at most %.2f, 200)%n", cost, garbageBound);
        if (cost.garbage() > garbageBound || cost.millisPerMegabyte() > 200) {
            missed.add("missed: " + cost);
        }
    }

    private RunResult run(String bench, String... parameters) throws RunnerException {
        var options = new OptionsBuilder()
                .include(bench.replace(".", "\\.") + "$")
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        for (String parameter : parameters) {
            String[] pair = parameter.split("=");
            options.param(pair[0], pair[1]);
        }
        return new Runner(options.build()).runSingle();
    }

    private void atLeast(double bound, RunResult result) {
        judge(result, bound, result.getPrimaryResult().getScore() >= bound, "at least");
    }

    private void atMost(double bound, RunResult result) {
        judge(result, bound, result.getPrimaryResult().getScore() <= bound, "at most");
    }

    private void judge(RunResult result, double bound, boolean kept, String sense) {
        String line = String.format(
                Locale.ROOT,
                "%s %s: %.2f %s (%s %.0f)",
                result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                parameters(result),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreUnit(),
                sense,
                bound);
        System.out.println(line);
        if (!kept) {
            missed.add("missed: " + line);
        }
    }

    private static String parameters(RunResult result) {
        var text = new StringBuilder();
        for (String key : result.getParams().getParamsKeys()) {
            text.append(key)
                    .append('=')
                    .append(result.getParams().getParam(key))
                    .append(' ');
        }
        return text.toString().strip();
    }
}
