package io.github.wroom4j.hal.jserialcomm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.pty.Pty;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.hal.testing.PtyFixture;
import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serial:} on real pseudo-terminals, through the real jSerialComm. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux")
class SerialBoardTest {
    @RegisterExtension
    final PtyFixture pty = new PtyFixture();

    @TempDir
    Path folder;

    @Test
    void all_byte_values_come_back_from_an_echo() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        pty.echo();
        try (Board board = Boards.open("serial:" + pty.path())) {
            board.uart().write(all, 0, all.length, soon());
            assertArrayEquals(all, readFully(board.uart(), all.length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {74_880, 115_200, 250_000, 921_600, 2_000_000, 4_500_000, 12_345})
    void odd_speeds_open_and_can_be_changed_to(int baud) {
        pty.echo();
        try (Board board = Boards.open("serial:" + pty.path() + "?baud=" + baud + "&flow=none")) {
            assertEquals(baud, board.uart().config().baud());
            board.uart().configure(UartConfig.DEFAULT);
            board.uart().configure(UartConfig.DEFAULT.withBaud(baud));
            board.uart().write(new byte[] {1, 2}, 0, 2, soon());
            assertArrayEquals(new byte[] {1, 2}, readFully(board.uart(), 2));
        }
    }

    @Test
    void a_deadline_is_kept_to_the_millisecond_not_to_the_tenth_of_a_second() {
        try (Board board = Boards.open("serial:" + pty.path())) {
            byte[] b = new byte[1];
            board.uart().read(b, 0, 1, Deadline.in(Duration.ofMillis(1)));
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertEquals(0, board.uart().read(b, 0, 1, Deadline.in(Duration.ofMillis(20))));
                best = Math.min(best, System.nanoTime() - start);
            }
            assertTrue(best >= 20_000_000 && best < 80_000_000, "20 ms took " + best / 1e6 + " ms at best");
        }
    }

    @Test
    void a_peer_that_never_reads_costs_a_writer_its_deadline_and_can_be_closed_on() {
        Board board = Boards.open("serial:" + pty.path());
        byte[] much = new byte[200_000];
        for (int i = 0; i < 2; i++) { // also the second time, with the writer thread stuck
            var failure = assertThrows(
                    BoardException.class,
                    () -> board.uart().write(much, 0, much.length, Deadline.in(Duration.ofMillis(300))));
            assertEquals(Kind.TIMEOUT, failure.kind());
        }
        long start = System.nanoTime();
        board.close();
        assertTrue(System.nanoTime() - start < 5_000_000_000L, "closing hung on the stuck writer");
    }

    @Test
    void a_peer_that_reads_again_after_a_timeout_gets_later_bytes() {
        Pty master = pty.master();
        try (Board board = Boards.open("serial:" + pty.path())) {
            byte[] much = new byte[200_000];
            assertThrows(
                    BoardException.class,
                    () -> board.uart().write(much, 0, much.length, Deadline.in(Duration.ofMillis(200))));
            byte[] drained = new byte[4096];
            while (master.read(drained, 0, drained.length, Deadline.in(Duration.ofMillis(200))) > 0) {}

            board.uart().write(new byte[] {42}, 0, 1, soon());

            assertEquals(1, master.read(drained, 0, drained.length, soon()));
            assertEquals(42, drained[0]);
        }
    }

    @Test
    void closing_frees_a_blocked_reader() {
        Board board = Boards.open("serial:" + pty.path());
        var reading = OwnThread.supply(() -> board.uart().read(new byte[1], 0, 1, soon()));
        board.close();
        var failure = assertThrows(ExecutionException.class, () -> reading.get(10, TimeUnit.SECONDS));
        assertEquals(Kind.CLOSED, ((BoardException) failure.getCause()).kind());
    }

    @Test
    void an_unplugged_port_is_gone_at_once_and_works_again_when_it_returns() throws Exception {
        Path port = folder.resolve("ttyUSB0");
        Pty first = pty.master();
        first.link(port);
        try (Board board = Boards.open("serial:" + port)) {
            Uart uart = board.uart();
            first.write(new byte[] {7}, 0, 1, soon());
            assertArrayEquals(new byte[] {7}, readFully(uart, 1));
            var reading = OwnThread.supply(() -> uart.read(new byte[1], 0, 1, soon()));

            long start = System.nanoTime();
            pty.unplug();

            var failure = assertThrows(ExecutionException.class, () -> reading.get(10, TimeUnit.SECONDS));
            assertEquals(Kind.GONE, ((BoardException) failure.getCause()).kind());
            assertTrue(System.nanoTime() - start < 5_000_000_000L);

            var stillGone = assertThrows(
                    BoardException.class, () -> uart.read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(50))));
            assertEquals(Kind.GONE, stillGone.kind());
            assertTrue(stillGone.getMessage().contains("has not come back"), stillGone.getMessage());

            var waiting = OwnThread.supply(() -> readFully(uart, 1));
            pty.master().link(port);
            pty.master().write(new byte[] {9}, 0, 1, soon());
            assertArrayEquals(new byte[] {9}, waiting.get(20, TimeUnit.SECONDS));

            // A writer is told once of a loss that it has not seen, and only if it comes before the port is back.
            uart.write(new byte[] {8}, 0, 1, soon());
            byte[] got = new byte[1];
            assertEquals(1, pty.master().read(got, 0, 1, soon()));
            assertEquals(8, got[0]);
        }
    }

    @Test
    void a_killed_socat_is_gone_at_once_and_used_again_when_it_returns() throws Exception {
        Path port = folder.resolve("module");
        // What is written to the port comes back from a cat behind it.
        ExternalProgram first = Counterparts.socat(folder, "pty,raw,echo=0,link=module", "exec:cat");
        first.awaitLog("starting data transfer loop");
        Board board = Boards.open("serial:" + port);
        board.uart().write(new byte[] {1}, 0, 1, soon());
        assertArrayEquals(new byte[] {1}, readFully(board.uart(), 1));
        var reading = OwnThread.supply(() -> board.uart().read(new byte[1], 0, 1, soon()));

        first.process().destroyForcibly();

        var failure = assertThrows(ExecutionException.class, () -> reading.get(10, TimeUnit.SECONDS));
        assertEquals(Kind.GONE, ((BoardException) failure.getCause()).kind());
        first.close();
        Files.deleteIfExists(port);

        var back = OwnThread.supply(() -> readFully(board.uart(), 1));
        ExternalProgram second = Counterparts.socat(folder, "pty,raw,echo=0,link=module", "exec:cat");
        second.awaitLog("starting data transfer loop");
        try {
            board.uart().write(new byte[] {2}, 0, 1, soon());
        } catch (BoardException e) {
            // A writer that comes before the port is back is told once.
            assertEquals(Kind.GONE, e.kind());
            board.uart().write(new byte[] {2}, 0, 1, soon());
        }
        assertArrayEquals(new byte[] {2}, back.get(20, TimeUnit.SECONDS));
        board.close();
        second.close();
    }

    @Test
    void a_writer_under_way_is_told_that_the_port_is_gone() {
        Board board = Boards.open("serial:" + pty.path());
        var writing = OwnThread.run(() -> board.uart().write(new byte[200_000], 0, 200_000, soon()));
        assertEquals(0, board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(50))));

        pty.unplug();

        var failure = assertThrows(ExecutionException.class, () -> writing.get(10, TimeUnit.SECONDS));
        assertEquals(Kind.GONE, ((BoardException) failure.getCause()).kind());
        board.close();
    }

    @Test
    void an_idle_and_a_vanished_port_burn_no_processor() throws InterruptedException {
        Board board = Boards.open("serial:" + pty.path());
        var threads = ManagementFactory.getThreadMXBean();
        long before = cpuOfOurThreads(threads);
        assertEquals(0, board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(300))));
        pty.unplug();
        assertThrows(BoardException.class, () -> board.uart().read(new byte[1], 0, 1, soon()));
        long start = threads.getCurrentThreadCpuTime();
        assertThrows(
                BoardException.class, () -> board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(600))));
        long spent = cpuOfOurThreads(threads) - before + threads.getCurrentThreadCpuTime() - start;
        board.close();
        assertTrue(spent < 300_000_000L, "0.9 s of waiting took " + spent / 1e6 + " ms of processor");
    }

    private static long cpuOfOurThreads(java.lang.management.ThreadMXBean threads) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wroom4j-"))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
                .sum();
    }

    @Test
    void a_second_opening_is_told_who_has_the_port() {
        Board first = Boards.open("serial:" + pty.path());
        var failure = assertThrows(BoardException.class, () -> Boards.open("serial:" + pty.path()));
        first.close();
        assertEquals(Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage().contains("this program itself"), failure.getMessage());
    }

    @Test
    void a_port_that_another_program_has_locked_names_that_program() throws Exception {
        Process owner = new ProcessBuilder(
                        Require.program("flock").toString(), "-x", pty.path(), "sh", "-c", "echo locked; read line")
                .start();
        try {
            assertEquals("locked", owner.inputReader().readLine());
            var failure = assertThrows(BoardException.class, () -> Boards.open("serial:" + pty.path()));
            assertEquals(Kind.BUSY, failure.kind());
            assertTrue(failure.getMessage().contains("(process " + owner.pid() + ")"), failure.getMessage());
        } finally {
            owner.destroy();
            owner.waitFor();
        }
    }

    @Test
    void a_port_that_may_not_be_opened_names_its_group_or_dialout_but_never_root() throws IOException {
        String owner = Files.readAttributes(Path.of(pty.path()), PosixFileAttributes.class)
                .group()
                .getName();
        String group = owner.equals("root") ? "dialout" : owner;
        BoardException failure = OpenFailure.of(pty.path(), 13);
        assertEquals(Kind.PERMISSION, failure.kind());
        assertTrue(failure.getMessage().contains("add yourself to the group " + group + " "), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "serial:/dev/no-such-port, NOT_FOUND, no serial port /dev/no-such-port",
        "serial:, BAD_ADDRESS, needs a port",
        "serial:/dev/null?speed=9600, BAD_ADDRESS, it knows baud",
        "serial:/dev/null?baud=fast, BAD_ADDRESS, must be a number",
        "serial:/dev/null?baud=9999999, BAD_ADDRESS, to 5000000",
        "serial:/dev/null?flow=hardware, BAD_ADDRESS, rtscts",
        "serial:/dev/null?reset=17, BAD_ADDRESS, rts or dtr",
        "serial:/dev/null?dtr=1, BAD_ADDRESS, on or off",
    })
    void a_wrong_address_says_what_is_wrong(String address, Kind kind, String words) {
        var failure = assertThrows(BoardException.class, () -> Boards.open(address));
        assertEquals(kind, failure.kind());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
    }

    @Test
    void a_board_without_a_reset_line_says_how_to_name_one() {
        try (Board board = Boards.open("serial:" + pty.path())) {
            assertFalse(board.canReset());
            var failure = assertThrows(BoardException.class, board::reset);
            assertTrue(failure.getMessage().contains("reset=rts"), failure.getMessage());
            assertEquals(
                    Kind.UNSUPPORTED,
                    assertThrows(BoardException.class, () -> board.pin(4)).kind());
        }
    }

    @Test
    void the_native_library_was_loaded_from_a_directory_of_ours_that_is_gone_again() throws IOException {
        Boards.open("serial:" + pty.path()).close();
        var mapped = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("libjSerialComm"))
                .toList();
        assertFalse(mapped.isEmpty());
        for (String line : mapped) {
            assertTrue(line.contains("/wroom4j-native") && line.endsWith("(deleted)"), line);
        }
    }

    private static byte[] readFully(Uart uart, int length) {
        byte[] got = new byte[length];
        for (int count = 0; count < length; ) {
            int n = uart.read(got, count, length - count, soon());
            assertTrue(n > 0, "only " + count + " bytes came");
            count += n;
        }
        return got;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
