package io.github.wroom4j.bench.conformance;

/**
 * How much a conformance run does.
 *
 * @param payloadBytes how many adversarial bytes go each way, 1 MiB by default
 * @param ladderBytes how many go there and back at each speed
 * @param seed of all payloads
 * @param throughDriver whether the checks through the driver run; without them only the conversation by hand
 * @param compare whether the nearest mock is examined too, for the differences
 */
public record ConformancePlan(int payloadBytes, int ladderBytes, long seed, boolean throughDriver, boolean compare) {
    /** All of it. */
    public static final ConformancePlan FULL = new ConformancePlan(1 << 20, 16 * 1024, 1, true, true);

    /** All of it with less payload: seconds instead of minutes. */
    public static final ConformancePlan QUICK = new ConformancePlan(32 * 1024, 2048, 1, true, true);

    /** Only the conversation by hand: boot, wire and firmware faults. */
    public static final ConformancePlan BARE = new ConformancePlan(0, 0, 1, false, false);

    /** This plan with another seed. */
    public ConformancePlan withSeed(long other) {
        return new ConformancePlan(payloadBytes, ladderBytes, other, throughDriver, compare);
    }

    /** This plan without the comparison. */
    public ConformancePlan alone() {
        return new ConformancePlan(payloadBytes, ladderBytes, seed, throughDriver, false);
    }
}
