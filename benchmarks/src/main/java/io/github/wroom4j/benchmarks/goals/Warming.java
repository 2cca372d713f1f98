package io.github.wroom4j.benchmarks.goals;

/**
 * What is done before anything is measured, until the JVM compiles for less than a fiftieth of the time, as its own counter
 * tells. A number of rounds would be right on one machine only.
 *
 * @param rounds how often it was done
 * @param quiet whether the JVM fell quiet in the time that there was
 */
record Warming(int rounds, boolean quiet) {
    private static final double QUIET = 0.02;
    /** The counter is in milliseconds: a shorter look would see steps. */
    private static final double LOOK_SECONDS = 0.5;

    /** Does it twice at least, and for that many seconds at most. */
    static Warming until(double mostSeconds, Pace.Exchange round) throws Exception {
        double end = now() + mostSeconds;
        int rounds = 0;
        while (true) {
            double begun = now();
            long compiled = Pace.compilerMillis();
            do {
                round.run();
                rounds++;
            } while (now() - begun < LOOK_SECONDS);
            boolean quiet = (Pace.compilerMillis() - compiled) / 1e3 < QUIET * (now() - begun);
            if (rounds > 1 && (quiet || now() > end)) {
                return new Warming(rounds, quiet);
            }
        }
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    /** The row, with a word where the JVM was not quiet. */
    Row noted(Row row) {
        if (quiet) {
            return row;
        }
        String still = "the JVM was still compiling";
        if (row.note().endsWith(still)) {
            return row;
        }
        return row.note(row.note().isEmpty() ? still : row.note() + "; " + still);
    }
}
