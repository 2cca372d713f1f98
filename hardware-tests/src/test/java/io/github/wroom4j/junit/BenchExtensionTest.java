package io.github.wroom4j.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.BenchLock;
import io.github.wroom4j.bench.BenchState;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.mock.serve.TcpDevice;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs small test classes through JUnit's launcher and looks at what became of them. */
class BenchExtensionTest {

    @TempDir
    Path folder;

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
    void a_failure_attaches_transcript_recording_timeline_and_seed() throws Exception {
        var run = run(Fails.class);

        assertEquals(List.of("FAILED"), run.results);
        assertEquals(List.of("transcript.txt", "recording.wirelog", "timeline.html", "page.html"), run.files);
        assertTrue(run.entries.containsKey("seed"), run.entries.toString());
        String frozen = Files.readString(run.paths.get(3));
        assertTrue(frozen.contains("AT+GMR") && frozen.contains("on purpose"), frozen);
        String page = Files.readString(run.paths.get(2));
        assertTrue(page.contains("on purpose") && page.contains("AT+GMR") && page.contains("<svg"), page);
    }

    @HilTest
    static class Watched {
        @Test
        void always(@EspModule(watch = true) Bench bench, org.junit.jupiter.api.TestReporter reporter)
                throws Exception {
            bench.esp().board().orElseThrow().pin(2).write(true);
            reporter.publishEntry("seen", bench.state().toString());
        }
    }

    @Test
    void a_watched_test_tells_the_link_of_its_page_which_ends_with_it() {
        var run = run(Watched.class);

        assertEquals(List.of("SUCCESSFUL"), run.results);
        var link = java.net.URI.create(run.entries.get("watch"));
        assertEquals("127.0.0.1", link.getHost());
        assertThrows(java.io.IOException.class, () -> new java.net.Socket(link.getHost(), link.getPort()).close());
    }

    @Test
    void a_failure_tells_on_the_console_where_its_files_are_and_how_to_repeat_it() {
        var told = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Attachments.class.getName());
        log.addHandler(handler);
        try {
            var run = run(Fails.class);

            String line = told.get(0);
            assertTrue(line.contains("-Dwroom4j.seed=" + run.entries.get("seed")), line);
            assertTrue(line.endsWith("-Dwroom4j.bench=replay:" + run.paths.get(1)), line);
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void the_recording_of_a_failure_is_a_board_that_answers_as_the_module_did() {
        var run = run(Fails.class);

        // The driver asks the same questions again, so the recording is played to the end.
        try (Board replayed = Boards.open("replay:" + run.paths.get(1));
                AtDriver driver = AtDriver.open(replayed)) {
            assertTrue(driver.version().firstLine().startsWith("AT version:1.7.4"));
        }
    }

    @HilTest
    static class Measures {
        @Test
        void fast_enough(@EspModule(state = BenchState.BOOTED) Bench bench) {
            bench.measure("goodput", 12_000, "B/s").atLeast(10_000);
        }

        @Test
        void too_slow(@EspModule(state = BenchState.BOOTED) Bench bench) {
            bench.measure("handshake", 900.5, "ms").atMost(500);
        }
    }

    @Test
    void measurements_are_report_entries_and_their_validators_fail_the_test() {
        var run = run(Measures.class);

        assertEquals("12000 B/s", run.entries.get("goodput"));
        assertEquals("900.500 ms", run.entries.get("handshake"));
        assertEquals(Set.of("SUCCESSFUL", "FAILED"), Set.copyOf(run.results));
        assertTrue(run.causes.contains("handshake is 900.500 ms but must be at most 500 ms"), run.causes.toString());
        assertEquals("115200", run.entries.get("baud"));
    }

    @Test
    void a_broken_bench_is_not_tried_again_by_the_next_class() {
        // Nobody listens there: the bench breaks at its first use.
        System.setProperty("wroom4j.bench", "tcp://127.0.0.1:1");

        var run = run(Fails.class, OneForTheClass.class);

        assertTrue(run.causes.get(0).contains("is broken: not BOOTED"), run.causes.toString());
        assertTrue(run.containerCauses.get(0).startsWith("not tried again: "), run.containerCauses.toString());
    }

    @HilTest
    static class FailsWhenJoined {
        @Test
        void always(@EspModule Esp8266 esp) {
            assertEquals("192.0.2.1", esp.wifi().localIP().toString(), "on purpose");
        }
    }

    @Test
    void the_recording_of_a_failure_fails_the_same_test_in_the_same_way_without_the_module() {
        var first = run(FailsWhenJoined.class);
        System.setProperty("wroom4j.bench", "replay:" + first.paths.get(1).toAbsolutePath());

        var again = run(FailsWhenJoined.class);

        assertEquals(List.of("FAILED"), again.results);
        assertEquals(first.causes, again.causes);
        assertEquals(first.entries.get("firmware"), again.entries.get("firmware"));
        assertTrue(again.causes.get(0).startsWith("on purpose"), again.causes.toString());
    }

    @HilTest
    static class Everywhere {
        @OnEveryBackend
        void everywhere(@EspModule(state = BenchState.BOOTED) Bench bench) {}
    }

    /** Each meets the other inside its test: what follows one another would never meet. */
    private static final CyclicBarrier MEETING = new CyclicBarrier(2);

    private static final Set<String> MET = ConcurrentHashMap.newKeySet();

    @HilTest
    static class MeetsAnother {
        @Test
        void inside(@EspModule(state = BenchState.BOOTED) Bench bench) throws Exception {
            MET.add(bench.description().id());
            MEETING.await(60, TimeUnit.SECONDS);
        }
    }

    @HilTest
    static class MeetsOne {
        @Test
        void inside(@EspModule(state = BenchState.BOOTED) Bench bench) throws Exception {
            MET.add(bench.description().id());
            MEETING.await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void two_benches_are_used_at_once_and_every_backend_has_its_turn() throws Exception {
        try (var left = TcpDevice.start(Boards.open("mock:at-1.7"), InetAddress.getLoopbackAddress(), 0);
                var right = TcpDevice.start(Boards.open("mock:at-1.7"), InetAddress.getLoopbackAddress(), 0)) {
            System.setProperty(
                    "wroom4j.bench",
                    Files.writeString(folder.resolve("benches.yaml"), """
                    benches:
                      - {id: left, address: "tcp://127.0.0.1:%d"}
                      - {id: right, address: "tcp://127.0.0.1:%d"}
                    """.formatted(left.port(), right.port()))
                            .toString());

            var together = run(new Run(() -> {}, true), MeetsAnother.class, MeetsOne.class);
            var everywhere = run(Everywhere.class);

            assertEquals(List.of("SUCCESSFUL", "SUCCESSFUL"), together.results, together.causes.toString());
            assertEquals(Set.of("left", "right"), MET);
            assertEquals(List.of("SUCCESSFUL", "SUCCESSFUL"), everywhere.results, everywhere.causes.toString());
            assertEquals("left", everywhere.entries.get("bench"), "the last was on a bench of the file");
        }
    }

    @Test
    void a_bench_with_another_firmware_than_its_file_says_is_let_into_no_test() throws Exception {
        System.setProperty(
                "wroom4j.bench",
                Files.writeString(
                                folder.resolve("benches.yaml"),
                                "benches:\n  - {id: desk, address: \"mock:at-1.7\", firmware: \">=9\"}\n")
                        .toString());

        var run = run(Answers.class);

        assertEquals(List.of("FAILED"), run.results);
        assertTrue(run.causes.get(0).contains("its firmware is 1.7.4.0"), run.causes.toString());
        assertTrue(run.causes.get(0).contains(">=9 is expected there"), run.causes.toString());
    }

    @HilTest
    static class Answers {
        @Test
        void at(@EspModule(state = BenchState.BOOTED) AtModule module) {
            assertTrue(module.version().firstLine().startsWith("AT version:"));
        }
    }

    @Test
    void a_test_whose_bench_is_in_use_reports_who_has_it_and_runs_when_it_is_free() throws Exception {
        try (var module = TcpDevice.start(Boards.open("mock:at-1.7"), InetAddress.getLoopbackAddress(), 0)) {
            String address = "tcp://127.0.0.1:" + module.port();
            System.setProperty("wroom4j.bench", address);
            BenchLock taken = BenchLock.tryTake(
                            BenchLock.defaultDirectory(), BenchDescription.of(address), "a long run")
                    .orElseThrow();

            var run = run(new Run(taken::close, false), Answers.class);

            assertEquals(List.of("SUCCESSFUL"), run.results, run.causes.toString());
            assertTrue(run.entries.get("waiting").contains(" for a long run"), run.entries.toString());
        }
    }

    private static final class Run implements TestExecutionListener {
        private final Runnable onWaiting;

        private final boolean parallel;

        Run(Runnable onWaiting, boolean parallel) {
            this.onWaiting = onWaiting;
            this.parallel = parallel;
        }

        final List<String> results = Collections.synchronizedList(new ArrayList<>());
        final List<String> causes = Collections.synchronizedList(new ArrayList<>());
        final List<String> skipped = new ArrayList<>();
        final List<String> files = new ArrayList<>();
        final List<Path> paths = new ArrayList<>();
        final List<String> containerCauses = new ArrayList<>();
        final Map<String, String> entries = Collections.synchronizedMap(new LinkedHashMap<>());

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                results.add(result.getStatus().name());
                causes.add(result.getThrowable().map(Throwable::getMessage).orElse(""));
            } else {
                result.getThrowable().map(Throwable::getMessage).ifPresent(containerCauses::add);
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(reason);
        }

        @Override
        public void fileEntryPublished(TestIdentifier test, FileEntry file) {
            files.add(file.getPath().getFileName().toString());
            paths.add(file.getPath());
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            entries.putAll(entry.getKeyValuePairs());
            if (entry.getKeyValuePairs().containsKey("waiting")) {
                onWaiting.run();
            }
        }
    }

    private static Run run(Class<?>... tests) {
        return run(new Run(() -> {}, false), tests);
    }

    private static Run run(Run run, Class<?>... tests) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(tests)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                // A bench of a class closes with JUnit's store, after the leak check of the outer run would look.
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", Boolean.toString(run.parallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .configurationParameter(LauncherConstants.OUTPUT_DIR_PROPERTY_NAME, "target/hil-output")
                .build();
        LauncherFactory.create().execute(request, run);
        assertFalse(run.results.isEmpty() && run.skipped.isEmpty(), "something was run");
        return run;
    }
}
