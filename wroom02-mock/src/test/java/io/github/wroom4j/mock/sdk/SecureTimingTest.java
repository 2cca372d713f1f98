package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.chip.CpuTiming;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an SSL connection's CPU time does to it (espconn-sdk §11), and what a burst of bytes does (espconn-sdk §7.5).
 */
@Timeout(60)
class SecureTimingTest {
    private static final Identity LOCALHOST = DemoAuthority.create().issue(Leaf.localhost());
    private static final CpuTiming SLOW = new CpuTiming(Duration.ofMillis(1500));

    private final ManualClock clock = new ManualClock();

    private Lab lab() {
        return new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined();
    }

    private static void awaitEvent(Lab lab, String words) {
        Lab.await(() -> lab.observer.last().stream()
                .flatMap(seen -> seen.events().stream())
                .anyMatch(event -> event.what().contains(words)));
    }

    // --- time ----------------------------------------------------------------------------------------------------

    @Test
    void rsa_takes_twice_as_long_at_80_mhz_and_four_times_as_long_with_4096_bits() {
        assertEquals(Duration.ofMillis(1500), SLOW.rsa(256, 160));
        assertEquals(Duration.ofMillis(3000), SLOW.rsa(256, 80));
        assertEquals(Duration.ofMillis(6000), SLOW.rsa(512, 160));
        assertEquals(Duration.ZERO, CpuTiming.NONE.rsa(512, 80));
    }

    @Test
    void connectcb_comes_when_the_cpu_is_done_at_160_mhz() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            lab.chip.cpuTiming(SLOW);
            Client client = Client.secure(lab, server.port()).connect();
            awaitEvent(lab, "RSA-2048 for 1500 ms at 160 MHz");
            assertEquals(160, lab.chip.cpuMhz());
            lab.tick(clock, 1);
            assertEquals(List.of(), client.diary);
            lab.tick(clock, 1);
            assertEquals(List.of("connectcb"), client.until("connectcb"));
            assertEquals(80, lab.chip.cpuMhz());
            assertEquals(0, client.send("GET / HTTP/1.0\r\n\r\n"));
            assertEquals("disconcb", client.end());
        }
    }

    @Test
    void a_peer_that_hangs_up_meanwhile_is_noticed_afterwards() {
        try (var server = HostileServer.start(LOCALHOST, new Misbehaviour.Close(), 3);
                var lab = lab()) {
            lab.chip.cpuTiming(SLOW);
            Client client = Client.secure(lab, server.port()).connect();
            awaitEvent(lab, "the CPU computes");
            lab.tick(clock, 1);
            assertEquals(List.of(), client.diary);
            lab.tick(clock, 1);
            // The server was gone when the key exchange left: a FIN, or the RST that answers it.
            assertTrue(List.of("disconcb", "reconcb(-9)").contains(client.end()), client.diary.toString());
        }
    }

    @Test
    void hanging_up_while_the_cpu_computes_ends_it_at_once() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab()) {
            lab.chip.cpuTiming(SLOW);
            int before = lab.call(user_interface::system_get_free_heap_size);
            Client client = Client.secure(lab, server.port()).connect();
            awaitEvent(lab, "the CPU computes");
            assertEquals(0, client.disconnect());
            assertEquals("disconcb", client.end());
            lab.tick(clock, 3);
            assertEquals(List.of("disconcb"), client.diary);
            assertEquals(before, lab.call(user_interface::system_get_free_heap_size));
        }
    }

    @Test
    void real_time_brings_the_cpus_time_and_tests_have_none() {
        try (var quick = MockWroom02.builder().build();
                var real = MockWroom02.builder().realTime().build();
                var own = MockWroom02.builder().realTime().cpu(SLOW).build()) {
            assertEquals(CpuTiming.NONE, quick.chip().cpuTiming());
            assertEquals(CpuTiming.REALISTIC, real.chip().cpuTiming());
            assertEquals(SLOW, own.chip().cpuTiming());
        }
    }

    // --- the staging area ------------------------------------------------------------------------------------------

    /** Lets the peer write all of it before the chip reads any. */
    private static void inOneGo(Lab lab, Socket peer, byte[] bytes) throws IOException {
        var written = new CountDownLatch(1);
        lab.sdk.post(() -> {
            try {
                assertTrue(written.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        peer.getOutputStream().write(bytes);
        peer.getOutputStream().flush();
        written.countDown();
    }

    private static String story(Lab lab) {
        return Explanation.of(lab.observer.last().orElseThrow());
    }

    @Test
    void a_burst_above_2920_onto_half_a_record_is_refused_in_words() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lab = lab()) {
            lab.conditions.burst(5840);
            Client client = Client.secure(lab, listener.getLocalPort()).connect();
            try (Socket peer = listener.accept()) {
                peer.getInputStream().readNBytes(56);
                peer.getOutputStream().write(HexFormat.of().parseHex("160302"));
                Lab.await(() ->
                        lab.call(() -> lab.sdk.links().find(client.conn).pcb().receivedSoFar()) == 3);
                inOneGo(lab, peer, new byte[2921]);
                assertEquals("reconcb(-28)", client.end());
            }
            assertTrue(story(lab).contains("a burst of 2921 bytes while a record was half assembled"), story(lab));
            assertEquals(-261, lab.observer.last().orElseThrow().result().orElseThrow());
        }
    }

    @Test
    void the_same_burst_between_records_is_none_of_its_business() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lab = lab()) {
            lab.conditions.burst(5840);
            Client client = Client.secure(lab, listener.getLocalPort()).connect();
            try (Socket peer = listener.accept()) {
                peer.getInputStream().readNBytes(56);
                inOneGo(lab, peer, HexFormat.of().parseHex("160302000400000000".repeat(400)));
                assertEquals("reconcb(-28)", client.end());
            }
            assertFalse(story(lab).contains("burst"), story(lab));
            assertTrue(story(lab).contains("carried nothing"), story(lab));
        }
    }

    @Test
    void a_long_record_that_comes_in_segments_passes_and_in_bursts_fails_with_61() {
        HttpExchange page = request -> HttpExchange.Reply.text(200, "x".repeat(6_000));
        try (var server = LegacyTlsServer.builder(LOCALHOST).handler(page).start();
                var lab = lab()) {
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 8192));
            for (int burst : new int[] {0, 2_950}) {
                lab.conditions.burst(0);
                Client client = Client.secure(lab, server.port()).connect();
                client.until("connectcb");
                lab.conditions.burst(burst);
                client.send("GET / HTTP/1.0\r\n\r\n");
                assertEquals(burst == 0 ? "disconcb" : "reconcb(-61)", client.end());
            }
            assertTrue(story(lab).contains("half assembled"), story(lab));
        }
    }
}
