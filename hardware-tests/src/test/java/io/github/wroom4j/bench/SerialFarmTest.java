package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.bench.conformance.ConformancePlan;
import io.github.wroom4j.bench.conformance.ConformanceSuite;
import io.github.wroom4j.bench.passport.PassportPages;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Counterparts.Server;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way: two modules on pseudo-terminals, two real ser2net, two JVMs that contend for both and examine them with
 * the conformance suite; by hand only in an ordinary build, whole with -Pfull.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class SerialFarmTest {
    @TempDir
    Path folder;

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(300));
    }

    /**
     * What the child JVMs run, in as many threads as there are turns of each kind: take a bench, examine its module or
     * join with it, give it back. Two JVMs of two threads want two benches, so some always wait.
     */
    public static final class Contender {
        private Contender() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            var farm =
                    new Farm(BenchFile.read(folder.resolve("benches.yaml")), folder.resolve("locks"), Clock.system());
            var plan = args[1].equals("whole") ? ConformancePlan.FULL.alone() : ConformancePlan.BARE;
            System.out.println("ready");
            System.in.read(); // all start together
            var examiner = new FutureTask<Void>(() -> {
                for (int turn = 0; turn < Integer.parseInt(args[2]); turn++) {
                    String name = ProcessHandle.current().pid() + "-" + turn;
                    turn(
                            folder,
                            farm,
                            "examining",
                            bench -> PassportPages.write(
                                    ConformanceSuite.run(bench, plan, step -> {}),
                                    folder.resolve("passports-" + name)));
                }
                return null;
            });
            new Thread(examiner, "examiner").start();
            for (int turn = 0; turn < Integer.parseInt(args[3]); turn++) {
                turn(folder, farm, "joining", bench -> {
                    try (var used = new Bench(bench)) {
                        used.reach(BenchState.JOINED);
                    }
                });
            }
            examiner.get();
            System.out.println("done");
        }

        private interface Work {
            void on(BenchDescription bench) throws Exception;
        }

        private static void turn(Path folder, Farm farm, String purpose, Work work) throws Exception {
            try (var lease = farm.take(Set.of(), purpose, soon(), progress -> {})) {
                // The file can be made only if nobody else is inside: the lease is exclusive, or this throws.
                Path inside = folder.resolve(lease.bench().id() + ".inside");
                Files.createFile(inside);
                work.on(lease.bench());
                Files.delete(inside);
                System.out.println(purpose + " " + lease.bench().id());
            }
        }
    }

    /** Takes a bench with its port open and keeps both until it is killed. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            var farm =
                    new Farm(BenchFile.read(folder.resolve("benches.yaml")), folder.resolve("locks"), Clock.system());
            try (var lease = farm.take(Set.of("first"), "holding", soon(), progress -> {});
                    var bench = new Bench(lease.bench())) {
                bench.reach(BenchState.BOOTED);
                System.out.println("held " + lease.bench().id());
                System.in.read();
            }
        }
    }

    private Process java(Class<?> program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                folder.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A pseudo-terminal tells the module nothing of the port's speed. */
    private static Board module() {
        return ((MockWroom02) Boards.open("mock:at-1.7")).atAnyRate();
    }

    private Server serve(String name, PtyDevice device) throws IOException {
        return Counterparts.ser2net(Files.createDirectory(folder.resolve(name)), "telnet(rfc2217),tcp", device.path());
    }

    @Test
    void two_jvms_contend_for_two_real_ports_and_a_killed_one_frees_its_bench() throws Exception {
        Require.program("ser2net");
        try (var one = PtyDevice.start(module(), folder.resolve("one.tty"));
                var two = PtyDevice.start(module(), folder.resolve("two.tty"));
                Server left = serve("left", one);
                Server right = serve("right", two)) {
            Files.writeString(
                    folder.resolve("benches.yaml"), """
                    benches:
                      - id: left
                        address: rfc2217://127.0.0.1:%d
                        fixtures: [first]
                        ssid: wroom4j
                        password: file:%s
                      - id: right
                        address: rfc2217://127.0.0.1:%d
                        ssid: wroom4j
                        password: file:%s
                    """.formatted(left.port(), password(), right.port(), password()));
            killedWhileHolding();
            contend();
        }
    }

    private Path password() throws IOException {
        return Files.writeString(folder.resolve("password"), "arduino-java");
    }

    /** A JVM dies with the bench in use and its port open: neither lock nor port may stay behind. */
    private void killedWhileHolding() throws Exception {
        Process holder = java(Holder.class);
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("held left", said.readLine());
            var farm =
                    new Farm(BenchFile.read(folder.resolve("benches.yaml")), folder.resolve("locks"), Clock.system());
            var told = new ArrayList<String>();
            try {
                farm.take(Set.of("first"), "impatient", Deadline.in(Duration.ZERO), told::add)
                        .close();
                throw new AssertionError("a bench in use was given away");
            } catch (Farm.NoBenchException expected) {
                assertTrue(
                        expected.getMessage().contains("left is used by pid " + holder.pid()), expected.getMessage());
            }
            holder.destroyForcibly().waitFor();
            try (var freed = farm.takeOpen(Set.of("first"), "after the kill", soon(), told::add);
                    var bench = new Bench(freed)) {
                bench.reach(BenchState.BOOTED);
                assertEquals("left", freed.bench().id());
            }
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    private void contend() throws Exception {
        int examinations = Seeds.full() ? 2 : 1;
        int joins = Seeds.full() ? 6 : 2;
        String[] arguments = {
            Seeds.full() ? "whole" : "bare", Integer.toString(examinations), Integer.toString(joins),
        };
        var contenders = List.of(java(Contender.class, arguments), java(Contender.class, arguments));
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
        for (int i = 0; i < contenders.size(); i++) {
            var turns = new TreeMap<String, Integer>();
            try (var output = outputs.get(i)) {
                output.lines().forEach(line -> turns.merge(line.replaceAll(" .*", ""), 1, Integer::sum));
            }
            assertEquals(0, contenders.get(i).waitFor());
            // None starved: each JVM, and each of its threads, had every turn that it wanted.
            assertEquals(Map.of("examining", examinations, "joining", joins, "done", 1), turns);
        }
        judgePassports(2 * examinations);
    }

    /** What the suite found through ser2net and a pseudo-terminal is what it finds in process. */
    private void judgePassports(int expected) throws IOException {
        var pages = new ArrayList<String>();
        try (var written = Files.walk(folder)) {
            for (Path page :
                    written.filter(file -> file.toString().endsWith(".md")).toList()) {
                pages.add(Files.readString(page));
            }
        }
        assertEquals(expected, pages.size(), "every examination wrote its passport");
        for (String page : pages) {
            assertFalse(page.contains("| failed |"), page);
            assertTrue(page.contains("| bare: receive | passed |"), page);
            assertTrue(page.contains("AT version:1.7.4.0"), page);
        }
    }
}
