package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What espconn lets one set and ask: options, keep-alive, multicast; and that no name of its header is missing. */
@Timeout(60)
class EspconnOptionsTest {
    private final ManualClock clock = new ManualClock();
    private ServerSocket listener;
    private Lab lab;

    @BeforeEach
    void start() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(20_000);
        lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
        listener.close();
    }

    private Client connected() {
        Client client = Client.plain(lab, listener.getLocalPort()).connect();
        assertEquals(List.of("connectcb"), client.until("connectcb"));
        return client;
    }

    /** espconn-sdk §3, and what 1.4.0 and 1.5.0 added that AT firmwares use: there, and without effect before. */
    @Test
    void every_function_of_the_header_is_there_under_its_own_name() {
        String names = "connect disconnect delete accept create tcp_get_max_con tcp_set_max_con tcp_get_max_con_allow"
                + " tcp_set_max_con_allow regist_time get_connection_info get_packet_info regist_connectcb"
                + " regist_reconcb regist_disconcb regist_recvcb regist_sentcb regist_write_finish send sent port"
                + " set_opt clear_opt set_keepalive get_keepalive gethostbyname dns_setserver recv_hold recv_unhold"
                + " igmp_join igmp_leave mdns_init mdns_close mdns_server_register mdns_server_unregister"
                + " mdns_get_servername mdns_set_servername mdns_get_hostname mdns_set_hostname mdns_enable mdns_disable"
                + " secure_connect secure_disconnect secure_accept secure_send secure_sent secure_set_size"
                + " secure_get_size secure_ca_enable secure_ca_disable secure_set_default_certificate"
                + " secure_set_default_private_key secure_cert_req_enable secure_cert_req_disable abort";
        var expected = new TreeSet<String>();
        for (String name : names.split(" ")) {
            expected.add("espconn_" + name);
        }
        var there = Arrays.stream(espconn_h.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("espconn_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, there);
    }

    // --- ESPCONN_COPY (espconn-sdk §4.2) -----------------------------------------------------------------------------

    @Test
    void with_copy_eight_packets_queue_up_and_the_callers_bytes_are_free_at_once() throws IOException {
        Client client = connected();
        espconn_h.espconn_regist_write_finish(client.conn, arg -> client.diary.add("write_finish"));
        lab.conditions.ackDelay(Duration.ofSeconds(1));
        var bytes = new byte[1000];
        lab.run(() -> {
            assertEquals(0, espconn_h.espconn_set_opt(client.conn, espconn_h.ESPCONN_COPY));
            for (int i = 0; i < 8; i++) {
                Arrays.fill(bytes, (byte) i);
                assertEquals(0, espconn_h.espconn_send(client.conn, bytes, bytes.length), "packet " + i);
            }
            assertEquals(-7, espconn_h.espconn_send(client.conn, bytes, bytes.length));
            var packet = new espconn_packet();
            assertEquals(0, espconn_h.espconn_get_packet_info(client.conn, packet));
            assertEquals(8, packet.packnum);
            assertEquals(8, packet.total_queuelen);
            assertEquals(8, packet.packseq_nxt);
        });
        lab.run(() -> {});
        // Two whole packets and 920 bytes of the third lie in the send buffer of 2920.
        assertEquals(2, client.diary.stream().filter("write_finish"::equals).count());
        assertFalse(client.has("sentcb"));
        lab.tick(clock, 10);
        assertEquals(8, client.diary.stream().filter("write_finish"::equals).count());
        assertEquals(8, client.diary.stream().filter("sentcb"::equals).count());
        try (Socket peer = listener.accept()) {
            byte[] got = peer.getInputStream().readNBytes(8000);
            for (int i = 0; i < 8; i++) {
                assertEquals(i, got[i * 1000]);
                assertEquals(i, got[i * 1000 + 999]);
            }
        }
    }

    @Test
    void options_out_of_range_get_12_and_a_cleared_copy_is_gone() {
        Client client = connected();
        lab.conditions.ackDelay(Duration.ofSeconds(1));
        lab.run(() -> {
            for (int wrong : new int[] {-1, espconn_h.ESPCONN_END, 255}) {
                assertEquals(-12, espconn_h.espconn_set_opt(client.conn, wrong));
                assertEquals(-12, espconn_h.espconn_clear_opt(client.conn, wrong));
            }
            assertEquals(0, espconn_h.espconn_set_opt(client.conn, espconn_h.ESPCONN_COPY));
            assertEquals(0, espconn_h.espconn_clear_opt(client.conn, espconn_h.ESPCONN_COPY));
            assertEquals(0, espconn_h.espconn_send(client.conn, new byte[10], 10));
            assertEquals(-7, espconn_h.espconn_send(client.conn, new byte[10], 10));
        });
    }

    // --- keep-alive (espconn-sdk §4.5) -------------------------------------------------------------------------------

    private void keepAlive(Client client, int idle, int interval, int count) {
        lab.run(() -> {
            assertEquals(0, espconn_h.espconn_set_opt(client.conn, espconn_h.ESPCONN_KEEPALIVE));
            int[] values = {idle, interval, count};
            for (int level = 0; level < 3; level++) {
                assertEquals(0, espconn_h.espconn_set_keepalive(client.conn, level, new int[] {values[level]}));
            }
        });
    }

    @Test
    void keepalive_needs_its_option_and_starts_with_120_10_and_9() {
        Client client = connected();
        lab.run(() -> {
            var value = new int[1];
            assertEquals(-12, espconn_h.espconn_set_keepalive(client.conn, 0, value));
            assertEquals(-12, espconn_h.espconn_get_keepalive(client.conn, 0, value));
            espconn_h.espconn_set_opt(client.conn, espconn_h.ESPCONN_KEEPALIVE);
            var defaults = new int[3];
            for (int level = 0; level < 3; level++) {
                assertEquals(0, espconn_h.espconn_get_keepalive(client.conn, level, value));
                defaults[level] = value[0];
            }
            assertArrayEquals(new int[] {120, 10, 9}, defaults);
            assertEquals(-12, espconn_h.espconn_set_keepalive(client.conn, 3, value));
            assertEquals(-12, espconn_h.espconn_set_keepalive(client.conn, -1, value));
            assertEquals(-12, espconn_h.espconn_set_keepalive(client.conn, 0, null));
            assertEquals(-12, espconn_h.espconn_set_keepalive(client.conn, 0, new int[] {-1}));
        });
    }

    @Test
    void a_peer_that_answers_no_probe_is_given_up_with_8_after_idle_and_all_intervals() {
        Client client = connected();
        keepAlive(client, 5, 2, 3);
        lab.tick(clock, 30);
        assertFalse(client.isOver(), "while probes are answered the link lives");
        lab.conditions.acksLost(true);
        lab.tick(clock, 5 + 2 * 3 - 1);
        assertFalse(client.isOver());
        lab.tick(clock, 1);
        assertEquals("reconcb(-8)", client.end());
    }

    @Test
    void a_station_that_lost_its_access_point_notices_by_keepalive() {
        Client client = connected();
        keepAlive(client, 5, 2, 3);
        lab.air.remove("Lab");
        lab.tick(clock, 12);
        assertEquals("reconcb(-8)", client.end());
    }

    @Test
    void received_bytes_put_the_probes_off_and_clearing_the_option_ends_them() throws IOException {
        Client client = connected();
        keepAlive(client, 5, 2, 1);
        lab.conditions.acksLost(true);
        try (Socket peer = listener.accept()) {
            lab.tick(clock, 4);
            peer.getOutputStream().write(1);
            Lab.await(() -> client.received.size() == 1);
            lab.tick(clock, 6); // 4 + 7 would have been the end, had nothing come
            assertFalse(client.isOver());
            lab.run(() -> espconn_h.espconn_clear_opt(client.conn, espconn_h.ESPCONN_KEEPALIVE));
            lab.tick(clock, 60);
            assertFalse(client.isOver());
        }
    }

    // --- peers and timeouts --------------------------------------------------------------------------------------

    @Test
    void a_servers_peers_are_told_and_its_own_limit_of_links_holds() throws IOException {
        var server = new espconn();
        lab.run(() -> {
            server.type = espconn_h.ESPCONN_TCP;
            server.proto.tcp = new esp_tcp();
            server.proto.tcp.local_port = 80;
            assertEquals(0, espconn_h.espconn_accept(server));
            assertEquals(5, espconn_h.espconn_tcp_get_max_con_allow(server));
            assertEquals(-12, espconn_h.espconn_tcp_set_max_con_allow(server, 0));
            assertEquals(-12, espconn_h.espconn_tcp_set_max_con_allow(server, 16));
            assertEquals(0, espconn_h.espconn_tcp_set_max_con_allow(server, 1));
        });
        int port = lab.reach.serverPort(80).orElseThrow();
        try (var first = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Lab.await(() -> server.link_cnt == 1);
            try (var second = new Socket(InetAddress.getLoopbackAddress(), port)) {
                second.setSoTimeout(20_000);
                assertTrue(ends(second));
            }
            lab.run(() -> {
                var info = new remot_info[5];
                assertEquals(0, espconn_h.espconn_get_connection_info(server, info, 0));
                assertEquals(first.getLocalPort(), info[0].remote_port);
                assertArrayEquals(new int[] {127, 0, 0, 1}, info[0].remote_ip);
                assertEquals(null, info[1]);
            });
        }
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true; // reset
        }
    }

    @Test
    void regist_time_closes_a_silent_link_of_a_clients_too() {
        Client client = connected();
        lab.run(() -> {
            assertEquals(-12, espconn_h.espconn_regist_time(client.conn, 3, 0)); // no server
            assertEquals(0, espconn_h.espconn_regist_time(client.conn, 3, 1));
        });
        lab.tick(clock, 2);
        assertFalse(client.isOver());
        lab.tick(clock, 2);
        assertEquals("disconcb", client.end());
    }

    // --- multicast -----------------------------------------------------------------------------------------------

    @Test
    void groups_are_joined_on_an_interface_of_the_modules_and_left_once() {
        lab.run(() -> {
            var group = new ip_addr_t(224, 0, 0, 251);
            var any = new ip_addr_t();
            var info = new ip_info();
            user_interface.wifi_get_ip_info(user_interface.STATION_IF, info);
            assertEquals(-12, espconn_h.espconn_igmp_join(null, group));
            assertEquals(-12, espconn_h.espconn_igmp_leave(any, null));
            assertEquals(-6, espconn_h.espconn_igmp_join(any, new ip_addr_t(192, 0, 2, 1)));
            assertEquals(-6, espconn_h.espconn_igmp_join(new ip_addr_t(10, 9, 8, 7), group));
            assertEquals(-6, espconn_h.espconn_igmp_leave(info.ip, group));
            assertEquals(0, espconn_h.espconn_igmp_join(info.ip, group));
            assertEquals(0, espconn_h.espconn_igmp_leave(any, group));
            assertEquals(-6, espconn_h.espconn_igmp_leave(any, group));
        });
    }

    @Test
    void multicast_dns_tells_host_service_port_and_text() {
        lab.run(() -> {
            espconn_h.espconn_mdns_init(null);
            assertEquals(null, espconn_h.espconn_mdns_get_hostname());
            var info = new mdns_info();
            info.host_name = "espressif";
            info.server_name = "iot";
            info.server_port = 8080;
            info.ipAddr = new ip_addr_t(192, 168, 1, 5).addr;
            info.txt_data[0] = "version = now";
            info.txt_data[1] = "user1 = data1";
            espconn_h.espconn_mdns_init(info);
            assertEquals("espressif", espconn_h.espconn_mdns_get_hostname());
            assertEquals("iot", espconn_h.espconn_mdns_get_servername());
            assertHeard(
                    "espressif.local A 192.168.1.5; _iot._tcp.local SRV espressif.local:8080 TXT version = now user1 ="
                            + " data1");
            espconn_h.espconn_mdns_set_servername("http");
            assertHeard("_http._tcp.local SRV espressif.local:8080");
            espconn_h.espconn_mdns_set_hostname("lamp");
            assertHeard("lamp.local A 192.168.1.5; _http._tcp.local SRV lamp.local:8080");
            espconn_h.espconn_mdns_server_unregister();
            assertEquals("mDNS: lamp.local A 192.168.1.5", lastNote());
            espconn_h.espconn_mdns_disable();
            assertEquals("mDNS: silent", lastNote());
            espconn_h.espconn_mdns_enable();
            espconn_h.espconn_mdns_server_register();
            assertHeard("_http._tcp.local");
            espconn_h.espconn_mdns_close();
            assertEquals("mDNS: silent", lastNote());
        });
    }

    private String lastNote() {
        List<String> notes = lab.observer.notes();
        return notes.get(notes.size() - 1);
    }

    private void assertHeard(String records) {
        assertTrue(lastNote().contains(records), lastNote());
    }

    // --- what is handed up at once -------------------------------------------------------------------------------

    @Test
    void a_burst_comes_up_in_one_recvcb() throws Exception {
        Client client = connected();
        lab.conditions.burst(4_000);
        var bytes = new byte[9_000];
        new Random(3).nextBytes(bytes);
        try (Socket peer = listener.accept()) {
            var written = new java.util.concurrent.CountDownLatch(1);
            // The chip is busy until all of it lies in the socket.
            lab.sdk.post(() -> {
                try {
                    assertTrue(written.await(20, java.util.concurrent.TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            peer.getOutputStream().write(bytes);
            written.countDown();
            Lab.await(() -> client.received.size() == bytes.length);
        }
        assertArrayEquals(bytes, client.received.toByteArray());
        assertEquals(3, client.diary.stream().filter("recvcb"::equals).count());
    }
}
