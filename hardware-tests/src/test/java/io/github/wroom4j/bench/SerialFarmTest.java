package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Counterparts.Server;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: two modules on pseudo-terminals, two real ser2net, two JVMs that contend for both. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class SerialFarmTest {
    private static final int TURNS = 3;

    @TempDir
    Path folder;

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(300));
    }

    /** What the child JVMs run: take a bench, join with its module, give it back. */
    public static final class Contender {
        private Contender() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            var farm =
                    new Farm(BenchFile.read(folder.resolve("benches.yaml")), folder.resolve("locks"), Clock.system());
            System.out.println("ready");
            System.in.read(); // all start together
            for (int turn = 0; turn < Integer.parseInt(args[1]); turn++) {
                try (var lease = farm.take(Set.of(), "turn " + turn, soon(), progress -> {})) {
                    // The file can be made only if nobody else is inside: the lease is exclusive, or this throws.
                    Path inside = folder.resolve(lease.bench().id() + ".inside");
                    Files.createFile(inside);
                    try (var bench = new Bench(lease.bench())) {
                        bench.reach(BenchState.JOINED);
                    }
                    Files.delete(inside);
                    System.out.println(lease.bench().id());
                }
            }
            System.out.println("done");
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

    private Server serve(String name, PtyDevice device) throws IOException {
        return Counterparts.ser2net(Files.createDirectory(folder.resolve(name)), "telnet(rfc2217),tcp", device.path());
    }

    @Test
    void two_jvms_contend_for_two_real_ports_and_a_killed_one_frees_its_bench() throws Exception {
        Require.program("ser2net");
        try (var one = PtyDevice.start(Boards.open("mock:at-1.7"), folder.resolve("one.tty"));
                var two = PtyDevice.start(Boards.open("mock:at-1.7"), folder.resolve("two.tty"));
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
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    private void contend() throws Exception {
        var contenders =
                List.of(java(Contender.class, Integer.toString(TURNS)), java(Contender.class, Integer.toString(TURNS)));
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
        assertEquals(2, taken.get("done"), "every JVM had all its turns: " + taken);
        assertEquals(2 * TURNS, taken.getOrDefault("left", 0) + taken.getOrDefault("right", 0));
        assertTrue(taken.containsKey("left") && taken.containsKey("right"), "both benches were used: " + taken);
    }
}
