package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FarmTest {
    private static final List<BenchDescription> TWO =
            List.of(bench("left", Set.of("reset-pin")), bench("right", Set.of("internet")));

    @TempDir
    Path directory;

    private static BenchDescription bench(String id, Set<String> fixtures) {
        return new BenchDescription(
                id, "tcp://127.0.0.1:1/" + id, Optional.empty(), fixtures, Optional.empty(), "127.0.0.1", 1);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private Farm farm() {
        return new Farm(TWO, directory, Clock.system());
    }

    @Test
    void two_leases_in_one_program_are_two_benches_and_a_third_is_told_who_has_them() {
        try (var first = farm().take(Set.of(), "first", soon(), progress -> {});
                var second = farm().take(Set.of(), "second", soon(), progress -> {})) {
            assertEquals(
                    Set.of("left", "right"),
                    Set.of(first.bench().id(), second.bench().id()));

            var spent = Deadline.in(Duration.ZERO);
            var failure = assertThrows(
                    Farm.NoBenchException.class, () -> farm().take(Set.of(), "third", spent, progress -> {}));

            assertTrue(failure.getMessage().contains("left is used by pid "), failure.getMessage());
            assertTrue(failure.getMessage().contains("for second"), failure.getMessage());
        }
        try (var again = farm().take(Set.of("internet"), "again", soon(), progress -> {})) {
            assertEquals("right", again.bench().id());
        }
    }

    /** A clock on which sleeping takes no time, so that a wait of seconds is tried whole. */
    private static final class JumpingClock implements Clock {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(now);
        }

        @Override
        public void sleepUntil(long atNanos) {
            now = Math.max(now, atNanos);
        }

        @Override
        public boolean await(Lock lock, Condition condition, long atNanos) {
            throw new UnsupportedOperationException("a farm sleeps");
        }

        @Override
        public Alarm alarm(long atNanos, Runnable wake) {
            throw new UnsupportedOperationException("a farm sleeps");
        }
    }

    @Test
    void a_waiter_tells_at_once_and_every_five_seconds_who_has_the_benches_until_its_deadline() {
        try (var one = farm().take(Set.of("reset-pin"), "a long run", soon(), progress -> {});
                var other = farm().take(Set.of("internet"), "another", soon(), progress -> {})) {
            var clock = new JumpingClock();
            var told = new ArrayList<String>();
            var failure = assertThrows(
                    Farm.NoBenchException.class,
                    () -> new Farm(TWO, directory, clock)
                            .take(
                                    Set.of(),
                                    "waiting",
                                    Deadline.in(clock, Duration.ofSeconds(12)),
                                    words -> told.add(clock.nanos() / 1_000_000_000L + " s: " + words)));

            String pid = "pid " + ProcessHandle.current().pid() + " of ";
            assertEquals(
                    List.of("0 s", "5 s", "10 s"),
                    told.stream().map(line -> line.replaceAll(":.*", "")).toList());
            for (String line : told) {
                assertTrue(
                        line.matches("\\d+ s: waiting for a bench: left is used by " + pid
                                + ".* since .* for a long run; right is used by " + pid + ".* for another"),
                        line);
            }
            assertTrue(
                    failure.getMessage().startsWith("no bench became free in time: left is used by " + pid),
                    failure.getMessage());
            assertEquals(12_000_000_000L, clock.nanos(), "it waited until its deadline and no longer");
            assertEquals("left right", one.bench().id() + " " + other.bench().id());
        }
    }

    /** What ser2net says to a second client: the bench is in use on another machine. */
    private static void busyServer(ServerSocket listener) {
        var thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            try (Socket client = listener.accept()) {
                                client.getOutputStream()
                                        .write("Port already in use\r\n".getBytes(StandardCharsets.US_ASCII));
                            }
                        }
                    } catch (IOException closed) {
                        // The test is over.
                    }
                },
                "busy-server");
        thread.setDaemon(true); // it ends when its socket is closed
        thread.start();
    }

    @Test
    void a_bench_in_use_on_another_machine_is_passed_over_or_told() throws Exception {
        try (var busy = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                var free = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            busyServer(busy);
            var elsewhere = new BenchDescription(
                    "elsewhere",
                    "rfc2217://127.0.0.1:" + busy.getLocalPort(),
                    Optional.empty(),
                    Set.of(),
                    Optional.empty(),
                    "127.0.0.1",
                    1);
            var here = new BenchDescription(
                    "here",
                    "tcp://127.0.0.1:" + free.getLocalPort(),
                    Optional.empty(),
                    Set.of(),
                    Optional.empty(),
                    "127.0.0.1",
                    1);

            try (var lease = new Farm(List.of(elsewhere, here), directory, Clock.system())
                    .takeOpen(Set.of(), "test", soon(), progress -> {})) {
                assertEquals("here", lease.bench().id());
                assertTrue(lease.board().isPresent(), "it is open already");
            }
            var farm = new Farm(List.of(elsewhere), directory, Clock.system());
            var failure = assertThrows(
                    Farm.NoBenchException.class,
                    () -> farm.takeOpen(Set.of(), "test", Deadline.in(Duration.ZERO), progress -> {}));
            assertTrue(failure.getMessage().contains("elsewhere is used on another machine"), failure.getMessage());
            assertEquals(Optional.empty(), BenchLock.owner(directory, elsewhere), "its lock was given back");
        }
    }

    @Test
    void a_fixture_that_no_bench_has_is_refused_at_once_with_what_each_lacks() {
        var failure = assertThrows(
                Farm.NoBenchException.class, () -> farm().take(Set.of("rts-cts"), "test", soon(), progress -> {}));

        assertEquals("no bench has rts-cts: left lacks rts-cts; right lacks rts-cts", failure.getMessage());
    }

    /** What the child JVMs of this test run: takes benches again and again, and tells when it has which. */
    public static final class Contender {
        private Contender() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            var farm = new Farm(TWO, Path.of(args[0]), Clock.system());
            int turns = Integer.parseInt(args[1]);
            System.out.println("ready");
            System.in.read(); // all start together
            for (int turn = 0; turn < turns; turn++) {
                try (var lease = farm.take(Set.of(), "turn " + turn, soon(), progress -> {})) {
                    // The file can be made only if nobody else is inside: the lease is exclusive, or this throws.
                    Path inside = Path.of(args[0], lease.bench().id() + ".inside");
                    Files.createFile(inside);
                    // Work on the bench; longer than a waiter's look, so that the others find this one taken.
                    Clock.system()
                            .sleepUntil(Clock.system().nanos()
                                    + Duration.ofMillis(60).toNanos());
                    Files.delete(inside);
                    System.out.println(lease.bench().id());
                }
            }
            System.out.println("done");
        }
    }

    private Process contender(int turns) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Contender.class.getName(),
                        directory.toString(),
                        Integer.toString(turns))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void two_programs_contend_for_two_benches_and_none_is_shared_and_none_starves() throws Exception {
        int turns = Seeds.full() ? 20 : 8;
        var contenders = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            contenders.add(contender(turns));
        }

        var outputs = new ArrayList<BufferedReader>();
        for (Process contender : contenders) {
            outputs.add(contender.inputReader(StandardCharsets.UTF_8));
        }
        for (BufferedReader output : outputs) {
            assertEquals("ready", output.readLine());
        }
        for (Process contender : contenders) {
            contender.getOutputStream().close();
        }
        var taken = new HashMap<String, Integer>();
        for (int i = 0; i < contenders.size(); i++) {
            try (var output = outputs.get(i)) {
                output.lines().forEach(line -> taken.merge(line, 1, Integer::sum));
            }
            assertEquals(0, contenders.get(i).waitFor());
        }

        assertEquals(3, taken.get("done"), "every program had all its turns");
        assertEquals(3 * turns, taken.getOrDefault("left", 0) + taken.getOrDefault("right", 0));
        assertTrue(taken.containsKey("left") && taken.containsKey("right"), "both benches were used: " + taken);
    }

    @Test
    void a_killed_programs_lock_and_ticket_are_freed() throws Exception {
        try (var mine = farm().take(Set.of("reset-pin"), "mine", soon(), progress -> {})) {
            Process holder = holder();
            var told = new ArrayList<String>();
            assertThrows(
                    Farm.NoBenchException.class,
                    () -> farm().take(Set.of(), "blocked", Deadline.in(Duration.ZERO), told::add));

            holder.destroyForcibly().waitFor();

            try (var freed = farm().take(Set.of(), "after the kill", soon(), told::add)) {
                assertEquals("right", freed.bench().id());
            }
            assertEquals("left", mine.bench().id());
        }
        try (var files = Files.list(directory)) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".ticket"))
                            .sorted(Comparator.naturalOrder())
                            .toList(),
                    "no ticket is left behind");
        }
    }

    /** A program that takes a bench, says so, and keeps it. */
    private Process holder() throws IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('r', holder.getInputStream().read(), "it has taken the bench \"right\"");
        return holder;
    }

    /** What {@link #holder()} runs. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (var lease = new Farm(TWO, Path.of(args[0]), Clock.system())
                    .take(Set.of("internet"), "holding", soon(), progress -> {})) {
                System.out.println(lease.bench().id());
                System.out.flush();
                System.in.read();
            }
        }
    }
}
