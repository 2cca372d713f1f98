package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class MockWroom02Test {

    @Test
    void the_address_mock_opens_a_module_that_answers() {
        try (Board board = Boards.open("mock:")) {
            var terminal = new Terminal(board.uart());
            terminal.awaitReady();
            terminal.type("AT\r\n");
            terminal.expect("AT\r\n\r\nOK\r\n");
            assertEquals("mock:", board.address());
        }
    }

    @Test
    void whoever_is_told_to_stop_by_an_interrupt_still_closes_his_board() {
        MockWroom02 mock = MockWroom02.builder().build();
        Thread.currentThread().interrupt();
        mock.close(); // that no thread stays behind is looked at when the class ends
        assertTrue(Thread.interrupted(), "and still knows that he was told");
    }

    @Test
    void joining_connecting_sending_and_receiving_work_on_a_real_socket() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                MockWroom02 mock = MockWroom02.builder().build()) {
            Terminal terminal = joined(mock);
            terminal.type("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + server.getLocalPort() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            try (Socket peer = server.accept()) {
                terminal.type("AT+CIPSEND=4\r\n");
                terminal.expect("\r\nOK\r\n> ");
                terminal.type("ping");
                terminal.expect("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
                assertEquals("ping", new String(peer.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
                peer.getOutputStream().write("pong".getBytes(StandardCharsets.US_ASCII));
                terminal.expect("\r\n+IPD,4:pong");
            }
            terminal.expect("CLOSED\r\n");
        }
    }

    static Terminal joined(MockWroom02 mock) {
        Terminal terminal = Terminal.at(mock);
        terminal.command("ATE0");
        boolean suffixes = !mock.profile().name().startsWith("esp-at");
        terminal.command(suffixes ? "AT+CWMODE_CUR=1" : "AT+CWMODE=1");
        String joined = terminal.command((suffixes ? "AT+CWJAP_CUR" : "AT+CWJAP") + "=\"" + MockBuilder.SSID + "\",\""
                + MockBuilder.PASSWORD + "\"");
        assertTrue(joined.endsWith("WIFI GOT IP\r\n\r\nOK\r\n"), Terminal.visible(joined));
        return terminal;
    }

    @Test
    void a_reset_boots_it_again_with_echo_on() {
        try (MockWroom02 mock = MockWroom02.builder().build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            mock.reset();
            terminal.awaitReady();
            terminal.type("AT\r\n");
            terminal.expect("AT\r\n\r\nOK\r\n");
        }
    }

    @Test
    void an_error_ends_the_mock_loudly_and_the_next_one_lives() {
        var lack = new OutOfMemoryError("as if the heap were full, in a test");
        // Mocks on one clock share their loop, and no other test's may end.
        var clock = new OwnClock();
        try (MockWroom02 mock = MockWroom02.builder().clock(clock).build()) {
            Terminal.at(mock);
            mock.chip().lane().post(() -> {
                throw lack;
            });
            var gone = assertThrows(BoardException.class, () -> {
                while (true) {
                    int got = mock.uart().read(new byte[64], 0, 64, Deadline.in(Duration.ofSeconds(20)));
                    assertTrue(got > 0, "silent instead of gone");
                }
            });
            assertEquals(BoardException.Kind.GONE, gone.kind());
            assertSame(lack, assertThrows(BoardException.class, mock::reset).getCause());
            var call = assertThrows(IllegalStateException.class, () -> mock.call(() -> 1));
            assertSame(lack, call.getCause());
            try (MockWroom02 next = MockWroom02.builder().clock(clock).build()) {
                assertTrue(Terminal.at(next).command("AT").endsWith("OK\r\n"));
            }
        }
    }

    /** The machine's clock by another identity. */
    private static final class OwnClock implements Clock {
        @Override
        public long nanos() {
            return Clock.system().nanos();
        }

        @Override
        public Instant now() {
            return Clock.system().now();
        }

        @Override
        public void sleepUntil(long atNanos) throws InterruptedException {
            Clock.system().sleepUntil(atNanos);
        }

        @Override
        public boolean await(Lock lock, Condition condition, long atNanos) throws InterruptedException {
            return Clock.system().await(lock, condition, atNanos);
        }

        @Override
        public Alarm alarm(long atNanos, Runnable wake) {
            return Clock.system().alarm(atNanos, wake);
        }
    }

    @Test
    void an_unknown_profile_or_key_is_refused_by_name() {
        var profile = assertThrows(BoardException.class, () -> Boards.open("mock:at-9.9"));
        assertEquals(BoardException.Kind.BAD_ADDRESS, profile.kind());
        assertTrue(profile.getMessage().contains("esp-at-2.2"), profile.getMessage());
        var key = assertThrows(BoardException.class, () -> Boards.open("mock:?colour=red"));
        assertTrue(key.getMessage().contains("\"colour\""), key.getMessage());
    }
}
