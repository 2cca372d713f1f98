package io.github.wroom4j.arduino;

import java.security.SecureRandom;

/** What {@code random()} draws from: the hardware, or newlib's generator once it is seeded (MA-1, MA-2). */
final class RandomNumbers {
    private static final SecureRandom HARDWARE = new SecureRandom();
    private boolean seeded;
    private long state;

    private RandomNumbers() {}

    /** The numbers of a sketch. */
    static RandomNumbers of(SketchContext context) {
        return context.part(RandomNumbers.class, made -> new RandomNumbers());
    }

    /** 0 … 2⁶³ − 1, whatever was seeded (MA-3). */
    static long fromHardware() {
        return HARDWARE.nextLong(Long.MAX_VALUE);
    }

    synchronized void seed(long seed) {
        seeded = true;
        state = seed;
    }

    /** 0 … 2³¹ − 1. */
    synchronized long next() {
        if (!seeded) {
            return HARDWARE.nextInt() & 0x7FFF_FFFFL;
        }
        state = state * 6364136223846793005L + 1;
        return state >>> 32 & 0x7FFF_FFFF;
    }
}
