package io.github.wroom4j.benchmarks;

import io.github.wroom4j.benchmarks.goals.Goal;
import io.github.wroom4j.benchmarks.goals.Goals;
import io.github.wroom4j.benchmarks.goals.Ratios;
import io.github.wroom4j.benchmarks.goals.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * A look in two minutes whether something became twice as slow: {@link Ratios}, and those goals that are counted in bytes,
 * in the time of a wire or on a mock's clock. Bounds are generous for a busy machine; the page's are the goals.
 */
public final class Smoke {
    /** What takes time may miss its goal by so much while other things run; bytes are bytes. */
    private static final double RELAXED = 2;

    private Smoke() {}

    /** Measures; exits with 1 if a bound was missed. */
    public static void main(String[] arguments) throws Exception {
        long begun = System.nanoTime();
        var missed = new ArrayList<Row>();
        judge(Ratios.measure(), 1, missed);
        for (String goal : List.of("G3", "G4", "G12")) {
            judge(Goals.of(goal).measure(Goal.Effort.QUICK), RELAXED, missed);
        }
        System.out.printf("%d missed, in %.0f s%n", missed.size(), (System.nanoTime() - begun) / 1e9);
        // Threads of the benches' servers must not keep the JVM.
        System.exit(missed.isEmpty() ? 0 : 1);
    }

    private static void judge(List<Row> rows, double relaxed, List<Row> missed) {
        for (Row row : rows) {
            boolean kept = row.metWithin(row.unit().equals("bytes") ? 1 : relaxed);
            System.out.println((kept ? "" : "TOO MUCH: ") + row);
            if (!kept) {
                missed.add(row);
            }
        }
    }
}
