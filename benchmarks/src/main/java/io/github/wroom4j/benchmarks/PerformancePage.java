package io.github.wroom4j.benchmarks;

import io.github.wroom4j.benchmarks.goals.Goal;
import io.github.wroom4j.benchmarks.goals.Goals;
import io.github.wroom4j.benchmarks.goals.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/performance.md}, from one run. */
final class PerformancePage {
    private static final String COMMAND = "mvn -q -Pperformance -pl benchmarks -am -DskipTests verify";
    /** A margin beyond this says no more than "by far". */
    private static final double WIDEST = 100;

    private final Performance.Run run;
    private final Reasons reasons;
    private final StringBuilder page = new StringBuilder();

    PerformancePage(Performance.Run run, Reasons reasons) {
        this.run = run;
        this.reasons = reasons;
    }

    void write(Path folder) throws IOException {
        head();
        List<Goal> measured =
                Goals.ALL.stream().filter(goal -> !rows(goal.id()).isEmpty()).toList();
        overview(measured);
        measured.forEach(this::section);
        Files.writeString(folder.resolve("performance.md"), page);
    }

    private List<Row> rows(String goal) {
        return run.rows().stream().filter(row -> row.goal().equals(goal)).toList();
    }

    private void head() {
        Machine machine = run.machine();
        line("# Performance");
        line("");
        line(
                "Made by one command from one run; the figures are in [performance.json](performance.json). A figure without a");
        line("goal stands beside ours to compare with: the field's usual way, a peer, or the least that is possible.");
        line("");
        line("```sh");
        line(COMMAND);
        line("```");
        line("");
        line("| | |");
        line("|---|---|");
        line("| machine | " + machine.processor() + ", " + machine.cores() + " cores |");
        line("| system | " + machine.system() + " |");
        line("| Java | " + machine.jvm() + " |");
        line("| date, commit | " + machine.date() + ", " + machine.commit() + " |");
        line("| length | " + (run.quick() ? "quick: for a look only" : "whole") + " |");
        line("");
    }

    private void overview(List<Goal> measured) {
        line("| goal | what | met | its tightest figure, times better than the goal | |");
        line("|---|---|---:|---:|---|");
        for (Goal goal : measured) {
            List<Row> bound = bound(goal);
            long met = bound.stream().filter(Row::met).count();
            line("| " + goal.id() + " | " + goal.title() + " | " + met + " of " + bound.size() + " | "
                    + tightest(bound) + " | "
                    + (met == bound.size() ? "met" : "**missed**, see below") + " |");
        }
        line("");
    }

    private List<Row> bound(Goal goal) {
        return rows(goal.id()).stream()
                .filter(row -> row.sense() != Row.Sense.BESIDE)
                .toList();
    }

    /** The row that comes nearest to missing its goal: above 1 it is met. */
    private static String tightest(List<Row> bound) {
        return bound.stream().mapToDouble(PerformancePage::margin).min().stream()
                .mapToObj(least -> (least == WIDEST ? "> " : "") + Row.figure(least) + " ×")
                .findFirst()
                .orElse("");
    }

    /** How many times better than its bound; worse below 1. */
    private static double margin(Row row) {
        double times = row.sense() == Row.Sense.AT_LEAST ? row.value() / row.bound() : row.bound() / row.value();
        // Nothing, or less than nothing, of what there should be little of is as good as it gets.
        return row.value() <= 0 && row.met() ? WIDEST : Math.min(WIDEST, times);
    }

    private void section(Goal goal) {
        line("## " + goal.id() + " · " + goal.title());
        line("");
        line(goal.definition());
        line("");
        line("| what | measured | goal | | |");
        line("|---|---:|---:|---|---|");
        for (Row row : rows(goal.id())) {
            boolean beside = row.sense() == Row.Sense.BESIDE;
            line("| " + row.what()
                    + " | " + Row.figure(row.value()) + (row.unit().isEmpty() ? "" : " " + row.unit())
                    + " | " + (beside ? "" : row.sense().sign() + " " + Row.figure(row.bound()))
                    + " | " + (beside ? "" : row.met() ? "met" : "**missed**")
                    + " | " + row.note() + " |");
        }
        line("");
        rows(goal.id()).stream()
                .filter(row -> !row.met())
                .map(row -> reasons.of(row)
                        .map(reason -> "Why it is missed: " + reason)
                        .orElse("Missed, and not explained yet: " + row.what() + "."))
                .distinct()
                .forEach(reason -> {
                    line(reason);
                    line("");
                });
        line("These rows again: `" + COMMAND + " -Dperformance.options=--only=" + goal.id() + "`");
        line("");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
