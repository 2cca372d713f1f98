package io.github.wroom4j.arduino;

import java.security.SecureRandom;

/** Numbers and bits as {@code Arduino.h} has them (MA-1 … MA-6). */
abstract class MathFunctions extends CharacterFunctions {
    public static final double PI = Math.PI;
    public static final double HALF_PI = Math.PI / 2;
    public static final double TWO_PI = Math.PI * 2;
    public static final double EULER = Math.E;
    public static final double DEG_TO_RAD = Math.PI / 180;
    public static final double RAD_TO_DEG = 180 / Math.PI;

    MathFunctions() {}

    /** 0 … howbig − 1, and 0 for 0; from the hardware until {@link #randomSeed} was called (MA-1). */
    public static long random(long howbig) {
        return howbig == 0 ? 0 : dice().next() % howbig;
    }

    /** lo … hi − 1, and lo if that is empty (MA-1). */
    public static long random(long lo, long hi) {
        return lo >= hi ? lo : lo + random(hi - lo);
    }

    /** Makes {@link #random} the core's repeatable sequence; 0 changes nothing (MA-2). */
    public static void randomSeed(long seed) {
        if (seed != 0) {
            dice().seed(seed);
        }
    }

    /** 0 … howbig − 1 from the hardware, whatever was seeded (MA-3). */
    public static long secureRandom(long howbig) {
        return howbig == 0 ? 0 : Dice.HARDWARE.nextLong(Long.MAX_VALUE) % howbig;
    }

    public static long secureRandom(long lo, long hi) {
        return lo >= hi ? lo : lo + secureRandom(hi - lo);
    }

    private static Dice dice() {
        return SketchContext.required().part(Dice.class, context -> new Dice());
    }

    /** The state of {@code random()}: hardware, or newlib's generator once it is seeded. */
    private static final class Dice {
        static final SecureRandom HARDWARE = new SecureRandom();
        private boolean seeded;
        private long state;

        synchronized void seed(long seed) {
            seeded = true;
            state = seed;
        }

        synchronized long next() {
            if (!seeded) {
                return HARDWARE.nextInt() & 0x7FFF_FFFFL;
            }
            state = state * 6364136223846793005L + 1;
            return state >>> 32 & 0x7FFF_FFFF;
        }
    }

    /**
     * Maps a range onto another, rounded as this core does, which is not how AVR does (MA-4).
     *
     * @throws ArithmeticException if {@code inMin} equals {@code inMax}
     */
    public static long map(long x, long inMin, long inMax, long outMin, long outMax) {
        long divisor = inMax - inMin;
        return ((x - inMin) * (outMax - outMin) + divisor / 2) / divisor + outMin;
    }

    public static int makeWord(int word) {
        return word & 0xFFFF;
    }

    public static int makeWord(int high, int low) {
        return (high & 0xFF) << 8 | low & 0xFF;
    }

    public static int word(int high, int low) {
        return makeWord(high, low);
    }

    public static long constrain(long x, long lo, long hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static int constrain(int x, int lo, int hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static double constrain(double x, double lo, double hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static int min(int a, int b) {
        return Math.min(a, b);
    }

    public static long min(long a, long b) {
        return Math.min(a, b);
    }

    public static double min(double a, double b) {
        return Math.min(a, b);
    }

    public static int max(int a, int b) {
        return Math.max(a, b);
    }

    public static long max(long a, long b) {
        return Math.max(a, b);
    }

    public static double max(double a, double b) {
        return Math.max(a, b);
    }

    public static int abs(int x) {
        return Math.abs(x);
    }

    public static long abs(long x) {
        return Math.abs(x);
    }

    public static double abs(double x) {
        return Math.abs(x);
    }

    /** Half away from zero, as C's {@code lround} (MA-5). */
    public static long round(double x) {
        return (long) (x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5));
    }

    public static long sq(long x) {
        return x * x;
    }

    public static double sq(double x) {
        return x * x;
    }

    public static double radians(double degrees) {
        return degrees * DEG_TO_RAD;
    }

    public static double degrees(double radians) {
        return radians * RAD_TO_DEG;
    }

    public static long bit(int b) {
        return 1L << b;
    }

    public static int bitRead(long value, int b) {
        return (int) (value >>> b & 1);
    }

    /** The value with the bit set; C++'s macro assigns, Java returns (MA-6). */
    public static long bitSet(long value, int b) {
        return value | bit(b);
    }

    /** The value with the bit cleared (MA-6). */
    public static long bitClear(long value, int b) {
        return value & ~bit(b);
    }

    /** The value with the bit turned over (MA-6). */
    public static long bitToggle(long value, int b) {
        return value ^ bit(b);
    }

    /** The value with the bit written (MA-6). */
    public static long bitWrite(long value, int b, int x) {
        return x == 0 ? bitClear(value, b) : bitSet(value, b);
    }

    public static int lowByte(long word) {
        return (int) (word & 0xFF);
    }

    public static int highByte(long word) {
        return (int) (word >>> 8 & 0xFF);
    }
}
