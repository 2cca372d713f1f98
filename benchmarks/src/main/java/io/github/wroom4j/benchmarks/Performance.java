package io.github.wroom4j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.wroom4j.benchmarks.goals.Goal;
import io.github.wroom4j.benchmarks.goals.Goals;
import io.github.wroom4j.benchmarks.goals.Java;
import io.github.wroom4j.benchmarks.goals.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the speed goals, each in a JVM of its own, one after the other, and writes the page. Code 0 if
 * every goal was met or its bound was relaxed far enough, 1 if one was missed or could not be measured, 2 for wrong usage
 * and on a busy machine.
 */
@Command(
        name = "performance",
        mixinStandardHelpOptions = true,
        description = "Measures the speed goals and writes docs/performance.md.")
public final class Performance implements Callable<Integer> {
    @Option(names = "--only", split = ",", paramLabel = "GOAL", description = "only these, as in --only G1,G6")
    private List<String> only = List.of();

    @Option(names = "--quick", description = "fewer and shorter cases; for a look, not for the page")
    private boolean quick;

    @Option(
            names = "--relax",
            defaultValue = "1",
            paramLabel = "TIMES",
            description = "end with 0 while no figure is worse than its bound this many times (default 1)")
    private double relax;

    @Option(
            names = "--busy",
            description = "measure on a busy machine too; without it and --quick such a run is refused")
    private boolean busy;

    @Option(names = "--out", paramLabel = "DIR", description = "where to write the page; nowhere unless given")
    private Path out;

    @Option(
            names = "--second",
            description = "with --out: these figures are the page's second column, those of another JVM")
    private boolean second;

    @Option(names = "--measure", hidden = true, paramLabel = "GOAL", description = "measure one in this JVM")
    private String measure;

    @Option(names = "--to", hidden = true, paramLabel = "FILE")
    private Path to;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Measures. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Performance()).execute(arguments));
    }

    /** A run: where, when, of what, and every figure. */
    public record Run(Machine machine, boolean quick, List<Row> rows) {
        /** This run with the goals that another has measured anew, each noted as of that run. */
        Run with(Run later) {
            String note = "a run of its own on " + later.machine.date() + ", " + later.machine.commit();
            var all = new ArrayList<Row>();
            for (Goal goal : Goals.ALL) {
                List<Row> anew = later.of(goal);
                if (anew.isEmpty()) {
                    all.addAll(of(goal));
                } else {
                    anew.forEach(row -> all.add(row.note(row.note().isEmpty() ? note : row.note() + "; " + note)));
                }
            }
            return new Run(machine, quick, all);
        }

        /** The rows of one goal. */
        List<Row> of(Goal goal) {
            return rows.stream().filter(row -> row.goal().equals(goal.id())).toList();
        }
    }

    @Override
    public Integer call() throws Exception {
        if (measure != null) {
            List<Row> rows = Goals.of(measure).measure(effort());
            JSON.writeValue(to.toFile(), rows);
            return 0;
        }
        if (Machine.busy() && !busy && !quick) {
            System.out.println(
                    "refused: " + Machine.load() + ", so the figures would be others' as much as ours; wait until"
                            + " it is below 0.5, or measure all the same with --busy");
            return 2;
        }
        System.out.println(Machine.load());
        List<Goal> goals =
                only.isEmpty() ? Goals.ALL : only.stream().map(Goals::of).toList();
        var rows = new ArrayList<Row>();
        var broken = new ArrayList<String>();
        for (Goal goal : goals) {
            System.out.println("--- " + goal.id() + " " + goal.title());
            try {
                List<Row> measured = inItsOwnJvm(goal);
                measured.forEach(System.out::println);
                rows.addAll(measured);
            } catch (IOException e) {
                // The others are still worth measuring; the run as a whole has failed.
                broken.add(goal.id());
                System.out.println(goal.id() + " could not be measured: " + e.getMessage());
            }
        }
        var run = new Run(Machine.here(), quick, rows);
        if (out != null) {
            write(run);
        }
        long missed = rows.stream().filter(row -> !row.metWithin(relax)).count();
        if (missed > 0) {
            System.out.println(missed + " of " + rows.size() + " figures missed their bound"
                    + (relax == 1 ? "" : ", even " + Row.figure(relax) + " times as wide"));
        }
        return missed == 0 && broken.isEmpty() ? 0 : 1;
    }

    private void write(Run run) throws IOException {
        Files.createDirectories(out);
        Path first = out.resolve("performance.json");
        Path other = out.resolve("performance-second.json");
        Path mine = second ? other : first;
        Run whole = only.isEmpty() || !Files.exists(mine)
                ? run
                : JSON.readValue(mine.toFile(), Run.class).with(run);
        JSON.writeValue(mine.toFile(), whole);
        if (!Files.exists(first)) {
            System.out.println("written: " + mine + "; the page is made with the first column");
            return;
        }
        new PerformancePage(
                        JSON.readValue(first.toFile(), Run.class),
                        Files.exists(other) ? Optional.of(JSON.readValue(other.toFile(), Run.class)) : Optional.empty(),
                        Reasons.written())
                .write(out);
        System.out.println("written: " + out.resolve("performance.md"));
    }

    private Goal.Effort effort() {
        return quick ? Goal.Effort.QUICK : Goal.Effort.WHOLE;
    }

    private List<Row> inItsOwnJvm(Goal goal) throws IOException, InterruptedException {
        Path file = Files.createTempFile("wroom4j-" + goal.id(), ".json");
        try {
            var arguments = new ArrayList<>(List.of("--measure", goal.id(), "--to", file.toString()));
            if (quick) {
                arguments.add("--quick");
            }
            Java.run(
                    List.of("-Xmx1g", "-Djdk.tls.server.enableSessionTicketExtension=false"),
                    Performance.class.getName(),
                    arguments.toArray(String[]::new));
            return List.of(JSON.readValue(file.toFile(), Row[].class));
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
