package io.github.wroom4j.benchmarks.goals;

import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What JMH found of one bench, in a JVM of its own.
 *
 * @param score operations in the unit of time that the bench names
 * @param garbage bytes allocated for each operation
 */
record Jmh(double score, double garbage) {
    static Jmh run(Goal.Effort effort, Class<?> bench, String method, Map<String, String> parameters)
            throws RunnerException {
        int iterations = effort.pick(5, 2);
        var options = new OptionsBuilder()
                .include(bench.getSimpleName() + "\\." + method + "$")
                .forks(1)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        parameters.forEach(options::param);
        RunResult result = new Runner(options.build()).runSingle();
        return new Jmh(result.getPrimaryResult().getScore(), garbage(result));
    }

    private static double garbage(RunResult result) {
        for (String key : result.getSecondaryResults().keySet()) {
            if (key.endsWith("gc.alloc.rate.norm")) {
                return result.getSecondaryResults().get(key).getScore();
            }
        }
        throw new IllegalStateException("JMH reported no allocation");
    }
}
