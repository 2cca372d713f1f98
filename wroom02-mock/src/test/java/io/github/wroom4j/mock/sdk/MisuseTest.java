package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.tlswire.Alert;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Misuse and hostile servers: never a hang, never a Java exception out of the C names, always the SDK's code. */
@Timeout(120)
class MisuseTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());

    private static Lab lab() {
        return new Lab(SdkRelease.P14, HeapModel.NONOS).joined();
    }

    @Test
    void outside_a_chips_task_every_call_gets_12() {
        var conn = new espconn();
        conn.type = espconn_h.ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        assertEquals(-12, espconn_h.espconn_connect(conn));
        assertEquals(-12, espconn_h.espconn_secure_connect(conn));
        assertEquals(-12, espconn_h.espconn_send(conn, new byte[1], 1));
        assertEquals(-12, espconn_h.espconn_gethostbyname(conn, "localhost", new ip_addr_t(), null));
        assertFalse(espconn_h.espconn_secure_set_size(1, 4096));
        assertThrows(IllegalStateException.class, Sdk::current);
    }

    @Test
    void null_and_wrong_types_get_12() {
        try (var lab = lab()) {
            lab.run(() -> {
                var nothing = new espconn();
                var udp = new espconn();
                udp.type = espconn_h.ESPCONN_UDP;
                var half = new espconn();
                half.type = espconn_h.ESPCONN_TCP;
                for (espconn conn : new espconn[] {null, nothing, udp, half}) {
                    assertEquals(-12, espconn_h.espconn_connect(conn));
                    assertEquals(-12, espconn_h.espconn_secure_connect(conn));
                    assertEquals(-12, espconn_h.espconn_disconnect(conn));
                    assertEquals(-12, espconn_h.espconn_secure_disconnect(conn));
                    assertEquals(-12, espconn_h.espconn_accept(conn));
                    assertEquals(-12, espconn_h.espconn_secure_accept(conn));
                    assertEquals(-12, espconn_h.espconn_create(conn));
                    assertEquals(-12, espconn_h.espconn_delete(conn));
                    assertEquals(-12, espconn_h.espconn_send(conn, new byte[1], 1));
                    assertEquals(-12, espconn_h.espconn_secure_send(conn, new byte[1], 1));
                    assertEquals(-12, espconn_h.espconn_recv_hold(conn));
                    assertEquals(-12, espconn_h.espconn_recv_unhold(conn));
                    assertEquals(-12, espconn_h.espconn_set_opt(conn, espconn_h.ESPCONN_NODELAY));
                    assertEquals(-12, espconn_h.espconn_set_keepalive(conn, 0, new int[1]));
                    assertEquals(-12, espconn_h.espconn_regist_time(conn, 10, 0));
                    assertEquals(-12, espconn_h.espconn_regist_time(conn, 10, 2));
                    assertEquals(-12, espconn_h.espconn_tcp_get_max_con_allow(conn));
                    assertEquals(-12, espconn_h.espconn_get_connection_info(conn, new remot_info[1], 0));
                    assertEquals(-12, espconn_h.espconn_get_packet_info(conn, new espconn_packet()));
                    assertEquals(-12, espconn_h.espconn_regist_connectcb(conn == udp ? udp : null, null));
                }
                assertFalse(user_interface.wifi_station_set_config(null));
                assertFalse(user_interface.wifi_get_ip_info(7, new ip_info()));
                assertFalse(user_interface.system_update_cpu_freq(81));
                assertFalse(user_interface.wifi_set_opmode(4));
                os_type.os_printf("%d %s", "not a number");
                os_type.os_timer_arm(null, 1, false);
            });
        }
    }

    @Test
    void lengths_that_c_would_cut_are_refused() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client plain = Client.plain(lab, server.port()).connect();
            plain.until("connectcb");
            var bytes = new byte[70_000];
            for (int length : new int[] {0, -1, 65_536, 70_001}) {
                assertEquals(-12, plain.send(bytes, length), "length " + length);
            }
            assertEquals(-12, plain.send(null, 1));
            assertEquals(-12, plain.send(new byte[3], 4));
            Client secure = Client.secure(lab, server.port()).connect();
            secure.until("connectcb");
            for (int length : new int[] {0, -1, 65_536}) {
                // whatever happens later (espconn-sdk §7.4)
                assertEquals(0, secure.send(bytes, length), "length " + length);
            }
            assertEquals(0, secure.send(null, 5));
            assertFalse(secure.isOver());
        }
    }

    @Test
    void sending_after_the_end_gets_12() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client secure = Client.secure(lab, server.port()).connect();
            secure.until("connectcb");
            assertEquals(0, secure.disconnect());
            secure.end();
            assertEquals(-12, secure.send("x"));
            assertEquals(-12, secure.disconnect());
            Client plain = Client.plain(lab, server.port()).connect();
            plain.until("connectcb");
            plain.disconnect();
            plain.end();
            assertEquals(-12, plain.send("x"));
        }
    }

    @Test
    void sending_before_connectcb_does_nothing_and_harms_nothing() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client secure = Client.secure(lab, server.port());
            lab.run(() -> {
                assertEquals(0, espconn_h.espconn_secure_connect(secure.conn));
                assertEquals(0, espconn_h.espconn_secure_send(secure.conn, new byte[5], 5));
                assertEquals(-12, espconn_h.espconn_send(secure.conn, new byte[5], 5));
            });
            assertEquals(List.of("connectcb"), secure.until("connectcb"));
        }
    }

    @Test
    void an_overlapping_secure_send_loses_the_rest_of_the_first() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client secure = Client.secure(lab, server.port()).connect();
            secure.until("connectcb");
            lab.run(() -> {
                assertEquals(0, espconn_h.espconn_secure_send(secure.conn, new byte[3000], 3000));
                assertEquals(0, espconn_h.espconn_secure_send(secure.conn, new byte[10], 10));
            });
            secure.until("sentcb");
            assertTrue(lab.observer.notes().stream().anyMatch(n -> n.contains("1976 bytes) is lost")));
        }
    }

    @Test
    void disconnecting_inside_any_callback_is_survived() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            for (boolean secure : new boolean[] {true, false}) {
                for (String where : List.of("connect", "sent", "recv", "discon")) {
                    Client client = secure ? Client.secure(lab, server.port()) : Client.plain(lab, server.port());
                    Runnable leave = () -> {
                        if (secure) {
                            espconn_h.espconn_secure_disconnect(client.conn);
                        } else {
                            espconn_h.espconn_disconnect(client.conn);
                        }
                    };
                    esp_tcp tcp = client.conn.proto.tcp;
                    var connect = tcp.connect_callback;
                    var sent = client.conn.sent_callback;
                    var recv = client.conn.recv_callback;
                    var discon = tcp.disconnect_callback;
                    byte[] get = "GET / HTTP/1.0\r\n\r\n".getBytes();
                    tcp.connect_callback = arg -> {
                        connect.call(arg);
                        if (where.equals("connect")) {
                            leave.run();
                        } else if (secure) {
                            espconn_h.espconn_secure_send(client.conn, get, get.length);
                        } else {
                            espconn_h.espconn_send(client.conn, get, get.length);
                        }
                    };
                    client.conn.sent_callback = arg -> {
                        sent.call(arg);
                        if (where.equals("sent")) {
                            leave.run();
                        }
                    };
                    client.conn.recv_callback = (arg, data, len) -> {
                        recv.call(arg, data, len);
                        if (where.equals("recv")) {
                            leave.run();
                        }
                    };
                    tcp.disconnect_callback = arg -> {
                        discon.call(arg);
                        leave.run();
                    };
                    client.connect();
                    assertEquals(0, client.returned, where);
                    client.end();
                    lab.run(() -> {});
                    long ends = client.diary.stream()
                            .filter(e -> e.contains("con") && !e.equals("connectcb"))
                            .count();
                    assertEquals(1, ends, where + " " + client.diary);
                }
            }
        }
    }

    @Test
    void a_callback_that_throws_is_reported_and_the_sdk_goes_on() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port());
            client.conn.proto.tcp.connect_callback = arg -> {
                client.diary.add("connectcb");
                throw new IllegalArgumentException("a bug of the application's");
            };
            client.connect();
            client.until("connectcb");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertEquals("disconcb", client.end());
            assertTrue(lab.observer.notes().stream().anyMatch(n -> n.contains("a bug of the application's")));
        }
    }

    @Test
    void an_espconn_may_be_used_again_inside_its_own_disconcb() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            Client client = Client.secure(lab, server.port());
            var rounds = new java.util.concurrent.atomic.AtomicInteger();
            client.conn.proto.tcp.connect_callback = arg -> espconn_h.espconn_secure_disconnect(client.conn);
            client.conn.proto.tcp.disconnect_callback = arg -> {
                if (rounds.incrementAndGet() < 5) {
                    client.returned = espconn_h.espconn_secure_connect(client.conn);
                }
            };
            client.connect();
            Lab.await(() -> rounds.get() == 5);
            assertEquals(0, client.returned);
        }
    }

    private record Hostility(Misbehaviour misbehaviour, int after, String end) {}

    private static Stream<Hostility> hostilities() {
        return Stream.of(
                        IntStream.rangeClosed(0, 5)
                                .mapToObj(after -> new Hostility(new Misbehaviour.Reset(), after, "reconcb(-9)")),
                        IntStream.rangeClosed(0, 5)
                                .mapToObj(after -> new Hostility(new Misbehaviour.Close(), after, "disconcb")),
                        IntStream.rangeClosed(0, 5)
                                .mapToObj(after -> new Hostility(new Misbehaviour.Truncate(3), after, "disconcb")),
                        Stream.of(
                                new Hostility(Misbehaviour.hugeRecord(22, 20_000), 0, "reconcb(-28)"),
                                new Hostility(Misbehaviour.hugeRecord(23, 20_000), 5, "reconcb(-61)"),
                                new Hostility(Misbehaviour.plainHttp(), 0, "reconcb(-28)"),
                                new Hostility(Misbehaviour.captivePortal(), 0, "reconcb(-28)"),
                                new Hostility(Misbehaviour.endlessCertificate(), 1, "reconcb(-28)"),
                                new Hostility(Misbehaviour.alert(1, Alert.of(112), false), 0, "disconcb"),
                                new Hostility(Misbehaviour.alert(9, Alert.of(255), false), 0, "disconcb"),
                                new Hostility(new Misbehaviour.Corrupt(), 4, "reconcb(-28)"),
                                new Hostility(new Misbehaviour.Corrupt(), 5, "reconcb(-61)"),
                                new Hostility(new Misbehaviour.Renegotiate(), 0, "reconcb(-61)")))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("hostilities")
    void a_hostile_server_gets_the_sdks_code(Hostility hostility) {
        var honest = LegacyTlsServer.builder(LOCALHOST);
        try (var server = HostileServer.start(honest, hostility.misbehaviour(), hostility.after());
                var lab = lab()) {
            Client client = Client.secure(lab, server.port());
            int before = lab.call(user_interface::system_get_free_heap_size);
            client.connect();
            client.until("connectcb");
            if (!client.isOver()) {
                client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
            }
            assertEquals(hostility.end(), client.end());
            lab.run(() -> {});
            assertEquals(
                    1,
                    client.diary.stream()
                            .filter(e -> e.startsWith("dis") || e.startsWith("recon"))
                            .count());
            assertEquals(before, lab.call(user_interface::system_get_free_heap_size));
            assertFalse(Explanation.of(lab.observer.last().orElseThrow()).isBlank());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void chance_bytes_end_with_some_code_of_the_sdks(long seed) {
        try (var server = HostileServer.start(LOCALHOST, Misbehaviour.garbage(seed, 2_000), (int) (seed % 5));
                var lab = lab()) {
            Client client = Client.secure(lab, server.port()).connect();
            assertTrue(
                    List.of("disconcb", "reconcb(-28)", "reconcb(-9)").contains(client.end()),
                    "seed " + seed + " " + client.diary);
        }
    }

    static Stream<Long> seeds() {
        long first = io.github.wroom4j.hal.testing.Seeds.seed("chance bytes") & 0xFFFF;
        return Stream.iterate(first, s -> s + 1).limit(io.github.wroom4j.hal.testing.Seeds.full() ? 200 : 10);
    }
}
