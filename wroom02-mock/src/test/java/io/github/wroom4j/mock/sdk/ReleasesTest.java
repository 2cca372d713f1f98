package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.tlswire.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outcome matrix of espconn-sdk §8.6: how P0, P1 and P14 differ. */
@Timeout(120)
class ReleasesTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());
    private static final Identity LARGE = AUTHORITY.issueChainOf(3500, Leaf.localhost());

    private static Lab lab(String release) {
        return new Lab(release(release), HeapModel.NONOS).joined();
    }

    private static SdkRelease release(String label) {
        return List.of(SdkRelease.P0, SdkRelease.P1, SdkRelease.P14).stream()
                .filter(r -> r.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the library has given up, and everything that follows from it has run. */
    private static void settled(Lab lab) {
        Lab.await(() -> lab.observer.last().orElseThrow().result().isPresent());
        lab.run(() -> {});
        lab.run(() -> {});
    }

    @ParameterizedTest
    @CsvSource({"P0", "P1", "P14"})
    void an_alert_then_fin_is_disconcb_everywhere(String release) {
        var alert = Misbehaviour.alert(2, Alert.of(40), true);
        try (var server = HostileServer.start(LOCALHOST, alert, 0);
                var lab = lab(release)) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals("disconcb", client.end());
            assertEquals(List.of("disconcb"), client.diary);
        }
    }

    @ParameterizedTest
    @CsvSource({"P0", "P14"})
    void an_alert_on_a_connection_kept_open_is_disconcb_at_once(String release) {
        var alert = Misbehaviour.alert(2, Alert.of(40), false);
        try (var server = HostileServer.start(LOCALHOST, alert, 0);
                var lab = lab(release)) {
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals("disconcb", client.end());
        }
    }

    @Test
    void p1_hangs_on_an_alert_and_then_answers_15() {
        var alert = Misbehaviour.alert(2, Alert.of(40), false);
        try (var server = HostileServer.start(LOCALHOST, alert, 0);
                var lab = lab("P1")) {
            Client client = Client.secure(lab, server.port()).connect();
            settled(lab);
            assertEquals(List.of(), client.diary);
            assertEquals(-15, Client.secure(lab, server.port()).connect().returned);
        }
    }

    @ParameterizedTest
    @CsvSource({"P0,reconcb(-28)", "P14,reconcb(-28)"})
    void a_local_handshake_error_keeps_its_code(String release, String end) {
        try (var server = LegacyTlsServer.builder(LARGE).start();
                var lab = lab(release)) {
            assertEquals(end, Client.secure(lab, server.port()).connect().end());
        }
    }

    @Test
    void p1_loses_the_code_of_a_local_handshake_error_and_waits_for_the_servers_fin() {
        try (var server = LegacyTlsServer.builder(LARGE).start();
                var lab = lab("P1")) {
            // The client's alert makes this server close.
            assertEquals("disconcb", Client.secure(lab, server.port()).connect().end());
        }
    }

    @ParameterizedTest
    @CsvSource({"P0,reconcb(-29)", "P1,disconcb", "P14,reconcb(-29)"})
    void no_server_hello_for_30_seconds(String release, String end) throws IOException {
        var clock = new ManualClock();
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = new Lab(release(release), HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, silent.getLocalPort()).connect();
            Lab.await(() -> lab.observer.last().orElseThrow().helloMicros() >= 0);
            lab.tick(clock, 31);
            assertEquals(end, client.end());
        }
    }

    @ParameterizedTest
    @CsvSource({"P0,reconcb(-61)", "P1,disconcb", "P14,reconcb(-61)"})
    void an_oversize_data_record(String release, String end) {
        try (var server = LegacyTlsServer.builder(LOCALHOST)
                        .handler(request -> HttpExchange.Reply.text(200, "x".repeat(6_000)))
                        .start();
                var lab = lab(release)) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertEquals(end, client.end());
        }
    }

    @ParameterizedTest
    @CsvSource({"P0", "P1", "P14"})
    void a_reset_is_9_everywhere(String release) {
        try (var server = HostileServer.start(LOCALHOST, new Misbehaviour.Reset(), 1);
                var lab = lab(release)) {
            assertEquals(
                    "reconcb(-9)", Client.secure(lab, server.port()).connect().end());
        }
    }

    @ParameterizedTest
    @CsvSource({"P0", "P1", "P14"})
    void data_that_nobody_acknowledges_is_3_everywhere(String release) {
        var clock = new ManualClock();
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(release(release), HeapModel.NONOS, clock).joined()) {
            Client client = Client.secure(lab, server.port()).connect();
            client.until("connectcb");
            lab.conditions.acksLost(true);
            client.send("x");
            lab.tick(clock, 8);
            assertEquals("reconcb(-3)", client.end());
        }
    }

    @Test
    void p0_loses_the_end_of_plain_links_after_the_first_secure_use() throws IOException {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = lab("P0")) {
            Client before = Client.plain(lab, plain.getLocalPort()).connect();
            plain.accept().close();
            assertEquals("disconcb", before.end());

            Client secure = Client.secure(lab, server.port()).connect();
            secure.until("connectcb");
            secure.disconnect();
            secure.end();

            Client after = Client.plain(lab, plain.getLocalPort()).connect();
            after.until("connectcb");
            plain.accept().close();
            Attempt seen = lab.observer.last().orElseThrow();
            Lab.await(() -> seen.events().stream().anyMatch(e -> e.what().contains("lost this link's end")));
            assertFalse(after.isOver());
        }
    }

    @Test
    void p14_tells_the_end_of_plain_links_after_secure_use() throws IOException {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = lab("P14")) {
            Client secure = Client.secure(lab, server.port()).connect();
            secure.until("connectcb");
            Client after = Client.plain(lab, plain.getLocalPort()).connect();
            after.until("connectcb");
            plain.accept().close();
            assertEquals("disconcb", after.end());
        }
    }

    @Test
    void before_1_4_missing_linker_inputs_are_told_in_words() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab("P0");
                var later = lab("P14")) {
            Client.secure(lab, server.port()).connect().until("connectcb");
            Client.secure(later, server.port()).connect().until("connectcb");
            assertTrue(lab.observer.notes().stream().anyMatch(n -> n.contains("default_certificate")));
            assertFalse(later.observer.notes().stream().anyMatch(n -> n.contains("default_certificate")));
        }
    }

    @Test
    void declared_linker_inputs_leave_nothing_to_tell() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = lab("P0")) {
            lab.run(() -> {
                espconn_h.default_certificate(null, 0);
                espconn_h.default_private_key(null, 0);
            });
            Client.secure(lab, server.port()).connect().until("connectcb");
            assertFalse(lab.observer.notes().stream().anyMatch(n -> n.contains("default_certificate")));
        }
    }
}
