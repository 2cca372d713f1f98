package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Counterparts.Server;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users of other frameworks complain about, tried on ours: the table in docs/hardware-tests.md. */
@Timeout(120)
class FieldComplaintsTest {
    @TempDir
    Path folder;

    private static BenchDescription bench(String address, double multiplier) {
        return new BenchDescription(
                "bench3",
                address,
                Optional.empty(),
                Set.of(),
                Optional.of(new BenchDescription.AccessPointLogin("wroom4j", "arduino-java")),
                "127.0.0.1",
                multiplier);
    }

    private PtyDevice module() {
        Require.program("ser2net");
        return PtyDevice.start(((MockWroom02) Boards.open("mock:at-1.7")).atAnyRate(), folder.resolve("tty"));
    }

    private Server served(PtyDevice module) {
        return Counterparts.ser2net(folder, "telnet(rfc2217),tcp", module.path());
    }

    @Test
    void nobody_is_kicked_and_nobody_sees_anothers_console() {
        try (PtyDevice module = module();
                Server server = served(module);
                var first = new Bench(bench("rfc2217://127.0.0.1:" + server.port(), 1))) {
            first.reach(BenchState.BOOTED);

            var refused = assertThrows(
                    BoardException.class, () -> Boards.open(first.description().address()));

            assertEquals(BoardException.Kind.BUSY, refused.kind(), refused.getMessage());
            first.reach(BenchState.JOINED);
        }
    }

    @Test
    void what_an_earlier_user_left_unread_is_taken_for_nobodys_answer() throws Exception {
        try (PtyDevice module = module()) {
            // The earlier user asked and went away; the answers, and half of one, wait in the terminal.
            try (OutputStream earlier = Files.newOutputStream(Path.of(module.path()))) {
                earlier.write("AT+GMR\r\nAT+CWMODE?\r\nAT+CIPST".getBytes(StandardCharsets.US_ASCII));
            }
            try (Server server = served(module);
                    var bench = new Bench(bench("rfc2217://127.0.0.1:" + server.port(), 1))) {
                assertTrue(bench.module().version().firstLine().startsWith("AT version:1.7.4"));
                assertEquals(
                        List.of("+CWAUTOCONN:1"),
                        bench.module().raw("AT+CWAUTOCONN?", bench.in(Duration.ofSeconds(5))));
            }
        }
    }

    @Test
    void one_ser2net_serves_connection_after_connection() {
        assumeTrue(Seeds.full(), "a hundred openings take a quarter of a minute, so it runs with -Pfull");
        try (PtyDevice module = module();
                Server server = served(module)) {
            for (int i = 0; i < 100; i++) {
                try (var bench = new Bench(bench("rfc2217://127.0.0.1:" + server.port(), 1))) {
                    bench.reach(BenchState.BOOTED);
                }
            }
        }
    }

    @Test
    void in_use_and_gone_are_two_problems() {
        try (BenchLock mine = BenchLock.tryTake(
                        BenchLock.defaultDirectory(), bench("tcp://127.0.0.1:1/two", 1), "a long run")
                .orElseThrow()) {
            String nobody = problem(bench("tcp://127.0.0.1:1", 1));
            String inUse = problem(bench("tcp://127.0.0.1:1/two", 1));

            assertTrue(nobody.contains("not BOOTED") && !nobody.contains("no AT firmware"), nobody);
            assertTrue(inUse.matches("in use by pid .* for a long run"), inUse + " with " + mine);
        }
    }

    @Test
    void a_port_behind_which_nothing_answers_is_neither_in_use_nor_gone() throws Exception {
        assumeTrue(Seeds.full(), "the driver tries all it can for some seconds, so it runs with -Pfull");
        try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String noAnswer = problem(bench("tcp://127.0.0.1:" + silent.getLocalPort(), 0.1));

            assertTrue(noAnswer.contains("no AT firmware answers on"), noAnswer);
        }
    }

    private static String problem(BenchDescription bench) {
        return BenchCheck.of(bench, "check").problem().orElseThrow();
    }

    @Test
    void a_wait_may_be_as_long_as_the_caller_says_and_grows_with_its_bench() {
        try (var bench = new Bench(bench("mock:", 2))) {
            Deadline deadline = bench.in(Duration.ofMinutes(10));

            long minutes = Duration.ofNanos(deadline.remainingNanos()).toMinutes();
            assertTrue(minutes >= 19 && minutes <= 20, minutes + " minutes");
        }
    }
}
