package io.github.wroom4j.hal.wirelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.memory.MemoryUart;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.hal.wirelog.WireLog.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WireLogTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RECORDING = """
            # a module that boots, then says its version
                 0.000100 << "ready\\r\\n"
                 1.000000 >> "AT+GMR\\r\\n"
                 1.010000 << "AT version:1.7.4.0\\r\\n"
                          << "OK\\r\\n"
                 2.000000 >> "AT+CWJAP_CUR=\\"Lab\\",\\"" *6 "\\"\\r\\n"
                 4.000000 << "OK\\r\\n"
            """;

    @Test
    void a_logged_uart_notes_time_direction_and_bytes() {
        var clock = new ManualClock();
        var pair = MemoryUart.pair(clock);
        var log = new WireLog(clock, 1000);
        var uart = new LoggedUart(pair.near(), log);

        clock.advance(Duration.ofMillis(3));
        write(uart, "AT\r\n");
        clock.advance(Duration.ofMillis(2));
        pair.far().write(bytes("OK"), 0, 2);
        assertEquals("OK", read(uart));

        assertEquals(
                List.of(
                        new Entry(3000, Direction.TO_MODULE, bytes("AT\r\n")),
                        new Entry(5000, Direction.FROM_MODULE, bytes("OK"))),
                log.entries());
        uart.close();
    }

    @Test
    void comments_are_kept_beside_the_log_and_are_no_part_of_it(@TempDir Path folder) {
        Path file = folder.resolve("talk.wirelog");
        var entries = List.of(new Entry(3000, Direction.TO_MODULE, bytes("AT\r\n")));

        WireLogFile.write(file, BEGAN, List.of("one", "# two"), entries);

        assertEquals(entries, WireLogFile.read(file));
        assertEquals(
                List.of("wroom4j wire log 1, began 2026-01-01T00:00:00Z", "one", "# two"), WireLogFile.comments(file));
    }

    @Test
    void a_full_log_lets_the_oldest_go_and_says_how_much() {
        var log = new WireLog(new ManualClock(), 10);
        for (int i = 0; i < 5; i++) {
            log.add(Direction.TO_MODULE, bytes("abcd"), 0, 4);
        }
        assertEquals(2, log.entries().size());
        assertEquals(12, log.dropped());
    }

    @Test
    void what_a_full_log_keeps_is_the_newest_in_order_whatever_the_pieces() {
        var random = new Random(Seeds.seed("wire log"));
        var log = new WireLog(new ManualClock(), 1000);
        var all = new ArrayList<Entry>();
        long total = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] piece = new byte[1 + random.nextInt(i % 500 == 0 ? 3000 : 40)];
            random.nextBytes(piece);
            Direction direction = random.nextBoolean() ? Direction.TO_MODULE : Direction.FROM_MODULE;
            log.add(direction, piece, 0, piece.length);
            total += piece.length;
            // A piece longer than the log leaves its end.
            all.add(new Entry(0, direction, Arrays.copyOfRange(piece, Math.max(0, piece.length - 1000), piece.length)));
            List<Entry> kept = log.entries();
            assertEquals(all.subList(all.size() - kept.size(), all.size()), kept);
            int bytes = kept.stream().mapToInt(Entry::length).sum();
            assertTrue(bytes <= 1000);
            assertEquals(total, bytes + log.dropped());
        }
    }

    @Test
    void the_text_form_is_readable() {
        var entry = new Entry(2_000_000, Direction.TO_MODULE, bytes("AT+CWJAP=\"Lab\",\"secret\"\r\n")).hide(16, 22);
        assertEquals("""
                # wroom4j wire log 1, began 2026-01-01T00:00:00Z
                     2.000000 >> "AT+CWJAP=\\"Lab\\",\\"" *6 "\\"\\r\\n"
                """, WireLogFile.format(BEGAN, List.of(entry)));
        assertFalse(new String(entry.bytes(), StandardCharsets.ISO_8859_1).contains("secret"));
    }

    @Test
    void any_log_comes_back_from_its_text_as_it_was() {
        var random = Seeds.random("any_log_comes_back");
        for (int round = 0; round < 200; round++) {
            var entries = new ArrayList<Entry>();
            long micros = 0;
            for (int i = random.nextInt(10); i >= 0; i--) {
                byte[] bytes = new byte[1 + random.nextInt(400)];
                random.nextBytes(bytes);
                micros += random.nextInt(3_000_000);
                var entry = new Entry(micros, Direction.values()[random.nextInt(2)], bytes);
                if (random.nextBoolean()) {
                    int from = random.nextInt(bytes.length);
                    entry = entry.hide(from, from + random.nextInt(bytes.length - from + 1));
                }
                entries.add(entry);
            }
            assertEquals(entries, WireLogFile.parse("log", WireLogFile.format(BEGAN, entries)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "rubbish | line 1: expected a time",
                "'0.000001 >> \"a' | line 1: cannot read",
                "'0.000001 >> \"\\q\"' | line 1: unknown escape",
                "'0.000001 >> \"\\x4\"' | line 1: \\x needs two hex digits",
                "'>> \"a\"' | belongs to the entry above",
                "'0.000002 >> \"a\"\n0.000001 >> \"b\"' | line 2: time runs backwards",
                "'0.000001 >> \"é\"' | is not ASCII"
            })
    void an_unreadable_line_is_named(String text, String complaint) {
        var failure = assertThrows(BoardException.class, () -> WireLogFile.parse("log", text));
        assertTrue(failure.getMessage().contains(complaint), failure.getMessage());
    }

    @Test
    void a_replay_answers_as_it_was_recorded(@TempDir Path folder) {
        Path file = folder.resolve("a b.wirelog");
        WireLogFile.write(file, BEGAN, WireLogFile.parse("text", RECORDING));
        try (Board board = Boards.open("replay:" + file.toString().replace(" ", "%20"))) {
            assertEquals("ready\r\n", read(board.uart()));
            write(board.uart(), "AT+G");
            write(board.uart(), "MR\r\n");
            assertEquals("AT version:1.7.4.0\r\nOK\r\n", read(board.uart()));
            write(board.uart(), "AT+CWJAP_CUR=\"Lab\",\"foobar\"\r\n");
            assertEquals("OK\r\n", read(board.uart()));
            assertTrue(((ReplayBoard) board).finished());
            assertEquals(0, board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(10))));
        }
    }

    @Test
    void a_host_that_deviates_is_told_where() {
        try (var board = new ReplayBoard("session", WireLogFile.parse("session", RECORDING))) {
            read(board.uart());
            var failure = assertThrows(BoardException.class, () -> write(board.uart(), "AT+GSLP=1\r\n"));
            assertEquals(
                    "the host deviates from session at entry 2 (1.000000 s), byte 5: recorded was \"MR\\r\\n\","
                            + " but the host sent \"SLP=1\\r\\n\"",
                    failure.getMessage());
        }
    }

    @Test
    void a_host_that_goes_on_past_the_end_is_told_so() {
        try (var board = new ReplayBoard("session", List.of(new Entry(0, Direction.TO_MODULE, bytes("AT"))))) {
            write(board.uart(), "AT");
            var failure = assertThrows(BoardException.class, () -> write(board.uart(), "AT"));
            assertTrue(failure.getMessage().contains("session ends here"), failure.getMessage());
        }
    }

    @Test
    void a_probe_more_or_less_than_recorded_is_no_deviation() {
        var recording = List.of(
                new Entry(0, Direction.TO_MODULE, bytes("AT\r\n")),
                new Entry(1, Direction.FROM_MODULE, bytes("AT\r\r\n")),
                new Entry(2, Direction.FROM_MODULE, bytes("\r\nOK\r\n")),
                new Entry(3, Direction.TO_MODULE, bytes("ATE0\r\n")),
                new Entry(4, Direction.FROM_MODULE, bytes("\r\nOK\r\n")));
        try (var more = new ReplayBoard("session", recording);
                var less = new ReplayBoard("session", recording)) {
            write(more.uart(), "AT\r\n");
            assertEquals("AT\r\r\n", read(more.uart()));
            assertEquals("\r\nOK\r\n", read(more.uart()));
            write(more.uart(), "AT\r\n");
            assertEquals("\r\nOK\r\n", read(more.uart()));
            write(more.uart(), "ATE0\r\n");
            assertEquals("\r\nOK\r\n", read(more.uart()));
            assertTrue(more.finished());

            write(less.uart(), "ATE0\r\n");
            assertEquals("\r\nOK\r\n", read(less.uart()));
            assertTrue(less.finished());
        }
    }

    @Test
    void a_probe_whose_answer_told_more_is_not_passed_over() {
        var recording = List.of(
                new Entry(0, Direction.TO_MODULE, bytes("AT\r\n")),
                new Entry(1, Direction.FROM_MODULE, bytes("\r\nbusy p...\r\n")),
                new Entry(2, Direction.TO_MODULE, bytes("ATE0\r\n")));
        try (var board = new ReplayBoard("session", recording)) {
            var failure = assertThrows(BoardException.class, () -> write(board.uart(), "ATE0\r\n"));
            assertTrue(failure.getMessage().contains("deviates from session at entry 1"), failure.getMessage());
        }
    }

    @Test
    void a_recording_that_is_not_there_is_named() {
        var failure = assertThrows(BoardException.class, () -> Boards.open("replay:no-such.wirelog"));
        assertEquals(BoardException.Kind.NOT_FOUND, failure.kind());
        assertEquals(
                BoardException.Kind.BAD_ADDRESS,
                assertThrows(BoardException.class, () -> Boards.open("replay:x?speed=2"))
                        .kind());
    }

    private static void write(Uart uart, String text) {
        uart.write(bytes(text), 0, text.length(), Deadline.in(Duration.ofSeconds(20)));
    }

    private static String read(Uart uart) {
        byte[] buffer = new byte[1000];
        int count = uart.read(buffer, 0, buffer.length, Deadline.in(Duration.ofSeconds(20)));
        return new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
