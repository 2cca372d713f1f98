package io.github.wroom4j.hal.rfc2217;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.testing.OwnThread;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What RFC 2217 carries beside bytes, against a server whose port has lines and that may say anything at any time. */
@Timeout(60)
class AccessServerTest {
    /** Purge, line state mask, then the format 115200 8N1, no flow control, DTR and RTS off. */
    private static final List<String> OPENING =
            List.of("12 3", "10 14", "1 0 1 194 0", "2 8", "3 1", "4 1", "5 1", "5 9", "5 12");

    private static final byte[] BYTES = {1, 2, 3};

    @Test
    void opening_purges_and_sets_speed_format_and_lines_and_does_so_again_after_a_loss() throws Exception {
        try (var server = new FakeAccessServer();
                Board board = Boards.open(server.address(""))) {
            assertEquals(OPENING, asked(server, OPENING.size()));

            server.hangUp();

            var gone = assertThrows(BoardException.class, () -> board.uart().read(new byte[1], 0, 1, soon()));
            assertEquals(Kind.GONE, gone.kind());
            var back = OwnThread.supply(() -> board.uart().read(new byte[1], 0, 1, soon()));
            assertEquals(OPENING, asked(server, OPENING.size()));
            server.say('x');
            assertEquals(1, back.get(20, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @CsvSource({"rts, 5 9, 5 11, 5 12", "dtr, 5 12, 5 8, 5 9"})
    void the_line_wired_to_EN_is_pulled_for_a_tenth_of_a_second(String line, String first, String low, String high)
            throws Exception {
        try (var server = new FakeAccessServer();
                Board board = Boards.open(server.address("?reset=" + line))) {
            asked(server, OPENING.size());

            board.reset();

            assertEquals(first, server.nextAsked().words());
            var pulled = server.nextAsked();
            var released = server.nextAsked();
            assertEquals(List.of(low, high), List.of(pulled.words(), released.words()));
            assertTrue(released.atNanos() - pulled.atNanos() >= 90_000_000, "too short a pulse");
        }
    }

    @Test
    void a_server_that_suspends_is_sent_nothing_until_it_resumes() throws Exception {
        try (var server = new FakeAccessServer();
                Board board = Boards.open(server.address(""))) {
            server.notify(108);
            server.say('x');
            // What comes after the notice was read, so the notice was.
            assertEquals(1, board.uart().read(new byte[1], 0, 1, soon()));

            var late = assertThrows(
                    BoardException.class,
                    () -> board.uart().write(BYTES, 0, BYTES.length, Deadline.in(Duration.ofMillis(100))));
            assertEquals(Kind.TIMEOUT, late.kind());
            assertNull(server.nextByte(0));

            server.notify(109);
            // The bytes that the writer thread had in hand; they were counted as not sent, and may come first.
            board.uart().write(new byte[] {42}, 0, 1, soon());
            var got = new ArrayList<Integer>();
            while (!got.contains(42)) {
                got.add(server.nextByte(10_000));
            }
            assertEquals(List.of(1, 2, 3, 42), got);
        }
    }

    @Test
    void a_stuck_suspension_does_not_hang_closing() throws Exception {
        try (var server = new FakeAccessServer()) {
            Board board = Boards.open(server.address(""));
            server.notify(108);
            server.say('x');
            assertEquals(1, board.uart().read(new byte[1], 0, 1, soon()));
            assertThrows(
                    BoardException.class,
                    () -> board.uart().write(BYTES, 0, BYTES.length, Deadline.in(Duration.ofMillis(50))));

            long start = System.nanoTime();
            board.close();
            assertTrue(System.nanoTime() - start < 1_500_000_000L, "closing waited for the suspended writer");
        }
    }

    @Test
    void damage_on_the_far_wire_is_told_and_modem_states_disturb_nobody() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(ComPortTalk.class.getName());
        log.addHandler(handler);
        try (var server = new FakeAccessServer();
                Board board = Boards.open(server.address(""))) {
            server.notify(107, 0xb0);
            server.notify(106, 8 | 2);
            server.notify(106, 0);
            server.say('x');

            assertEquals(1, board.uart().read(new byte[1], 0, 1, soon()));
            assertEquals(1, told.size());
            String line = told.remove();
            assertTrue(line.contains("bytes were lost (overrun), framing error"), line);
        } finally {
            log.removeHandler(handler);
        }
    }

    @ParameterizedTest
    @CsvSource({"'Port already in use\r\n', BUSY, already in use", "'', IO, hung up"})
    void a_server_that_agrees_to_all_and_then_hangs_up_is_told_by_what_it_said(String words, Kind kind, String told)
            throws Exception {
        try (var server = new FakeAccessServer().thatHangsUpSaying(words)) {
            var failure = assertThrows(
                    BoardException.class, () -> Boards.open(server.address("")).close());
            assertEquals(kind, failure.kind(), failure.getMessage());
            assertTrue(failure.getMessage().contains(told), failure.getMessage());
        }
    }

    @Test
    void flow_control_that_is_not_confirmed_refuses_the_board() throws Exception {
        try (var server = new FakeAccessServer().silentAboutControl()) {
            var failure = assertThrows(
                    BoardException.class,
                    () -> Boards.open(server.address("?flow=rtscts")).close());
            assertEquals(Kind.UNSUPPORTED, failure.kind());
            assertTrue(failure.getMessage().contains("does not confirm flow control RTS_CTS"), failure.getMessage());
        }
    }

    @Test
    void what_a_server_never_answers_does_not_pile_up() {
        var talk = new ComPortTalk(new Endpoint("bench", 1));
        var low = ComPort.line(ModemLine.DTR, true);
        for (int i = 0; i < 1000; i++) {
            talk.asking(List.of(ComPort.purge(), ComPort.line(ModemLine.DTR, i % 2 == 1)));
            talk.asking(List.of(ComPort.flow(UartConfig.Flow.NONE), ComPort.line(ModemLine.RTS, false)));
        }
        assertEquals(4, talk.open(), "one each for purge, DTR, flow and RTS");

        talk.heard(new int[] {ComPort.OPTION, 105, 9}, 3);
        assertFalse(talk.settled(List.of(low), Duration.ofMillis(1)), "the answer to an older request");
        talk.asking(List.of(low));
        talk.heard(new int[] {ComPort.OPTION, 105, 8}, 3);
        assertTrue(talk.settled(List.of(low), Duration.ofSeconds(10)));
    }

    @Test
    void a_peer_that_dies_without_a_word_is_looked_for() throws Exception {
        try (var socket = new Socket()) {
            Endpoint.prepare(socket);
            assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertTrue(socket.getTcpNoDelay());
        }
    }

    private static List<String> asked(FakeAccessServer server, int count) throws InterruptedException {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(server.nextAsked().words());
        }
        return words;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
