package io.github.wroom4j.hal.testing;

import org.junit.platform.engine.TestExecutionResult;
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
        String where = test.getParentIdObject()
                .map(parent -> parent.getLastSegment().getValue())
                .map(parent -> parent.substring(parent.lastIndexOf('.') + 1) + ".")
                .orElse("");
        System.out.println("[skipped] " + where + test.getDisplayName() + ": " + reason);
    }
}
