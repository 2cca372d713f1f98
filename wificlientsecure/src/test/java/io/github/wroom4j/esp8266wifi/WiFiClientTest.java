package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Peers;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WiFiClientTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());

    @AfterEach
    void no_link_is_left() {
        assertEquals(0, module.openLinks());
        module.close();
    }

    private static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    @Rule({"WC-1", "WC-2", "WC-4"})
    void what_is_written_comes_back_from_an_echo_server() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(6, client.print("hello\n"));
            assertEquals("hello", client.readStringUntil('\n'));
            assertEquals(-1, client.read());
            assertTrue(client.connected());
        }
    }

    @Test
    @Rule("WC-1")
    void an_address_connects_like_a_name() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect(new IPAddress(127, 0, 0, 1), server.port()));
            assertEquals(new IPAddress(127, 0, 0, 1), client.remoteIP());
            assertEquals(server.port(), client.remotePort());
        }
    }

    @Test
    @Rule("WC-1")
    void a_second_connect_closes_the_first_connection() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(1, module.openLinks());
        }
    }

    @Test
    @Rule("WC-1")
    void an_unknown_name_gives_0_and_its_own_reason() {
        var client = new WiFiClient(context);
        assertEquals(0, client.connect("nowhere.invalid", 80));
        assertEquals(ClientError.Stage.RESOLVE, client.getLastError().stage());
        assertTrue(client.getLastError().message().contains("nowhere.invalid"));
    }

    @Test
    @Rule("WC-1")
    void a_refused_port_gives_0_and_its_own_reason() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var client = new WiFiClient(context);
        assertEquals(0, client.connect("localhost", free));
        assertEquals(ClientError.Stage.CONNECT, client.getLastError().stage());
    }

    @Test
    void a_client_without_a_board_says_how_to_get_one() {
        var client = new WiFiClient();
        assertEquals(0, client.connect("localhost", 80));
        assertTrue(client.getLastError().message().contains("SketchRunner"));
    }

    @Test
    void host_names_that_could_carry_a_command_are_refused_before_anything_is_sent() {
        var client = new WiFiClient(context);
        for (String host : new String[] {"", "a b", "a\r\nAT+RST", "a\"b", "\0a", "x".repeat(256)}) {
            assertEquals(0, client.connect(host, 80), host);
            assertEquals(ClientError.Stage.SETTINGS, client.getLastError().stage(), host);
        }
        assertEquals(0, client.connect("localhost", 0));
        assertEquals(0, client.connect("localhost", 65_536));
        assertTrue(module.opened().isEmpty());
    }

    @Test
    @Rule("WC-8")
    void connected_stays_true_until_everything_is_read() throws IOException {
        try (var server = new Peers(socket -> socket.getOutputStream().write(ascii("tail")));
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            var text = new StringBuilder();
            while (client.connected()) {
                int c = client.read();
                if (c >= 0) {
                    text.append((char) c);
                }
            }
            assertEquals("tail", text.toString());
        }
    }

    @Test
    @Rule("WC-8")
    void strictly_connected_turns_false_at_the_peers_close_and_the_tail_stays_readable() throws IOException {
        context.strict(true);
        try (var server = new Peers(socket -> socket.getOutputStream().write(ascii("tail")));
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            while (client.connected()) {
                Thread.onSpinWait();
            }
            assertEquals(4, client.available());
            assertEquals("tail", client.readString());
        }
    }

    @Test
    @Rule("TLS-34b")
    void a_loop_on_available_right_after_a_write_sees_the_reply() throws IOException {
        var slow = new CountDownLatch(1);
        try (var server = new Peers(socket -> {
                    socket.getInputStream().read();
                    await(slow);
                    socket.getOutputStream().write(ascii("ok"));
                });
                var client = new WiFiClient(context)) {
            client.setFirstByteGrace(20_000);
            assertEquals(1, client.connect("localhost", server.port()));
            client.write('?');
            new Thread(slow::countDown).start();
            var text = new StringBuilder();
            while (client.available() > 0) {
                text.append((char) client.read());
            }
            assertFalse(text.isEmpty());
        }
    }

    @Test
    @Rule("TLS-34b")
    void strictly_available_never_waits() throws IOException {
        context.strict(true);
        var hold = new CountDownLatch(1);
        try (var server = new Peers(socket -> await(hold));
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            client.write('?');
            long before = System.nanoTime();
            assertEquals(0, client.available());
            assertTrue(System.nanoTime() - before < 1_500_000_000L);
            hold.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Rule("WC-5")
    void peeking_takes_nothing() throws IOException {
        try (var server = new Peers(socket -> {
                    socket.getOutputStream().write(ascii("abcdef"));
                    socket.getInputStream().read();
                });
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            byte[] seen = new byte[4];
            assertEquals(4, client.peekBytes(seen, 4));
            assertArrayEquals(ascii("abcd"), seen);
            assertEquals('a', client.peek());
            byte[] all = new byte[6];
            assertEquals(6, client.readBytes(all, 6));
            assertArrayEquals(ascii("abcdef"), all);
        }
    }

    @Test
    @Rule({"WC-7", "WC-9", "WC-10", "WC-11"})
    void a_stopped_client_is_empty_and_zero() throws IOException {
        try (var server = new Peers(socket -> {
                    socket.getOutputStream().write(ascii("unread"));
                    socket.getInputStream().read();
                });
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(2048, client.availableForWrite());
            client.stop();
            client.stop();
            assertEquals(0, client.available());
            assertFalse(client.connected());
            assertFalse(client.asBool());
            assertEquals(WiFiClient.CLOSED, client.status());
            assertEquals(0, client.remotePort());
            assertFalse(client.remoteIP().isSet());
            assertEquals(0, client.availableForWrite());
            assertEquals(0, client.print("x"));
            assertEquals(-1, client.read());
        }
    }

    @Test
    @Rule("WC-14")
    void keep_alive_goes_with_the_next_connect() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            client.keepAlive(60, 5, 3);
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(60, module.opened().get(0).keepAliveSeconds());
            assertTrue(client.isKeepAliveEnabled());
            client.disableKeepAlive();
            assertFalse(client.isKeepAliveEnabled());
        }
    }

    @Test
    @Rule("WC-2")
    void a_large_write_arrives_whole() throws IOException {
        byte[] sent = new byte[100_000];
        new java.util.Random(7).nextBytes(sent);
        try (var server = new Peers(socket -> {
                    byte[] got = socket.getInputStream().readNBytes(sent.length);
                    socket.getOutputStream().write(java.util.Arrays.equals(sent, got) ? 'y' : 'n');
                });
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(sent.length, client.write(sent));
            byte[] answer = new byte[1];
            assertEquals(1, client.readBytes(answer, 1));
            assertEquals('y', answer[0]);
        }
    }

    @Test
    @Rule({"WC-4", "ST-2"})
    void a_silent_peer_ends_a_read_at_the_timeout() throws IOException {
        var hold = new CountDownLatch(1);
        try (var server = new Peers(socket -> await(hold));
                var client = new WiFiClient(context)) {
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(5000, client.getTimeout());
            client.setTimeout(50);
            assertEquals("", client.readStringUntil('\n'));
            hold.countDown();
        }
    }

    private static int first(WiFiClient client) {
        byte[] one = new byte[1];
        return client.readBytes(one) == 1 ? one[0] : -1;
    }

    @Test
    @Rule("WC-3")
    void available_counts_without_waiting() throws IOException {
        try (var silent = new Peers(socket -> socket.getInputStream().read());
                var client = new WiFiClient(context)) {
            assertEquals(0, client.available());
            assertEquals(1, client.connect("localhost", silent.port()));
            client.setTimeout(60_000);
            long start = System.nanoTime();
            assertEquals(0, client.available());
            assertTrue(System.nanoTime() - start < 30_000_000_000L, "nothing was written: no reply is waited for");
        }
    }

    @Test
    @Rule({"WC-6", "WC-18"})
    void flush_waits_for_the_module_and_tells() throws IOException {
        assertEquals(1460, WiFiClient.WIFICLIENT_MAX_PACKET_SIZE);
        assertEquals(300, WiFiClient.WIFICLIENT_MAX_FLUSH_WAIT_MS);
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            assertTrue(client.flush(10), "without connection there is nothing to wait for");
            assertEquals(1, client.connect("localhost", server.port()));
            client.print("x");
            client.flush();
            assertTrue(client.flush(1000));
        }
    }

    @Test
    @Rule({"WC-12", "WC-15"})
    void settings_without_a_command_of_at_are_accepted_and_told() throws IOException {
        try (SketchContext.Binding bound = context.bind();
                var server = new Peers(WiFiClientTest::echo)) {
            assertTrue(bound != null);
            WiFiClient.setLocalPortStart(5000);
            assertThrows(IllegalArgumentException.class, () -> WiFiClient.setLocalPortStart(70_000));
            assertFalse(WiFiClient.getDefaultNoDelay() || WiFiClient.getDefaultSync());
            var plain = new WiFiClient();
            plain.setNoDelay(true);
            assertFalse(plain.getNoDelay(), "without connection it has no effect");
            WiFiClient.setDefaultNoDelay(true);
            WiFiClient.setDefaultSync(true);
            assertTrue(WiFiClient.getDefaultNoDelay() && WiFiClient.getDefaultSync());
            try (var client = new WiFiClient()) {
                assertTrue(client.getSync());
                assertEquals(1, client.connect("localhost", server.port()));
                assertTrue(client.getNoDelay());
                assertEquals(0, client.localPort());
                assertEquals(5, client.print("hello"));
                assertEquals('h', first(client));
            }
        }
    }

    @Test
    @Rule("WC-13")
    void stop_all_spares_one_if_asked_and_leaks_no_link() throws IOException {
        try (SketchContext.Binding bound = context.bind();
                var server = new Peers(WiFiClientTest::echo)) {
            assertTrue(bound != null);
            var one = new WiFiClient();
            var two = new WiFiClient();
            for (int i = 0; i < 10; i++) {
                assertEquals(1, one.connect("localhost", server.port()));
                assertEquals(1, two.connect("localhost", server.port()));
                WiFiClient.stopAllExcept(two);
                assertFalse(one.connected());
                assertTrue(two.connected());
                WiFiClient.stopAll();
                assertFalse(two.connected());
                assertEquals(0, module.openLinks());
            }
        }
    }

    @Test
    @Rule({"WC-16", "CL-1"})
    void two_references_are_one_connection_to_a_library() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            io.github.wroom4j.arduino.Client copy = client;
            assertFalse(copy.asBool());
            assertEquals(1, copy.connect("localhost", server.port()));
            assertTrue(copy.asBool() && client.connected());
            assertEquals(3, copy.write(ascii("abc"), 0, 3));
            assertEquals('a', first(client));
            assertEquals('b', copy.peek());
            copy.flush();
            copy.stop();
            assertFalse(client.connected());
            assertEquals(1, copy.connect(new IPAddress(127, 0, 0, 1), server.port()));
            copy.stop();
        }
    }

    @Test
    @Rule("WC-17")
    void the_peek_buffer_shows_and_gives_up_bytes() throws IOException {
        try (var server = new Peers(WiFiClientTest::echo);
                var client = new WiFiClient(context)) {
            assertTrue(client.hasPeekBufferAPI());
            assertEquals(0, client.peekAvailable());
            assertFalse(client.inputCanTimeout() || client.outputCanTimeout());
            assertEquals(1, client.connect("localhost", server.port()));
            assertTrue(client.inputCanTimeout() && client.outputCanTimeout());
            client.print("abcdef");
            byte[] six = new byte[6];
            assertEquals(6, client.peekBytes(six, 6));
            assertEquals(6, client.peekAvailable());
            assertEquals("abcdef", new String(client.peekBuffer(), StandardCharsets.US_ASCII));
            client.peekConsume(4);
            assertEquals('e', client.read());
            client.peekConsume(99);
            assertEquals(0, client.peekAvailable());
        }
    }

    @Test
    @Rule("WC-19")
    void the_timeout_limits_reading_and_connecting() throws IOException {
        try (var silent = new Peers(socket -> socket.getInputStream().read());
                var client = new WiFiClient(context)) {
            assertEquals(5000, client.getTimeout());
            client.setTimeout(200);
            assertEquals(200, client.getConnectionTimeout());
            assertEquals(1, client.connect("localhost", silent.port()));
            long start = System.nanoTime();
            assertEquals("", client.readStringUntil('x'));
            long took = System.nanoTime() - start;
            assertTrue(took >= 200_000_000L && took < 4_000_000_000L, took + " ns");
        }
    }
}
