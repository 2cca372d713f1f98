package io.github.wroom4j.bench.passport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A module's passport: what a run of the conformance suite found out about one module. Immutable; its pages are made by
 * {@link PassportPages}.
 *
 * @param bench the bench's id
 * @param address where the module was reached, secrets masked
 * @param at when the run began
 * @param seed of the payloads, to repeat the run
 * @param firmware the lines of {@code AT+GMR}; empty if it never answered
 * @param dialect name of the table that drove it, {@code (nearest)} added when no table knows the firmware
 * @param checks in the order in which they ran
 * @param facts what was measured
 * @param faults what is wrong with it, by the names of the catalogue of reported firmware faults
 * @param mock the mock that it was compared with, as an address; empty if it was not compared
 * @param differences where it differs from that mock
 */
public record Passport(
        String bench,
        String address,
        Instant at,
        long seed,
        List<String> firmware,
        String dialect,
        List<Check> checks,
        List<Fact> facts,
        List<Fault> faults,
        Optional<String> mock,
        List<Difference> differences) {

    /** How a check ended. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** It could not be asked of this module or bench; the detail says why. */
        SKIPPED
    }

    /**
     * One check.
     *
     * @param name a word or two, as in {@code five links}
     * @param outcome how it ended
     * @param detail what was seen, or why it failed or was skipped
     * @param took how long
     */
    public record Check(String name, Outcome outcome, String detail, Duration took) {}

    /**
     * Something measured.
     *
     * @param name as in {@code crlf-after-payload}
     * @param value what this module answers
     * @param unit as in {@code ms}, {@code B/s}; empty for words
     * @param question the open question that it answers, as in {@code Q2}; empty if none
     * @param varies whether it differs from run to run, so that it is not compared with the mock
     */
    public record Fact(String name, String value, String unit, String question, boolean varies) {}

    /**
     * Something wrong.
     *
     * @param name from the catalogue ({@code F1} … {@code F14}, {@code overrun}, {@code dropped-to-host} …)
     * @param evidence what was seen
     */
    public record Fault(String name, String evidence) {}

    /** A fact in which module and mock differ. */
    public record Difference(String name, String module, String mock) {}

    public Passport {
        firmware = List.copyOf(firmware);
        checks = List.copyOf(checks);
        facts = List.copyOf(facts);
        faults = List.copyOf(faults);
        differences = List.copyOf(differences);
    }

    /** Whether no check failed. */
    public boolean passed() {
        return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
    }

    /** A fact's value, if it was measured. */
    public Optional<String> fact(String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst();
    }

    /** Whether a fault of that name was met. */
    public boolean hasFault(String name) {
        return faults.stream().anyMatch(fault -> fault.name().equals(name));
    }
}
