package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.ParserBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

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
        Jmh pieces = run(effort, "parse", 64);
        rows.add(Row.atLeast(1500, "G8", "64 bytes at a time", pieces.score(), "MB/s"));
        rows.add(Row.atMost(0.0001, "G8", "garbage, 64 bytes at a time", pieces.garbage(), "B/B")
                .note("JMH's own share of the measurement is in it"));
        rows.add(Row.atLeast(80, "G8", "byte by byte", run(effort, "parse", 1).score(), "MB/s"));
        Jmh usual = run(effort, "linesAndRegex", 64);
        rows.add(Row.beside("G8", "lines and regular expressions", usual.score(), "MB/s"));
        rows.add(Row.beside("G8", "garbage of lines and regular expressions", usual.garbage(), "B/B"));
        return rows;
    }

    private static Jmh run(Effort effort, String method, int piece) throws RunnerException {
        return Jmh.run(effort, ParserBench.class, method, Map.of("payload", "1460", "piece", Integer.toString(piece)));
    }
}
