package io.github.wroom4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Notes which tests with a {@link Rule} ran and passed, for {@code ConformanceReport}. */
public final class RuleListener implements TestExecutionListener {
    /** One line per test: its name, then its rules; a test that was skipped for want of a program begins with '~'. */
    static final Path NOTES = Path.of("target", "rules-passed.txt");

    private final Map<String, Set<String>> rules = new ConcurrentHashMap<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final Set<String> skipped = ConcurrentHashMap.newKeySet();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest() || !(test.getSource().orElse(null) instanceof MethodSource source)) {
            return;
        }
        Set<String> proved = rulesOf(source.getJavaClass(), source.getJavaMethod());
        if (proved.isEmpty()) {
            return;
        }
        String name = source.getJavaClass().getSimpleName() + "." + source.getMethodName();
        rules.computeIfAbsent(name, n -> new TreeSet<>()).addAll(proved);
        switch (result.getStatus()) {
            case FAILED -> failed.add(name);
            case ABORTED -> skipped.add(name);
            case SUCCESSFUL -> {
                // Noted above.
            }
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.getSource().orElse(null) instanceof MethodSource source) {
            String name = source.getJavaClass().getSimpleName() + "." + source.getMethodName();
            rules.computeIfAbsent(name, n -> new TreeSet<>())
                    .addAll(rulesOf(source.getJavaClass(), source.getJavaMethod()));
            skipped.add(name);
        }
    }

    private static Set<String> rulesOf(Class<?> type, Method method) {
        var found = new TreeSet<String>();
        for (Rule rule : new Rule[] {type.getAnnotation(Rule.class), method.getAnnotation(Rule.class)}) {
            if (rule != null) {
                found.addAll(Set.of(rule.value()));
            }
        }
        return found;
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        rules.keySet().removeAll(failed);
        // A second run of some of the tests, under other conditions, must not take the first one's notes away.
        if (rules.isEmpty() || System.getProperty("wroom4j.rules.noted") != null) {
            return;
        }
        try {
            Files.createDirectories(NOTES.getParent());
            Files.write(
                    NOTES,
                    new TreeMap<>(rules)
                            .entrySet().stream()
                                    .map(e -> (skipped.contains(e.getKey()) ? "~" : "") + e.getKey() + " "
                                            + String.join(" ", e.getValue()))
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note the rules in " + NOTES.toAbsolutePath(), e);
        }
    }
}
