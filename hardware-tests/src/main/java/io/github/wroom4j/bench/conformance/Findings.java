package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.bench.passport.Passport.Check;
import io.github.wroom4j.bench.passport.Passport.Fact;
import io.github.wroom4j.bench.passport.Passport.Fault;
import io.github.wroom4j.bench.passport.Passport.Outcome;
import io.github.wroom4j.hal.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects what a run finds. One thread. */
final class Findings {
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final Map<String, Fault> faults = new LinkedHashMap<>();
    private final Consumer<String> progress;

    Findings(Consumer<String> progress) {
        this.progress = progress;
    }

    /** A check's body: what was seen, in words. */
    interface Body {
        String look() throws Exception;
    }

    /** It cannot be asked of this module or bench. */
    static final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Skipped(String why) {
            super(why);
        }
    }

    /** What was seen is not what must be. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String what) {
            super(what);
        }
    }

    /** Runs a check; whatever it throws is its result. */
    boolean check(String name, Body body) throws InterruptedException {
        progress.accept(name);
        long began = Clock.system().nanos();
        Outcome outcome = Outcome.PASSED;
        String detail;
        try {
            detail = body.look();
        } catch (Skipped e) {
            outcome = Outcome.SKIPPED;
            detail = e.getMessage();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            outcome = Outcome.FAILED;
            detail = e instanceof Wrong ? e.getMessage() : describe(e);
        }
        checks.add(
                new Check(name, outcome, detail, Duration.ofNanos(Clock.system().nanos() - began)));
        return outcome == Outcome.PASSED;
    }

    private static String describe(Throwable e) {
        String words = e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getSimpleName()
                : e.getMessage();
        boolean repeats = e.getCause() == null
                || e.getCause().getMessage() == null
                || words.contains(e.getCause().getMessage());
        return repeats ? words : words + ": " + e.getCause().getMessage();
    }

    /** Notes a fact of the firmware, the same in every run. */
    void fact(String name, String value, String question) {
        facts.put(name, new Fact(name, value, "", question, false));
    }

    /** Notes a number that depends on wire, air and load. */
    void measured(String name, long value, String unit, String question) {
        facts.put(name, new Fact(name, Long.toString(value), unit, question, true));
    }

    /** Notes words that depend on where the module is. */
    void local(String name, String value) {
        facts.put(name, new Fact(name, value, "", "", true));
    }

    /** Notes a fault; the first evidence stands. */
    void fault(String name, String evidence) {
        faults.putIfAbsent(name, new Fault(name, evidence));
    }

    List<Check> checks() {
        return checks;
    }

    List<Fact> facts() {
        return List.copyOf(facts.values());
    }

    List<Fault> faults() {
        return List.copyOf(faults.values());
    }
}
