package io.github.wroom4j.benchmarks.goals;

import java.util.List;

/** One speed goal of the project: what it means, and how it is measured. Each is measured in a JVM of its own. */
public interface Goal {

    /** How much time a measurement may take. */
    enum Effort {
        /** For the published page. */
        WHOLE,
        /** For continuous integration: fewer cases, shorter, the same code. */
        QUICK;

        /** One of two, by effort. */
        public <T> T pick(T whole, T quick) {
            return this == WHOLE ? whole : quick;
        }
    }

    /** G1 … G20. */
    String id();

    /** What is measured, in one line. */
    String title();

    /** What the figure is made of, what it is divided by, and where the goal comes from. */
    String definition();

    /**
     * Measures.
     *
     * @throws Exception what went wrong: a bench that cannot measure fails, it does not report half
     */
    List<Row> measure(Effort effort) throws Exception;
}
