package io.github.wroom4j.bench;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The health check of a bench: is it free, does it boot with the expected firmware, join, and carry verified TLS to
 * this machine? What a bench must pass before tests are let onto it.
 */
public final class BenchCheck {
    private BenchCheck() {}

    /**
     * What a check found.
     *
     * @param id the bench
     * @param address where it is, secrets masked
     * @param firmware the first line of {@code AT+GMR}; empty if it never answered
     * @param reached the last state that it reached
     * @param took how long each step took, in the order of the steps
     * @param problem why it got no further; empty if it is healthy
     */
    public record Result(
            String id,
            String address,
            Optional<String> firmware,
            BenchState reached,
            Map<BenchState, Duration> took,
            Optional<String> problem) {

        /** Whether it reached every state. */
        public boolean healthy() {
            return problem.isEmpty();
        }
    }

    /**
     * Checks a bench; a bench in use is not touched, and that is reported as the problem.
     *
     * @param purpose what is shown to others who want the bench meanwhile
     */
    public static Result of(BenchDescription description, String purpose) {
        var took = new LinkedHashMap<BenchState, Duration>();
        String address = BoardAddress.parse(description.address()).toString();
        Optional<BenchLock> lock = Optional.empty();
        if (!description.madeAnew()) {
            lock = BenchLock.tryTake(BenchLock.defaultDirectory(), description, purpose);
            if (lock.isEmpty()) {
                String owner = BenchLock.owner(BenchLock.defaultDirectory(), description)
                        .orElse("someone who has just let it go");
                return new Result(
                        description.id(),
                        address,
                        Optional.empty(),
                        BenchState.OFF,
                        took,
                        Optional.of("in use by " + owner));
            }
        }
        Optional<String> firmware = Optional.empty();
        BenchState reached = BenchState.OFF;
        Optional<String> problem = Optional.empty();
        try (var bench = new Bench(description)) {
            for (BenchState next : List.of(BenchState.BOOTED, BenchState.JOINED, BenchState.TLS_READY)) {
                long began = Clock.system().nanos();
                bench.reach(next);
                took.put(next, Duration.ofNanos(Clock.system().nanos() - began));
                reached = next;
                firmware = Optional.of(bench.module().version().firstLine());
            }
        } catch (BenchBrokenException e) {
            // The first line says what; the transcript below it is for tests.
            problem = e.getMessage().lines().findFirst();
        } finally {
            lock.ifPresent(BenchLock::close);
        }
        return new Result(description.id(), address, firmware, reached, took, problem);
    }
}
