package io.github.wroom4j.benchmarks.goals;

import java.util.List;

/** Every speed goal, in order. */
public final class Goals {
    /** G1 … G20. */
    public static final List<Goal> ALL = List.of(
            new Goodput(),
            new CommandOverhead(),
            new WarmRequest(),
            new SecureConnect(),
            new HostCost(false),
            new HostCost(true),
            new MockExchanges(),
            new ParserSpeed(),
            new ManyModules(),
            new FirstOk(),
            new Growth(),
            new ResetRecovery(),
            new CommandStart(),
            new ServedPage(),
            new FiveLinks(),
            new PtyDownload(),
            new ShortExchange(),
            new WatchedGoodput(),
            new EngineSpeed());

    private Goals() {}

    /** The goal with that id. */
    public static Goal of(String id) {
        return ALL.stream()
                .filter(goal -> goal.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no goal is called " + id + ": G1 … G20"));
    }
}
