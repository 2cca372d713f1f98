package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain espconn over TCP (espconn-sdk §§4–6), against a socket of the JDK's. */
@Timeout(120)
class PlainTcpTest {
    private ServerSocket listener;
    private Lab lab;

    @BeforeEach
    void start() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(20_000);
        lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
        listener.close();
    }

    private Client connected() {
        Client client = Client.plain(lab, listener.getLocalPort()).connect();
        assertEquals(0, client.returned);
        assertEquals(List.of("connectcb"), client.until("connectcb"));
        return client;
    }

    @Test
    void no_callback_comes_inside_the_call() {
        Client client = Client.plain(lab, listener.getLocalPort());
        lab.run(() -> {
            assertEquals(0, espconn_h.espconn_connect(client.conn));
            assertEquals(espconn_h.ESPCONN_WAIT, client.conn.state);
            assertEquals(List.of(), client.diary);
        });
        client.until("connectcb");
        byte[] byteToSend = {1};
        lab.run(() -> {
            assertEquals(espconn_h.ESPCONN_CONNECT, client.conn.state);
            assertEquals(0, espconn_h.espconn_send(client.conn, byteToSend, 1));
            assertEquals(espconn_h.ESPCONN_WRITE, client.conn.state);
            assertEquals(0, espconn_h.espconn_disconnect(client.conn));
            assertEquals(-5, espconn_h.espconn_disconnect(client.conn));
            assertEquals(List.of("connectcb"), client.diary);
        });
        assertEquals("disconcb", client.end());
    }

    @Test
    void a_second_send_before_sentcb_gets_7() {
        Client client = connected();
        var bytes = new byte[100];
        lab.run(() -> {
            assertEquals(0, espconn_h.espconn_send(client.conn, bytes, 100));
            assertEquals(-7, espconn_h.espconn_send(client.conn, bytes, 100));
        });
        client.until("sentcb");
        assertEquals(0, client.send(bytes, 100));
    }

    @Test
    void sixty_thousand_bytes_pass_through_a_send_buffer_of_2920() throws IOException {
        Client client = connected();
        var bytes = new byte[60_000];
        new Random(1).nextBytes(bytes);
        assertEquals(0, client.send(bytes, bytes.length));
        try (Socket peer = listener.accept()) {
            assertArrayEquals(bytes, peer.getInputStream().readNBytes(bytes.length));
        }
        client.until("sentcb");
        assertEquals(1, client.diary.stream().filter("sentcb"::equals).count());
    }

    @Test
    void the_users_buffer_is_not_copied_unless_asked() throws IOException {
        var clock = new ManualClock();
        try (var slow = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            slow.conditions.ackDelay(java.time.Duration.ofSeconds(1));
            Client client = Client.plain(slow, listener.getLocalPort()).connect();
            client.until("connectcb");
            var bytes = new byte[5840];
            client.send(bytes, bytes.length);
            bytes[5839] = 9; // the second half has not left yet
            slow.tick(clock, 3);
            try (Socket peer = listener.accept()) {
                assertEquals(9, peer.getInputStream().readNBytes(5840)[5839]);
            }
        }
    }

    @Test
    void received_bytes_come_in_segments_of_at_most_1460() throws IOException {
        Client client = connected();
        var bytes = new byte[20_000];
        new Random(2).nextBytes(bytes);
        try (Socket peer = listener.accept()) {
            peer.getOutputStream().write(bytes);
        }
        assertEquals("disconcb", client.end());
        assertArrayEquals(bytes, client.received.toByteArray());
        assertTrue(client.diary.stream().filter("recvcb"::equals).count() >= 14);
    }

    @Test
    void a_held_receiver_takes_one_window_and_no_more() throws IOException {
        Client client = connected();
        assertEquals(0, lab.call(() -> espconn_h.espconn_recv_hold(client.conn)));
        try (Socket peer = listener.accept()) {
            peer.getOutputStream().write(new byte[20_000]);
            Lab.await(() -> client.received.size() == 5840);
            lab.run(() -> {});
            assertEquals(5840, client.received.size());
            assertEquals(0, lab.call(() -> espconn_h.espconn_recv_unhold(client.conn)));
            Lab.await(() -> client.received.size() == 20_000);
        }
    }

    @Test
    void a_reset_of_the_peer_is_9_and_nothing_else() throws IOException {
        Client client = connected();
        try (Socket peer = listener.accept()) {
            peer.setSoLinger(true, 0);
        }
        assertEquals("reconcb(-9)", client.end());
        assertFalse(client.has("disconcb"));
    }

    @Test
    void without_an_address_connect_gets_4() {
        try (var alone = new Lab(SdkRelease.P14, HeapModel.NONOS)) {
            Client client = Client.plain(alone, listener.getLocalPort());
            alone.run(() -> user_interface.wifi_set_opmode(user_interface.STATION_MODE));
            client.connect();
            assertEquals(-4, client.returned);
            alone.run(() -> user_interface.wifi_set_opmode(user_interface.STATIONAP_MODE));
            client.connect();
            assertEquals(-4, client.returned);
        }
    }

    @Test
    void a_wrong_password_shows_as_a_positive_status_in_both_modes_at_once() {
        try (var alone = new Lab(SdkRelease.P14, HeapModel.NONOS)) {
            alone.run(() -> {
                user_interface.wifi_set_opmode(user_interface.STATIONAP_MODE);
                var config = new station_config();
                config.ssid = "Lab";
                config.password = "wrong";
                user_interface.wifi_station_set_config(config);
                user_interface.wifi_station_connect();
            });
            Lab.await(() -> alone.call(user_interface::wifi_station_get_connect_status)
                    == user_interface.STATION_WRONG_PASSWORD);
            Client client = Client.plain(alone, listener.getLocalPort()).connect();
            assertEquals(2, client.returned);
        }
    }

    @Test
    void five_links_are_the_limit_until_more_are_allowed() {
        for (int i = 0; i < 5; i++) {
            connected();
        }
        assertEquals(-15, Client.plain(lab, listener.getLocalPort()).connect().returned);
        lab.run(() -> {
            assertEquals(-12, espconn_h.espconn_tcp_set_max_con(0));
            assertEquals(-12, espconn_h.espconn_tcp_set_max_con(16));
            assertEquals(0, espconn_h.espconn_tcp_set_max_con(6));
            assertEquals(6, espconn_h.espconn_tcp_get_max_con());
        });
        connected();
    }

    @Test
    void the_same_local_port_twice_gets_15() {
        Client one = connected();
        Client two = Client.plain(lab, listener.getLocalPort());
        lab.run(() -> {
            two.conn.proto.tcp.local_port = one.conn.proto.tcp.local_port;
            assertEquals(-15, espconn_h.espconn_connect(two.conn));
            assertEquals(-15, espconn_h.espconn_connect(one.conn));
        });
    }

    @Test
    void unacknowledged_data_is_given_up_with_3() {
        var clock = new ManualClock();
        try (var lossy = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            Client client = Client.plain(lossy, listener.getLocalPort()).connect();
            client.until("connectcb");
            lossy.conditions.acksLost(true);
            client.send("x");
            lossy.tick(clock, 6);
            assertFalse(client.isOver());
            lossy.tick(clock, 1);
            assertEquals("reconcb(-3)", client.end());
        }
    }

    @Test
    void a_lost_access_point_stalls_a_link_and_its_return_revives_it() throws IOException {
        Client client = connected();
        lab.air.remove("Lab");
        lab.run(() -> {});
        client.send("still there");
        lab.air.add(io.github.wroom4j.mock.radio.AirAccessPoint.of("Lab", "secret12"));
        Lab.await(() -> lab.call(user_interface::wifi_station_get_connect_status) == user_interface.STATION_GOT_IP);
        try (Socket peer = listener.accept()) {
            assertEquals("still there", new String(peer.getInputStream().readNBytes(11)));
        }
    }

    @Test
    void a_server_serves_with_espconns_of_its_own() throws IOException {
        var server = new espconn();
        var echo = new java.util.concurrent.CopyOnWriteArrayList<Object>();
        lab.run(() -> {
            server.type = espconn_h.ESPCONN_TCP;
            server.proto.tcp = new esp_tcp();
            server.proto.tcp.local_port = 80;
            espconn_h.espconn_regist_connectcb(server, arg -> {
                var conn = (espconn) arg;
                echo.add(conn);
                espconn_h.espconn_regist_recvcb(conn, (a, data, len) -> espconn_h.espconn_send((espconn) a, data, len));
            });
            assertEquals(0, espconn_h.espconn_accept(server));
            assertEquals(-15, espconn_h.espconn_accept(server));
            assertEquals(espconn_h.ESPCONN_LISTEN, server.state);
        });
        try (var client = new Socket(
                InetAddress.getLoopbackAddress(), lab.reach.serverPort(80).orElseThrow())) {
            client.getOutputStream().write("hello".getBytes());
            assertEquals("hello", new String(client.getInputStream().readNBytes(5)));
            assertFalse(echo.get(0) == server);
            assertEquals(-5, lab.call(() -> espconn_h.espconn_delete(server)));
        }
        Lab.await(() -> lab.call(() -> espconn_h.espconn_delete(server)) == 0);
        assertEquals(-12, lab.call(() -> espconn_h.espconn_delete(server)));
    }

    @Test
    void a_servers_idle_link_is_closed_after_ten_seconds() throws IOException {
        var clock = new ManualClock();
        try (var idle = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            idle.run(() -> {
                var server = new espconn();
                server.type = espconn_h.ESPCONN_TCP;
                server.proto.tcp = new esp_tcp();
                server.proto.tcp.local_port = 80;
                assertEquals(0, espconn_h.espconn_accept(server));
            });
            try (var client = new Socket(
                    InetAddress.getLoopbackAddress(), idle.reach.serverPort(80).orElseThrow())) {
                Lab.await(() -> !idle.observer.attempts().isEmpty()
                        && !idle.observer.last().orElseThrow().events().isEmpty());
                idle.tick(clock, 11);
                client.setSoTimeout(20_000);
                assertEquals(-1, client.getInputStream().read());
            }
        }
    }

    @Test
    void udp_carries_datagrams_both_ways() throws IOException {
        var conn = new espconn();
        var got = new java.util.concurrent.CopyOnWriteArrayList<String>();
        try (var peer = new java.net.DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(20_000);
            lab.run(() -> {
                conn.type = espconn_h.ESPCONN_UDP;
                conn.proto.udp = new esp_udp();
                conn.proto.udp.local_port = 7;
                conn.proto.udp.remote_port = peer.getLocalPort();
                conn.proto.udp.remote_ip[0] = 127;
                conn.proto.udp.remote_ip[3] = 1;
                espconn_h.espconn_regist_recvcb(conn, (arg, data, len) -> got.add(new String(data, 0, len)));
                assertEquals(0, espconn_h.espconn_create(conn));
                assertEquals(-15, espconn_h.espconn_create(conn));
                assertEquals(0, espconn_h.espconn_send(conn, "ping".getBytes(), 4));
            });
            var packet = new java.net.DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            assertEquals("ping", new String(packet.getData(), 0, packet.getLength()));
            peer.send(new java.net.DatagramPacket("pong".getBytes(), 4, packet.getSocketAddress()));
            Lab.await(() -> got.contains("pong"));
            assertEquals(0, lab.call(() -> espconn_h.espconn_delete(conn)));
        }
    }

    @Test
    void names_are_resolved_by_callback_and_addresses_at_once() {
        lab.reach.dns("host.example", io.github.wroom4j.mock.radio.Ip4.LOOPBACK);
        var answers = new java.util.concurrent.CopyOnWriteArrayList<String>();
        lab.run(() -> {
            var addr = new ip_addr_t();
            dns_found_callback found = (name, ip, arg) -> answers.add(name + " " + ip);
            assertEquals(-12, espconn_h.espconn_gethostbyname(null, null, addr, found));
            assertEquals(-12, espconn_h.espconn_gethostbyname(null, "", addr, found));
            assertEquals(-12, espconn_h.espconn_gethostbyname(null, "x".repeat(256), addr, found));
            assertEquals(0, espconn_h.espconn_gethostbyname(null, "10.1.2.3", addr, found));
            assertEquals("10.1.2.3", addr.toString());
            assertEquals(0x0302010A, addr.addr);
            assertEquals(-5, espconn_h.espconn_gethostbyname(null, "host.example", addr, found));
            assertEquals(-5, espconn_h.espconn_gethostbyname(null, "nowhere.example", addr, found));
            assertEquals(-5, espconn_h.espconn_gethostbyname(null, "host.example", addr, found));
            assertEquals(-5, espconn_h.espconn_gethostbyname(null, "host.example", addr, found));
            assertEquals(-1, espconn_h.espconn_gethostbyname(null, "host.example", addr, found));
            assertEquals(List.of(), answers);
        });
        Lab.await(() -> answers.size() == 4);
        assertEquals("host.example 127.0.0.1", answers.get(0));
        assertEquals("nowhere.example null", answers.get(1));
    }

    @Test
    void a_silent_name_server_costs_seven_seconds() {
        var clock = new ManualClock();
        try (var quiet = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            quiet.conditions.dnsSilent(true);
            var answers = new java.util.concurrent.CopyOnWriteArrayList<String>();
            quiet.run(() ->
                    espconn_h.espconn_gethostbyname(null, "localhost", null, (name, ip, arg) -> answers.add("" + ip)));
            quiet.tick(clock, 6);
            assertEquals(List.of(), answers);
            quiet.tick(clock, 1);
            assertEquals(List.of("null"), answers);
        }
    }

    @Test
    void what_lies_beyond_loopback_is_refused_and_routes_lead_there() throws IOException {
        Client refused = Client.plain(lab, 80);
        refused.conn.proto.tcp.remote_ip[0] = 192;
        refused.conn.proto.tcp.remote_ip[1] = 0;
        refused.conn.proto.tcp.remote_ip[2] = 2;
        refused.connect();
        assertEquals("reconcb(-9)", refused.end());
        lab.reach.route("192.0.2.1:80", "127.0.0.1:" + listener.getLocalPort());
        Client routed = Client.plain(lab, 80);
        System.arraycopy(new int[] {192, 0, 2, 1}, 0, routed.conn.proto.tcp.remote_ip, 0, 4);
        routed.connect();
        assertEquals(List.of("connectcb"), routed.until("connectcb"));
    }

    @Test
    void five_links_get_five_ports_also_on_a_clock_that_moves_in_whole_periods_of_espconn_port() throws IOException {
        var clock = new ManualClock();
        try (var still = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            for (int i = 0; i < 5; i++) {
                Client client = Client.plain(still, listener.getLocalPort()).connect();
                assertEquals(0, client.returned, "link " + i); // −15: another link has this port (espconn-sdk §4.1)
                client.until("connectcb");
                clock.advance(java.time.Duration.ofMillis(50)); // system_get_time() % 50000 (espconn-sdk §4.5)
            }
        }
    }
}
