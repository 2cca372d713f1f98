package io.github.wroom4j.mock.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A plan of faults with one source of chance, so that a seed reproduces it. It belongs to one module and counts through
 * its resets. Not for several threads: the module's task asks.
 */
public final class Faults {
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Fault, Long> counts = new LinkedHashMap<>();
    private final Random random;
    private volatile long struck;
    private int changes;

    /** A plan with that seed. */
    public Faults(long seed) {
        random = new Random(seed);
    }

    /** No faults. */
    public static Faults none() {
        return new Faults(0);
    }

    /** The same plan with these as well. */
    public Faults and(Fault... more) {
        faults.addAll(List.of(more));
        changes++;
        return this;
    }

    /** The same plan without that one, and its count forgotten; the module's task alone changes a plan that is in use. */
    public Faults without(Fault gone) {
        faults.removeIf(each -> each == gone);
        counts.remove(gone);
        changes++;
        return this;
    }

    /** How often the plan was changed, for who keeps a part of it. */
    int changes() {
        return changes;
    }

    /** The same plan with those that a name asks for, as in {@code F7@1%}; see {@link #parse}. */
    public Faults and(String name) {
        return and(parse(name));
    }

    /** The faults of one kind. */
    public <T extends Fault> Stream<T> of(Class<T> kind) {
        return faults.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Counts one occasion for this fault: does it strike? */
    public boolean strikes(Fault fault) {
        return strikesWithin(fault, 1) >= 0;
    }

    /** How often a fault has struck so far, of all kinds together; may be asked from any thread. */
    public long struck() {
        return struck;
    }

    /** Counts that many occasions at once: the index of the first that it strikes, or −1. */
    public int strikesWithin(Fault fault, int occasions) {
        int index = firstStruck(fault, occasions);
        if (index >= 0) {
            struck = struck + 1; // one writer: the module's task
        }
        return index;
    }

    private int firstStruck(Fault fault, int occasions) {
        long before = counts.getOrDefault(fault, 0L);
        counts.put(fault, before + occasions);
        When when = fault.when();
        if (when.nth() > 0) {
            long index = when.nth() - before - 1;
            return index >= 0 && index < occasions ? (int) index : -1;
        }
        for (int i = 0; i < occasions; i++) {
            if (when.share() >= 1 || random.nextDouble() < when.share()) {
                return i;
            }
        }
        return -1;
    }

    /** A random byte that differs from the given one. */
    public byte otherThan(byte b) {
        return (byte) (b ^ 1 + random.nextInt(255));
    }

    /**
     * Reads {@code name[=amount][@when]}: {@code F7@1%}, {@code watchdog@byte=120}, {@code latency=80}. The amount of
     * F1, F2 and F6 is how long they wait for the event that they need, in milliseconds, 2000 by default; that of F10
     * and {@code late-closed} is the delay, in milliseconds, 20 and 500 by default.
     *
     * @throws IllegalArgumentException naming what exists
     */
    public static Fault parse(String text) {
        return FaultNames.parse(text);
    }

    /** The names that {@link #parse} knows. */
    public static List<String> names() {
        return FaultNames.all();
    }
}
