package io.github.wroom4j.hal.rfc2217;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Counterparts.Server;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.hal.testing.PtyFixture;
import io.github.wroom4j.hal.testing.Seeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rfc2217:} and {@code tcp:} through a real ser2net, with a pseudo-terminal behind it. */
@Timeout(120)
class NetworkBoardTest {
    @RegisterExtension
    final PtyFixture pty = new PtyFixture();

    @TempDir
    Path folder;

    @Test
    void all_byte_values_come_back_through_ser2net() {
        byte[] sent = new byte[4 * 256];
        for (int i = 0; i < 256; i++) {
            sent[i] = (byte) i;
            // Telnet's pitfalls: IAC doubled, CR NUL, CR LF, IAC before a command's number.
            System.arraycopy(new byte[] {(byte) 255, (byte) i, 13}, 0, sent, 256 + 3 * i, 3);
        }
        pty.echo();
        try (Server server = Counterparts.ser2net(folder, "telnet(rfc2217),tcp", pty.path());
                Board board = Boards.open("rfc2217://127.0.0.1:" + server.port())) {
            board.uart().write(sent, 0, sent.length, soon());
            assertArrayEquals(sent, readFully(board.uart(), sent.length));
        }
    }

    @Test
    void a_long_random_stream_comes_back_whole_over_plain_tcp() throws Exception {
        byte[] sent = new byte[100_000];
        Seeds.random("a_long_random_stream").nextBytes(sent);
        pty.echo();
        try (Server server = Counterparts.ser2net(folder, "tcp", pty.path());
                Board board = Boards.open("tcp://127.0.0.1:" + server.port())) {
            var reading = OwnThread.supply(() -> readFully(board.uart(), sent.length));
            board.uart().write(sent, 0, sent.length, soon());
            assertArrayEquals(sent, reading.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void the_speed_reaches_the_far_port_at_opening_and_later() {
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "telnet(rfc2217),tcp", pty.path());
                Board board = Boards.open("rfc2217://127.0.0.1:" + server.port() + "?baud=921600")) {
            assertTrue(farSettings().contains("speed 921600 baud"), farSettings());
            board.uart()
                    .configure(new UartConfig(
                            57_600, 7, UartConfig.StopBits.TWO, UartConfig.Parity.EVEN, UartConfig.Flow.NONE));
            assertTrue(farSettings().contains("speed 57600 baud"), farSettings());
            assertTrue(farSettings().contains(" cstopb"), farSettings());
            assertTrue(farSettings().contains("parenb -parodd"), farSettings());
        }
    }

    private String farSettings() {
        return ExternalProgram.run(folder, "stty", "-F", pty.path(), "-a");
    }

    @Test
    void a_modem_line_that_nobody_confirms_is_an_error_within_its_time() {
        // A pseudo-terminal has no lines, and ser2net then gives no answer to SET-CONTROL (java-ecosystem §2.6).
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "telnet(rfc2217),tcp", pty.path());
                Board board = Boards.open("rfc2217://127.0.0.1:" + server.port() + "?reset=rts")) {
            long start = System.nanoTime();
            var failure = assertThrows(BoardException.class, () -> board.uart().line(ModemLine.DTR, true));
            assertEquals(Kind.UNSUPPORTED, failure.kind());
            assertTrue(System.nanoTime() - start < 10_000_000_000L);
            assertEquals(
                    Kind.UNSUPPORTED,
                    assertThrows(BoardException.class, board::reset).kind());
        }
    }

    @Test
    void a_bench_that_someone_else_holds_is_busy() {
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "telnet(rfc2217),tcp", pty.path())) {
            Board first = Boards.open("rfc2217://127.0.0.1:" + server.port());
            var failure = assertThrows(BoardException.class, () -> Boards.open("rfc2217://127.0.0.1:" + server.port()));
            first.close();
            assertEquals(Kind.BUSY, failure.kind(), failure.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"'telnet(rfc2217),tcp', rfc2217", "tcp, tcp"})
    void a_killed_ser2net_is_gone_at_once_and_used_again_when_it_returns(String accepter, String scheme)
            throws Exception {
        pty.echo();
        Server first = Counterparts.ser2net(folder, accepter, pty.path());
        Board board = Boards.open(scheme + "://127.0.0.1:" + first.port());
        var reading = OwnThread.supply(() -> board.uart().read(new byte[1], 0, 1, soon()));
        first.program().process().destroyForcibly();

        var failure = assertThrows(ExecutionException.class, () -> reading.get(10, TimeUnit.SECONDS));
        assertEquals(Kind.GONE, ((BoardException) failure.getCause()).kind());
        first.close();

        var back = OwnThread.supply(() -> readFully(board.uart(), 2));
        Server second = Counterparts.ser2net(folder, accepter, pty.path(), first.port());
        try {
            board.uart().write(new byte[] {4, 2}, 0, 2, soon());
        } catch (BoardException e) {
            // A writer that comes before the bench is back is told once.
            assertEquals(Kind.GONE, e.kind());
            board.uart().write(new byte[] {4, 2}, 0, 2, soon());
        }
        assertArrayEquals(new byte[] {4, 2}, back.get(20, TimeUnit.SECONDS));
        board.close();
        second.close();
    }

    @Test
    void a_module_that_never_reads_costs_a_writer_its_deadline() {
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "telnet(rfc2217),tcp", pty.path())) {
            Board board = Boards.open("rfc2217://127.0.0.1:" + server.port());
            byte[] much = new byte[20_000_000];
            var failure = assertThrows(
                    BoardException.class,
                    () -> board.uart().write(much, 0, much.length, Deadline.in(Duration.ofSeconds(1))));
            assertEquals(Kind.TIMEOUT, failure.kind());
            long start = System.nanoTime();
            board.close();
            assertTrue(System.nanoTime() - start < 5_000_000_000L, "closing hung on the stuck writer");
        }
    }

    @Test
    void a_telnet_server_without_RFC_2217_is_refused() {
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "telnet,tcp", pty.path())) {
            var failure = assertThrows(BoardException.class, () -> Boards.open("rfc2217://127.0.0.1:" + server.port()));
            assertEquals(Kind.UNSUPPORTED, failure.kind());
            assertTrue(failure.getMessage().contains("COM-PORT-OPTION"), failure.getMessage());
        }
    }

    @Test
    void a_server_that_refuses_BINARY_is_refused() throws Exception {
        // IAC DO COM-PORT, IAC DO BINARY, IAC WONT BINARY: half of what is needed.
        byte[] half = {(byte) 255, (byte) 253, 44, (byte) 255, (byte) 253, 0, (byte) 255, (byte) 252, 0};
        var failure = openAgainst(half);
        assertEquals(Kind.UNSUPPORTED, failure.kind());
        assertTrue(failure.getMessage().contains("refuses BINARY"), failure.getMessage());
    }

    @Test
    void a_server_that_says_it_is_in_use_is_busy() throws Exception {
        assertEquals(
                Kind.BUSY, openAgainst("Port already in use\r\n".getBytes()).kind());
    }

    @Test
    void a_server_that_hangs_up_without_a_word_is_no_riddle() throws Exception {
        var failure = openAgainst(new byte[0]);
        assertEquals(Kind.IO, failure.kind());
        assertTrue(failure.getMessage().contains("hung up while RFC 2217 was negotiated"), failure.getMessage());
    }

    /** Opens a board at a server that says those bytes and hangs up. */
    private static BoardException openAgainst(byte[] words) throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            var served = OwnThread.run(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getOutputStream().write(words);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            var failure = assertThrows(
                    BoardException.class, () -> Boards.open("rfc2217://127.0.0.1:" + listening.getLocalPort()));
            served.exceptionally(reset -> null).get(10, TimeUnit.SECONDS);
            return failure;
        }
    }

    @Test
    void a_plain_tcp_port_refuses_what_it_cannot_carry() {
        pty.master();
        try (Server server = Counterparts.ser2net(folder, "tcp", pty.path());
                Board board = Boards.open("tcp://127.0.0.1:" + server.port())) {
            for (Runnable action : new Runnable[] {
                () -> board.uart().configure(UartConfig.DEFAULT.withBaud(9600)),
                () -> board.uart().line(ModemLine.RTS, true),
                board::reset
            }) {
                assertEquals(
                        Kind.UNSUPPORTED,
                        assertThrows(BoardException.class, action::run).kind());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfc2217:bench3.lan:4001, BAD_ADDRESS, rfc2217://bench3.lan:4001",
        "rfc2217://bench3.lan, BAD_ADDRESS, write it as",
        "tcp://bench3.lan:70000, BAD_ADDRESS, write it as",
        "tcp://127.0.0.1:1?baud=9600, BAD_ADDRESS, has no key",
        "rfc2217://127.0.0.1:1?speed=9600, BAD_ADDRESS, it knows baud",
        "tcp://127.0.0.1:1, NOT_FOUND, nothing listens at 127.0.0.1:1",
        "rfc2217://127.0.0.1:1, NOT_FOUND, is ser2net running",
        "tcp://no-such-host.invalid:4001, NOT_FOUND, no host is known",
    })
    void a_wrong_address_says_what_is_wrong(String address, Kind kind, String words) {
        var failure = assertThrows(BoardException.class, () -> Boards.open(address));
        assertEquals(kind, failure.kind(), failure.getMessage());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
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
