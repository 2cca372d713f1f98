package io.github.wroom4j.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.BenchState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs small test classes through JUnit's launcher and looks at what became of them. */
class BenchExtensionTest {

    @AfterEach
    void forget() {
        System.clearProperty("wroom4j.bench");
        System.clearProperty("wroom4j.hil.required");
    }

    /** Runs only when this test launches it: its methods are package-private members of a nested class. */
    @HilTest
    static class OneForTheClass {
        @EspModule
        private static Bench shared;

        private static Bench seen;

        @Test
        void one(@EspModule AtModule module) {
            seen = seen == null ? shared : seen;
            assertSame(seen, shared);
            assertSame(shared.module(), module);
        }

        @Test
        void another() {
            seen = seen == null ? shared : seen;
            assertSame(seen, shared);
        }
    }

    @HilTest
    @RequiresFixture("rts-cts")
    static class NeedsWires {
        @Test
        void never() {}
    }

    @HilTest
    static class OtherFirmware {
        @Test
        @RequiresFirmware(">=2")
        void never(@EspModule AtModule module) {}
    }

    @HilTest
    static class Fails {
        @Test
        void always(@EspModule(state = BenchState.BOOTED) AtModule module) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_static_field_has_one_bench_for_the_class() {
        var run = run(OneForTheClass.class);

        assertEquals(List.of("SUCCESSFUL", "SUCCESSFUL"), run.results);
    }

    @Test
    void a_missing_fixture_disables_the_test_and_names_it() {
        var run = run(NeedsWires.class);

        assertEquals(1, run.skipped.size());
        assertTrue(run.skipped.get(0).contains("no bench of mock has rts-cts"), run.skipped.get(0));
    }

    @Test
    void a_missing_fixture_fails_where_benches_are_required() {
        System.setProperty("wroom4j.hil.required", "true");

        var run = run(NeedsWires.class);

        assertEquals(List.of(), run.skipped);
    }

    @Test
    void another_firmware_aborts_the_test_and_says_which_runs_there() {
        var run = run(OtherFirmware.class);

        assertEquals(List.of("ABORTED"), run.results);
        assertTrue(run.causes.get(0).contains("for firmware >=2; bench"), run.causes.get(0));
    }

    @Test
    void a_bench_that_cannot_be_named_disables_the_test_with_the_reason() {
        System.setProperty("wroom4j.bench", "no-such-file.yaml");

        var run = run(OneForTheClass.class);

        assertTrue(run.skipped.get(0).contains("neither \"mock\" nor a bench file"), run.skipped.toString());
    }

    @Test
    void a_failure_attaches_the_transcript() {
        var run = run(Fails.class);

        assertEquals(List.of("FAILED"), run.results);
        assertEquals(List.of("transcript.txt"), run.files);
    }

    private static final class Run implements TestExecutionListener {
        final List<String> results = new ArrayList<>();
        final List<String> causes = new ArrayList<>();
        final List<String> skipped = new ArrayList<>();
        final List<String> files = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                results.add(result.getStatus().name());
                causes.add(result.getThrowable().map(Throwable::getMessage).orElse(""));
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(reason);
        }

        @Override
        public void fileEntryPublished(TestIdentifier test, FileEntry file) {
            files.add(file.getPath().getFileName().toString());
        }
    }

    private static Run run(Class<?> tests) {
        var run = new Run();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                // A bench of a class closes with JUnit's store, after the leak check of the outer run would look.
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .configurationParameter(LauncherConstants.OUTPUT_DIR_PROPERTY_NAME, "target/hil-output")
                .build();
        LauncherFactory.create().execute(request, run);
        assertFalse(run.results.isEmpty() && run.skipped.isEmpty(), "something was run");
        return run;
    }
}
