package io.github.wroom4j.benchmarks;

import io.github.wroom4j.benchmarks.goals.Goal;
import io.github.wroom4j.benchmarks.goals.Goals;
import io.github.wroom4j.benchmarks.goals.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code docs/performance.md}, from one run. */
final class PerformancePage {
    private static final String COMMAND = "mvn -q -Pperformance -pl benchmarks -am -DskipTests verify";
    /** A margin beyond this says no more than "by far". */
    private static final double WIDEST = 100;

    private final Performance.Run run;
    private final Optional<Performance.Run> second;
    private final Reasons reasons;
    private final StringBuilder page = new StringBuilder();

    /** @param second what another JVM measured, for a column of its own */
    PerformancePage(Performance.Run run, Optional<Performance.Run> second, Reasons reasons) {
        this.run = run;
        this.second = second;
        this.reasons = reasons;
    }

    void write(Path folder) throws IOException {
        head();
        List<Goal> measured =
                Goals.ALL.stream().filter(goal -> !run.of(goal).isEmpty()).toList();
        overview(measured);
        measured.forEach(this::section);
        Files.writeString(folder.resolve("performance.md"), page);
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
        if (second.isPresent()) {
            line("The column of another Java comes from the same command under that JDK, with"
                    + " `-Dperformance.options=\"--out docs --second\"`.");
            line("");
        }
        line("| | |");
        line("|---|---|");
        line("| machine | " + machine.processor() + ", " + machine.cores() + " cores |");
        line("| system | " + machine.system() + " |");
        line("| Java | " + machine.jvm() + " |");
        line("| date, commit | " + machine.date() + ", " + machine.commit() + " |");
        line("| length | " + length(run) + " |");
        second.ifPresent(
                other -> line("| second column | Java " + other.machine().jvm() + ", on "
                        + other.machine().date() + " of " + other.machine().commit() + ", " + length(other) + " |"));
        line("");
    }

    private static String length(Performance.Run of) {
        return of.quick() ? "quick: fewer and shorter cases" : "whole";
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
        return run.of(goal).stream()
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
        line("| what | measured |"
                + second.map(other -> " Java " + major(other) + " |").orElse("") + " goal | | |");
        line("|---|---:|" + (second.isPresent() ? "---:|" : "") + "---:|---|---|");
        for (Row row : run.of(goal)) {
            boolean beside = row.sense() == Row.Sense.BESIDE;
            line("| " + row.what()
                    + " | " + figure(row)
                    + second.map(other -> " | " + figure(other, goal, row)).orElse("")
                    + " | " + (beside ? "" : row.sense().sign() + " " + Row.figure(row.bound()))
                    + " | " + (beside ? "" : row.met() ? "met" : "**missed**")
                    + " | " + row.note() + " |");
        }
        line("");
        run.of(goal).stream()
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

    private static String figure(Row row) {
        return Row.figure(row.value()) + (row.unit().isEmpty() ? "" : " " + row.unit());
    }

    /** What the other run found for the same; where its bound is another one, or missed, that too. */
    private static String figure(Performance.Run other, Goal goal, Row row) {
        return other.of(goal).stream()
                .filter(its -> its.what().equals(row.what()))
                .map(its -> figure(its)
                        + (its.bound() != row.bound() && its.sense() != Row.Sense.BESIDE
                                ? " (" + its.sense().sign() + " " + Row.figure(its.bound()) + ")"
                                : "")
                        + (its.met() ? "" : ", missed"))
                .findFirst()
                .orElse("");
    }

    private static String major(Performance.Run of) {
        return of.machine().jvm().replaceAll("[^0-9].*", "");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
