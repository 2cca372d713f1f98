package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.mock.lwip.HostPorts;
import io.github.wroom4j.mock.lwip.Served;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import io.github.wroom4j.mock.sdk.espconn_h;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the module's ports open on this computer: told in the log, kept over a restart, fixed by {@code serve}. */
@Timeout(60)
class HostPortsTest {
    private static final Logger LOG = Logger.getLogger(HostPorts.class.getName());

    private final LinkedBlockingQueue<LogRecord> log = new LinkedBlockingQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(handler);
    }

    private LogRecord told() throws InterruptedException {
        LogRecord line = log.poll(10, TimeUnit.SECONDS);
        assertTrue(line != null, "nothing was told");
        return line;
    }

    private Served served() throws InterruptedException {
        LogRecord line = told();
        assertEquals(Level.INFO, line.getLevel(), line.getMessage());
        return (Served) line.getParameters()[0];
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "at-0.40", "esp-at-2.2", "atmod-0.5"})
    void a_server_that_opens_is_told_and_opens_again_in_the_same_place_after_a_restart(String profile)
            throws Exception {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            serve(MockWroom02Test.joined(mock));
            Served first = served();
            assertEquals(mock.serverPort(80).orElseThrow(), first.at().getPort());
            assertEquals("port 80 of the mock is http://127.0.0.1:" + first.at().getPort() + "/", first.toString());

            mock.reset();
            assertTrue(mock.serverPort(80).isEmpty(), "a chip that starts listens nowhere");
            serve(MockWroom02Test.joined(mock));

            assertEquals(first, served());
        }
    }

    private static void serve(Terminal terminal) {
        terminal.command("AT+CIPMUX=1");
        assertTrue(terminal.command("AT+CIPSERVER=1,80").endsWith("OK\r\n"));
    }

    @Test
    void a_place_that_was_taken_meanwhile_is_left_to_who_has_it() throws Exception {
        try (MockWroom02 mock = MockWroom02.builder().build()) {
            serve(MockWroom02Test.joined(mock));
            Served first = served();
            mock.reset();
            // The system has the old port back when the loop has gone round.
            Terminal again = MockWroom02Test.joined(mock);
            try (var other = new ServerSocket()) {
                other.bind(first.at());
                serve(again);

                assertNotEquals(first.at().getPort(), served().at().getPort());
            }
        }
    }

    @Test
    void serve_names_the_place_for_every_life_and_a_port_closed_and_opened_in_one_task_finds_it_again()
            throws Exception {
        int here = freePort();
        try (MockWroom02 mock =
                MockWroom02.builder().profile("at-0.40").serve(8266, here).build()) {
            mock.run(() -> {
                var listener = listener(8266);
                assertEquals(0, espconn_h.espconn_accept(listener));
                assertEquals(0, espconn_h.espconn_delete(listener));
                assertEquals(0, espconn_h.espconn_accept(listener(8266)));
            });
            var place = new InetSocketAddress("127.0.0.1", here);
            var expected = new Served(Served.Transport.TCP, 8266, place);
            assertEquals(List.of(expected, expected), List.of(served(), served()));
            assertEquals("port 8266 of the mock is 127.0.0.1:" + here + " (TCP)", expected.toString());

            mock.reset();
            mock.run(() -> assertEquals(0, espconn_h.espconn_accept(listener(8266))));
            assertEquals(expected, served());
        }
    }

    private static espconn listener(int port) {
        var conn = new espconn();
        conn.type = espconn_h.ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        conn.proto.tcp.local_port = port;
        return conn;
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void datagrams_have_ports_of_their_own_and_a_clients_port_is_not_told(String profile) throws Exception {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            serve(terminal);
            int tcp = served().at().getPort();
            assertTrue(terminal.command("AT+CIPSTART=0,\"UDP\",\"127.0.0.1\",9").endsWith("OK\r\n"));
            assertTrue(terminal.command("AT+CIPSTART=1,\"UDP\",\"127.0.0.1\",9,80,2")
                    .endsWith("OK\r\n"));

            Served datagrams = served();
            assertEquals(Served.Transport.UDP, datagrams.transport());
            assertEquals(
                    "port 80 of the mock is 127.0.0.1:" + datagrams.at().getPort() + " (UDP)", datagrams.toString());
            assertTrue(terminal.command("AT+CIPCLOSE=1").endsWith("OK\r\n"));
            assertEquals(tcp, mock.serverPort(80).orElseThrow(), "the server is still there");
            assertTrue(log.isEmpty(), "more was told");
        }
    }

    @Test
    void a_web_server_of_the_modules_own_TLS_is_told_with_https() {
        var place = new InetSocketAddress("127.0.0.1", 39_663);
        assertEquals(
                "port 443 of the mock is https://127.0.0.1:39663/",
                new Served(Served.Transport.TLS, 443, place).toString());
        assertEquals(
                "port 4433 of the mock is 127.0.0.1:39663 (TLS)",
                new Served(Served.Transport.TLS, 4433, place).toString());
        assertEquals(
                "port 80 of the mock is 127.0.0.1:39663 (TLS)", new Served(Served.Transport.TLS, 80, place).toString());
    }

    @Test
    void a_named_port_that_is_somebody_elses_is_told_before_the_module_starts() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var refused = assertThrows(BoardException.class, () -> Boards.open("mock:?serve=80:" + port));

            assertEquals(BoardException.Kind.BUSY, refused.kind());
            assertTrue(
                    refused.getMessage().contains("port 80 of the mock cannot open at 127.0.0.1:" + port),
                    refused::getMessage);
            assertTrue(refused.getMessage().contains("as in serve=80:"), refused::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void a_named_port_that_is_taken_later_fails_the_firmwares_command_with_the_reason_in_the_log(String profile)
            throws Exception {
        int here = freePort();
        try (MockWroom02 mock =
                MockWroom02.builder().profile(profile).serve(80, here).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPMUX=1");
            try (var taken = new ServerSocket(here, 1, InetAddress.getLoopbackAddress())) {
                String answer = terminal.command("AT+CIPSERVER=1,80");
                assertTrue(answer.endsWith("ERROR\r\n"), answer);
                LogRecord line = told();
                assertEquals(Level.WARNING, line.getLevel());
                assertTrue(
                        line.getMessage().contains("cannot open at 127.0.0.1:" + taken.getLocalPort()),
                        line::getMessage);
            }
            assertTrue(terminal.command("AT+CIPSERVER=1,80").endsWith("OK\r\n"), "and when it is free again");
            assertEquals(here, served().at().getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "80:",
                ":80",
                "80:0",
                "0:80",
                "65536:80",
                "80:x",
                "99999:1",
                "80:8080&serve=80:8081",
                "80:8080&serve=81:8080"
            })
    void what_is_no_pair_of_ports_is_a_bad_address(String pairs) {
        var refused = assertThrows(BoardException.class, () -> Boards.open("mock:?serve=" + pairs));

        assertEquals(BoardException.Kind.BAD_ADDRESS, refused.kind());
        assertTrue(refused.getMessage().contains("serve="), refused::getMessage);
    }
}
