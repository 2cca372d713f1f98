package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.servers.DeafPort;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.tlswire.CipherSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of espconn-sdk §16: {@code espconn_secure_connect} on release P0, against real servers. */
@Timeout(120)
class SecureConnectTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());
    private static final String GET = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";

    private static Lab lab() {
        return new Lab(SdkRelease.P0, HeapModel.NONOS).joined();
    }

    private static void size(Lab lab, int size) {
        assertTrue(lab.call(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, size)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2F, 0x35, 0x05, 0x04})
    void a_page_comes_over_each_of_the_four_suites(int suite) {
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .suites(CipherSuite.of(suite))
                        .start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals(0, client.returned);
            assertEquals(List.of("connectcb"), client.until("connectcb"));
            assertEquals(0, client.send(GET));
            assertEquals("disconcb", client.end());
            assertTrue(client.text().startsWith("HTTP/1."), client.text());
            assertEquals(suite, server.outcomes().get(0).suite().orElseThrow().code());
            assertTrue(client.diary.indexOf("sentcb") < client.diary.indexOf("recvcb"), client.diary.toString());
        }
    }

    @Test
    void tls_1_0_with_its_implicit_iv_works_too() {
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .versions(io.github.wroom4j.tlswire.ProtocolVersion.TLS_1_0)
                        .start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            client.send(GET);
            client.end();
            assertTrue(client.text().startsWith("HTTP/1."), client.text());
            assertEquals(
                    0x0301,
                    lab.observer.last().orElseThrow().tls().orElseThrow().version());
        }
    }

    @Test
    void a_tls_1_2_server_sends_alert_70_and_the_application_sees_disconcb() {
        try (var server = LegacyTlsServer.onlyTls12(LOCALHOST).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals("disconcb", client.end());
            assertEquals(List.of("disconcb"), client.diary);
            assertEquals(
                    70,
                    lab.observer.last().orElseThrow().alertsReceived().get(0).description());
        }
    }

    @Test
    void an_ecdhe_only_server_sends_alert_40_and_the_application_sees_disconcb() {
        try (var server = LegacyTlsServer.onlyEcdhe(LOCALHOST).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals(0, client.returned);
            assertEquals("disconcb", client.end());
            assertEquals(List.of("disconcb"), client.diary);
            Attempt seen = lab.observer.last().orElseThrow();
            assertEquals(40, seen.alertsReceived().get(0).description());
            assertEquals(-40, seen.result().orElseThrow());
            assertEquals(0, seen.hsStatus());
            assertTrue(Explanation.of(seen).contains("alert 40 handshake_failure"));
            // An unexpected_message goes back for every alert (espconn-sdk §8.7).
            assertEquals(10, seen.alertsSent().get(0).description());
        }
    }

    @Test
    void a_chain_larger_than_the_buffer_fails_with_28() {
        Identity large = AUTHORITY.issueChainOf(3500, Leaf.localhost());
        try (var server = LegacyTlsServer.builder(large).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals("reconcb(-28)", client.end());
            assertEquals(List.of("reconcb(-28)"), client.diary);
            assertTrue(lab.printed().endsWith("client handshake start.\nclient handshake failed\n"), lab.printed());
            Attempt seen = lab.observer.last().orElseThrow();
            assertEquals(-261, seen.result().orElseThrow());
            assertEquals(40, seen.alertsSent().get(0).description());
            assertEquals(160, lab.chip.cpuMhz()); // only success restores it
        }
    }

    @Test
    void the_same_chain_passes_with_5120() {
        Identity large = AUTHORITY.issueChainOf(3500, Leaf.localhost());
        try (var server = LegacyTlsServer.builder(large).start();
                var lab = lab()) {
            size(lab, 5120);
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals(List.of("connectcb"), client.until("connectcb"));
            assertEquals(80, lab.chip.cpuMhz());
            assertTrue(lab.printed().endsWith("client handshake start.\nclient handshake ok!\n"), lab.printed());
        }
    }

    @Test
    void a_server_that_accepts_and_never_answers_times_out_after_30_seconds() throws IOException {
        var clock = new ManualClock();
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, silent.getLocalPort()).connect();
            Lab.await(() -> lab.observer.last().orElseThrow().helloMicros() >= 0);
            lab.tick(clock, 29);
            assertEquals(List.of(), client.diary);
            lab.tick(clock, 2);
            assertEquals("reconcb(-29)", client.end());
        }
    }

    @Test
    void a_server_that_accepts_and_closes_shows_as_disconcb() {
        try (var server = HostileServer.start(LOCALHOST, new Misbehaviour.Close(), 0);
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals("disconcb", client.end());
            assertEquals(List.of("disconcb"), client.diary);
        }
    }

    @Test
    void a_refused_syn_shows_as_9() throws IOException {
        int port;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        try (var lab = lab()) {
            Client client = Client.secure(lab, port).connect();
            assertEquals(0, client.returned);
            assertEquals("reconcb(-9)", client.end());
        }
    }

    @Test
    void lost_syns_show_as_11_after_7_seconds() {
        var clock = new ManualClock();
        try (var deaf = DeafPort.open();
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, deaf.port()).connect();
            lab.tick(clock, 6);
            assertEquals(List.of(), client.diary);
            lab.tick(clock, 1);
            assertEquals("reconcb(-11)", client.end());
        }
    }

    @Test
    void a_buffer_of_8192_is_refused_with_21500_bytes_free_and_no_packet_leaves() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P0, HeapModel.ARDUINO_SEED).joined()) {
            size(lab, 8192);
            int before = lab.call(user_interface::system_get_free_heap_size);
            Client client = Client.secure(lab, listener.getLocalPort()).connect();
            assertEquals(-1, client.returned);
            assertEquals(before, lab.call(user_interface::system_get_free_heap_size));
            listener.setSoTimeout(200);
            assertThrowsTimeout(listener);
            assertEquals(List.of(), client.diary);
            assertTrue(Explanation.of(lab.observer.last().orElseThrow()).contains("more than 22528"));
        }
    }

    private static void assertThrowsTimeout(ServerSocket listener) {
        org.junit.jupiter.api.Assertions.assertThrows(java.net.SocketTimeoutException.class, listener::accept);
    }

    @Test
    void sizes_below_2048_and_above_8192_are_refused_and_change_nothing() {
        try (var lab = lab()) {
            lab.run(() -> {
                for (int size : new int[] {0, 1, 1024, 2047, 8193, 65536, -1}) {
                    assertFalse(espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, size), "size " + size);
                }
                assertEquals(2048, espconn_h.espconn_secure_get_size(espconn_h.ESPCONN_CLIENT));
                assertTrue(espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 8192));
                assertEquals(8192, espconn_h.espconn_secure_get_size(espconn_h.ESPCONN_CLIENT));
                assertEquals(2048, espconn_h.espconn_secure_get_size(espconn_h.ESPCONN_SERVER));
                assertEquals(-12, espconn_h.espconn_secure_get_size(espconn_h.ESPCONN_BOTH));
                assertTrue(espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_BOTH, 4096));
                assertEquals(4096, espconn_h.espconn_secure_get_size(espconn_h.ESPCONN_BOTH));
                for (int level : new int[] {0, 4, -1}) {
                    assertFalse(espconn_h.espconn_secure_set_size(level, 4096));
                    assertEquals(-12, espconn_h.espconn_secure_get_size(level));
                }
            });
        }
    }

    @Test
    void a_second_connect_gets_15_once_the_first_is_connected() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client first = Client.secure(lab, server.port()).connect();
            first.until("connectcb");
            assertEquals(-15, Client.secure(lab, server.port()).connect().returned);
            first.disconnect();
            first.end();
            Client third = Client.secure(lab, server.port()).connect();
            assertEquals(0, third.returned);
            third.until("connectcb");
        }
    }

    @Test
    void two_connects_back_to_back_both_pass_through_the_hole() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client one = Client.secure(lab, server.port());
            Client two = Client.secure(lab, server.port());
            lab.run(() -> {
                one.conn.proto.tcp.local_port = 4001;
                two.conn.proto.tcp.local_port = 4002;
                assertEquals(0, espconn_h.espconn_secure_connect(one.conn));
                assertEquals(0, espconn_h.espconn_secure_connect(two.conn));
            });
            assertEquals(List.of("connectcb"), one.until("connectcb"));
            assertEquals(List.of("connectcb"), two.until("connectcb"));
        }
    }

    @Test
    void three_thousand_bytes_leave_in_records_of_1024_and_one_sentcb_follows() throws IOException {
        HttpExchange swallow = request -> HttpExchange.Reply.text(200, "ok");
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .suites(CipherSuite.RSA_RC4_MD5)
                        .handler(swallow)
                        .start();
                var relay = new RecordingRelay(server.port());
                var lab = lab()) {
            Client client = Client.secure(lab, relay.port()).connect();
            client.until("connectcb");
            assertEquals(0, client.send("x".repeat(3000)));
            client.until("sentcb");
            Lab.await(() -> data(relay).count() == 3);
            assertEquals(List.of(1024 + 16, 1024 + 16, 952 + 16), data(relay).toList());
            client.disconnect();
            client.end();
            assertEquals(1, client.diary.stream().filter("sentcb"::equals).count());
            // No close_notify: the last record is data (espconn-sdk §7.3).
            assertEquals(
                    23,
                    relay.clientRecords().get(relay.clientRecords().size() - 1).type());
        }
    }

    private static Stream<Integer> data(RecordingRelay relay) {
        return relay.clientRecords().stream().filter(r -> r.type() == 23).map(r -> r.body().length);
    }

    @Test
    void a_data_record_above_the_buffer_fails_with_61() {
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .handler(request -> HttpExchange.Reply.text(200, "x".repeat(6_000)))
                        .start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            client.send(GET);
            assertEquals("reconcb(-61)", client.end());
            assertFalse(client.has("disconcb"));
            assertTrue(lab.printed().endsWith("client's data invalid protocol\n"), lab.printed());
        }
    }

    @Test
    void close_notify_prints_its_frightening_line_and_shows_as_disconcb() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            client.send(GET);
            assertEquals("disconcb", client.end());
            assertTrue(lab.printed().endsWith("client's data invalid protocol\n"), lab.printed());
        }
    }

    @Test
    void the_hello_is_the_56_bytes_of_2015() throws IOException {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var relay = new RecordingRelay(server.port());
                var lab = lab()) {
            Client client = Client.secure(lab, relay.port()).connect();
            client.until("connectcb");
            byte[] hello = java.util.Arrays.copyOf(relay.fromClient(), 56);
            byte[] expected = java.util.HexFormat.of()
                    .parseHex("16030200330100002f0302" + "00000000"
                            + java.util.HexFormat.of().formatHex(hello, 15, 43)
                            + "000008002f0035000500040100");
            assertArrayEquals(expected, hello);
        }
    }

    @Test
    void nothing_is_left_on_the_heap_after_any_end() {
        Identity large = AUTHORITY.issueChainOf(3500, Leaf.localhost());
        try (var fine = LegacyTlsServer.builder(LOCALHOST).start();
                var tooLarge = LegacyTlsServer.builder(large).start();
                var refusing = LegacyTlsServer.onlyEcdhe(LOCALHOST).start();
                var lab = lab()) {
            int before = lab.call(user_interface::system_get_free_heap_size);
            for (int port : new int[] {fine.port(), tooLarge.port(), refusing.port()}) {
                Client client = Client.secure(lab, port).connect();
                client.until("connectcb");
                if (!client.isOver()) {
                    client.disconnect();
                }
                client.end();
                assertEquals(before, lab.call(user_interface::system_get_free_heap_size));
            }
        }
    }
}
