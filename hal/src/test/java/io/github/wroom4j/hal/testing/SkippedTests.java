package io.github.wroom4j.hal.testing;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints each skipped or aborted test with its reason: a green build must say what it did not test. */
public final class SkippedTests implements TestExecutionListener {

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        print(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            print(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private static void print(TestIdentifier test, String reason) {
        System.out.println("[skipped] " + name(test) + ": " + reason.replaceFirst("^Assumption failed: ", ""));
    }

    /** Class, method and, of one that runs with many arguments, which of them. */
    private static String name(TestIdentifier test) {
        String shown = test.getDisplayName().lines().findFirst().orElse("");
        if (test.getSource().orElse(null) instanceof MethodSource method) {
            String name = simple(method.getClassName()) + "." + method.getMethodName();
            return shown.startsWith(method.getMethodName())
                    ? name
                    : name + " " + shown.substring(0, Math.min(60, shown.length()));
        }
        return test.getSource().orElse(null) instanceof ClassSource type ? simple(type.getClassName()) : shown;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
