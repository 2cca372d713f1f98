package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.chip.Heap;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpState;
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
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Order of checks, error mapping, heap blocks, watchdog and hold (espconn-sdk §§4.1, 4.4, 7.2, 8.5, 10.3). */
@Timeout(60)
class SecureDetailsTest {
    private static final Identity LOCALHOST = DemoAuthority.create().issue(Leaf.localhost());

    // --- the order of checks -------------------------------------------------------------------------------------

    private static int plain(Client client, int localPort) {
        client.conn.proto.tcp.local_port = localPort;
        return espconn_h.espconn_connect(client.conn);
    }

    @Test
    void espconn_connect_checks_argument_count_route_and_port_in_that_order() throws IOException {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            int port = listener.getLocalPort();
            Client first = Client.plain(lab, port);
            Client second = Client.plain(lab, port);
            lab.run(() -> {
                assertEquals(0, plain(first, 4001));
                user_interface.wifi_station_disconnect();
                assertEquals(-4, plain(second, 4001), "no route stands before the port that is taken");
                espconn_h.espconn_tcp_set_max_con(1);
                assertEquals(-15, plain(second, 4002), "too many links stands before no route");
                second.conn.type = espconn_h.ESPCONN_UDP;
                assertEquals(-12, plain(second, 4002), "the argument stands before too many");
            });
        }
    }

    @Test
    void espconn_secure_connect_checks_argument_route_heap_and_slot_in_that_order() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Client.secure(lab, server.port()).connect().until("connectcb");
            Client second = Client.secure(lab, server.port());
            lab.run(() -> {
                assertEquals(-15, espconn_h.espconn_secure_connect(second.conn));
                lab.chip.heap().malloc(lab.chip.heap().largestFree() - 16);
                assertEquals(-1, espconn_h.espconn_secure_connect(second.conn), "the gate stands before the slot");
                user_interface.wifi_station_disconnect();
                assertEquals(-4, espconn_h.espconn_secure_connect(second.conn), "no route stands before the gate");
                second.conn.type = espconn_h.ESPCONN_UDP;
                assertEquals(-12, espconn_h.espconn_secure_connect(second.conn));
            });
        }
    }

    @Test
    void a_soft_access_point_alone_or_beside_the_station_lets_a_neighbour_be_reached() {
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS)) {
            lab.run(() -> {
                user_interface.wifi_set_opmode(user_interface.SOFTAP_MODE);
                assertEquals(0, plain(neighbour(lab), 4001));
                user_interface.wifi_set_opmode(user_interface.STATIONAP_MODE);
                assertEquals(0, plain(neighbour(lab), 4002)); // in the soft access point's network
                assertEquals(-4, plain(Client.plain(lab, 80), 4003)); // elsewhere, with an idle station
                user_interface.wifi_set_opmode(user_interface.SOFTAP_MODE);
                var none = new ip_info();
                none.ip = new ip_addr_t();
                none.netmask = new ip_addr_t();
                none.gw = new ip_addr_t();
                user_interface.wifi_set_ip_info(user_interface.SOFTAP_IF, none);
                assertEquals(-4, plain(neighbour(lab), 4004));
            });
        }
    }

    private static Client neighbour(Lab lab) {
        Client client = Client.plain(lab, 80);
        System.arraycopy(new int[] {192, 168, 4, 2}, 0, client.conn.proto.tcp.remote_ip, 0, 4);
        return client;
    }

    // --- errors --------------------------------------------------------------------------------------------------

    /** espconn-sdk §4.4, row by row. */
    @ParameterizedTest
    @CsvSource({
        "-8,CLOSED,false,-11",
        "-8,SYN_SENT,true,-11",
        "-8,SYN_SENT,false,-8",
        "-8,ESTABLISHED,true,-3",
        "-8,ESTABLISHED,false,-8",
        "-8,FIN_WAIT,true,-10",
        "-9,ESTABLISHED,false,-9",
        "-9,SYN_SENT,false,-9",
        "-13,ESTABLISHED,false,-13"
    })
    void lwips_errors_become_these_codes(int err, TcpState at, boolean retriesSpent, int code) {
        assertEquals(Lwip.ERR_ABRT, -8);
        assertEquals(code, EspconnLink.codeOf(err, at, retriesSpent));
    }

    // --- callbacks -----------------------------------------------------------------------------------------------

    @Test
    void no_secure_call_calls_back_and_connectcb_follows_finished() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Client client = Client.secure(lab, server.port());
            var finishedFirst = new CopyOnWriteArrayList<Boolean>();
            espconn_h.espconn_regist_connectcb(client.conn, arg -> {
                finishedFirst.add(lab.observer.last().orElseThrow().isEstablished());
                client.diary.add("connectcb");
            });
            lab.run(() -> {
                assertEquals(0, espconn_h.espconn_secure_connect(client.conn));
                assertEquals(espconn_h.ESPCONN_WAIT, client.conn.state);
                assertEquals(List.of(), client.diary);
            });
            client.until("connectcb");
            assertEquals(List.of(true), finishedFirst);
            lab.run(() -> {
                assertEquals(espconn_h.ESPCONN_CONNECT, client.conn.state);
                assertEquals(0, espconn_h.espconn_secure_send(client.conn, new byte[10], 10));
                assertEquals(espconn_h.ESPCONN_WRITE, client.conn.state);
                assertEquals(0, espconn_h.espconn_secure_disconnect(client.conn));
                assertEquals(List.of("connectcb"), client.diary);
            });
            assertEquals("disconcb", client.end());
        }
    }

    @Test
    void connecting_one_espconn_twice_leaves_two_links_that_both_end() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            int before = lab.call(user_interface::system_get_free_heap_size);
            Client client = Client.secure(lab, server.port());
            lab.run(() -> {
                client.conn.proto.tcp.local_port = 4001;
                assertEquals(0, espconn_h.espconn_secure_connect(client.conn));
                assertEquals(0, espconn_h.espconn_secure_connect(client.conn)); // the hole of espconn-sdk §7.2
            });
            Lab.await(() -> client.diary.stream().filter("connectcb"::equals).count() == 2);
            for (int ends = 1; ends <= 2; ends++) {
                int expected = ends;
                assertEquals(0, client.disconnect());
                Lab.await(() -> client.diary.stream().filter("disconcb"::equals).count() == expected);
            }
            assertEquals(-12, client.disconnect());
            assertEquals(before, lab.call(user_interface::system_get_free_heap_size));
        }
    }

    @Test
    void a_held_ssl_link_takes_one_window_and_no_more() throws Exception {
        HttpExchange page = request -> HttpExchange.Reply.text(200, "x".repeat(30_000));
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .recordSize(1_000)
                        .handler(page)
                        .start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            lab.run(() -> assertEquals(0, espconn_h.espconn_recv_hold(client.conn)));
            client.send("GET / HTTP/1.0\r\n\r\n");
            Lab.await(
                    // A sender keeps a segment back that the window it was told of has no room for.
                    () -> lab.call(() -> lab.sdk.links().find(client.conn).pcb().windowLeft()) < 2 * Lwip.MSS);
            int taken = client.received.size();
            assertTrue(taken >= 2_000 && taken < 5_840, taken + " bytes");
            lab.run(() -> assertEquals(0, espconn_h.espconn_recv_unhold(client.conn)));
            assertEquals("disconcb", client.end());
            assertTrue(client.received.size() >= 30_000, client.received.size() + " bytes");
        }
    }

    // --- heap ----------------------------------------------------------------------------------------------------

    private static int blocks(int... sizes) {
        int sum = 0;
        for (int size : sizes) {
            sum += Heap.blockSize(size);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"5120,0x2F,104", "5120,0x35,136", "2048,0x05,72", "8192,0x04,64"})
    void an_established_connection_holds_the_blocks_of_the_reference(int size, String suite, int keyBlock) {
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .suites(CipherSuite.of(Integer.decode(suite)))
                        .start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            int before = lab.call(user_interface::system_get_free_heap_size);
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, size));
            Client client = Client.secure(lab, server.port());
            lab.run(() -> {
                client.conn.proto.tcp.local_port = 4001;
                espconn_h.espconn_secure_connect(client.conn);
                int called = blocks(100, 172);
                assertEquals(called, before - user_interface.system_get_free_heap_size());
            });
            client.until("connectcb");
            int held = before - lab.call(user_interface::system_get_free_heap_size);
            boolean aes = Integer.decode(suite) >= 0x2F;
            int expected = blocks(100, 172, size, 52, 56, 4, 3096, 84, keyBlock) + (aes ? blocks(500, 500) : 0);
            assertEquals(expected, held);
            // RSA-2048 needs 6 … 9 KB more while the handshake lasts, and gives them back.
            int peak = before - lab.call(() -> lab.chip.heap().lowWater());
            assertTrue(peak > held + 6_000 && peak < held + 10_000, peak + " against " + held);
        }
    }

    // --- the watchdog --------------------------------------------------------------------------------------------

    @Test
    void a_stall_in_the_middle_ends_30_seconds_after_the_last_byte() {
        var clock = new ManualClock();
        try (var server = HostileServer.start(LOCALHOST, new Misbehaviour.Stall(), 1);
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, server.port()).connect();
            Lab.await(() -> lab.observer.last().orElseThrow().largestRecord() > 0);
            lab.tick(clock, 28);
            assertEquals(List.of(), client.diary);
            lab.tick(clock, 3);
            assertEquals("reconcb(-29)", client.end());
        }
    }

    @Test
    void each_byte_puts_the_watchdog_off() throws IOException {
        var clock = new ManualClock();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, listener.getLocalPort()).connect();
            try (Socket peer = listener.accept()) {
                byte[] drops = {22, 3, 2, 7, 0};
                for (byte drop : drops) {
                    long already = received(lab, client);
                    peer.getOutputStream().write(drop);
                    Lab.await(() -> received(lab, client) == already + 1);
                    lab.tick(clock, 25);
                    assertEquals(List.of(), client.diary);
                }
                lab.tick(clock, 6);
                assertEquals("reconcb(-29)", client.end());
            }
        }
    }

    private static long received(Lab lab, Client client) {
        return lab.call(() -> lab.sdk.links().find(client.conn).pcb().receivedSoFar());
    }

    @Test
    void p0s_silence_leaves_nothing_behind_that_could_hang() {
        // Every end so far, in a row on one chip: the slot is free after each.
        var ends = new ArrayList<String>();
        try (var refusing = LegacyTlsServer.onlyEcdhe(LOCALHOST).start();
                var closing = HostileServer.start(LOCALHOST, new Misbehaviour.Close(), 2);
                var resetting = HostileServer.start(LOCALHOST, new Misbehaviour.Reset(), 2);
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            for (int port : new int[] {refusing.port(), closing.port(), resetting.port(), refusing.port()}) {
                Client client = Client.secure(lab, port).connect();
                assertEquals(0, client.returned);
                ends.add(client.end());
            }
        }
        assertEquals(List.of("disconcb", "disconcb", "reconcb(-9)", "disconcb"), ends);
    }
}
