package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.EngineBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** G20: the conversation alone, by JMH. */
final class EngineSpeed implements Goal {
    @Override
    public String id() {
        return "G20";
    }

    @Override
    public String title() {
        return "the driver's engine without I/O";
    }

    @Override
    public String definition() {
        return "JMH, `EngineBench`: an engine with neither port nor thread, told by a script what a module says. An exchange is a"
                + " send of 256 bytes and a frame of 256 bytes that is read; a question is `AT+CIPMUX?`; a visitor comes, sends"
                + " three bytes and closes. Bytes allocated from JMH's collector profile.";
    }

    @Override
    public List<Row> measure(Effort effort) throws RunnerException {
        var rows = new ArrayList<Row>();
        Jmh exchange = Jmh.run(effort, EngineBench.class, "exchange", Map.of());
        rows.add(Row.atLeast(1_000_000, "G20", "exchanges", exchange.score(), "1/s"));
        rows.add(Row.beside("G20", "garbage of an exchange", exchange.garbage(), "B"));
        rows.add(Row.beside("G20", "tokens", exchange.score() * EngineBench.TOKENS, "1/s"));
        rows.add(Row.beside(
                "G20",
                "questions",
                Jmh.run(effort, EngineBench.class, "question", Map.of()).score(),
                "1/s"));
        rows.add(Row.beside(
                "G20",
                "visitors",
                Jmh.run(effort, EngineBench.class, "visitor", Map.of()).score(),
                "1/s"));
        return rows;
    }
}
