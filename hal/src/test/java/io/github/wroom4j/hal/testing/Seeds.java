package io.github.wroom4j.hal.testing;

import java.util.Random;

/**
 * Seeds that a failure can be repeated from. A test's seed follows from its name, so that every build runs the same
 * cases; {@code -Dwroom4j.seed=N} sets another, {@code -Dwroom4j.seed=random} draws one. It is printed either way.
 */
public final class Seeds {
    private Seeds() {}

    /** The seed of a test, printed. */
    public static long seed(String test) {
        String named = System.getProperty("wroom4j.seed", "");
        long seed;
        if (named.isBlank()) {
            seed = test.hashCode();
        } else if (named.equals("random")) {
            seed = System.nanoTime();
        } else {
            seed = Long.parseLong(named.trim());
        }
        System.out.println("[seed] " + test + ": -Dwroom4j.seed=" + seed);
        return seed;
    }

    /** A source of chance for a test, from its printed seed. */
    public static Random random(String test) {
        return new Random(seed(test));
    }

    /** Whether the long sweeps run whole ({@code -Pfull}, {@code -Dwroom4j.full=true}). */
    public static boolean full() {
        return Boolean.getBoolean("wroom4j.full");
    }
}
