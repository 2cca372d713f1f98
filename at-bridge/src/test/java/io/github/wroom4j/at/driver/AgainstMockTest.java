package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver against the module that has a mind of its own, one profile of every step of the firmware's history. */
@Timeout(120)
class AgainstMockTest {

    static Stream<String> profiles() {
        return Profile.names().stream();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static byte[] readFully(Link link, int length) {
        var all = new byte[length];
        for (int at = 0; at < length; ) {
            int n = link.read(all, at, length - at, soon());
            assertTrue(n > 0, "read gave " + n + " after " + at + " of " + length + " bytes");
            at += n;
        }
        return all;
    }

    private static AtDriver joined(MockWroom02 mock) {
        AtDriver driver = AtDriver.open(mock);
        driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        return driver;
    }

    /** CLOSED, and OK all the same: what axTLS images say where the server refuses their hello (at-recorded D4). */
    @Test
    void an_OK_behind_a_CLOSED_is_no_connection() throws Exception {
        byte[] handshakeFailure = {21, 3, 1, 0, 2, 2, 40};
        try (var server = new LoopbackServer(socket -> {
                    assertEquals(22, socket.getInputStream().read());
                    socket.getOutputStream().write(handshakeFailure);
                });
                var driver = joined(MockWroom02.builder().profile("at-0.60").build())) {
            var request = LinkRequest.ssl("127.0.0.1", server.port(), SslOptions.NONE);
            for (int attempt = 0; attempt < 7; attempt++) {
                var failure = assertThrows(AtException.class, () -> driver.open(request));
                assertEquals(AtException.Kind.CONNECT_FAILED, failure.kind(), failure.getMessage());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void every_firmware_joins_echoes_and_sees_the_peer_close(String profile) {
        byte[] sent = new byte[10_000];
        new Random(1).nextBytes(sent);
        try (var server = new LoopbackServer(socket -> {
                    var buffer = new byte[sent.length];
                    socket.getInputStream().readNBytes(buffer, 0, buffer.length);
                    socket.getOutputStream().write(buffer);
                });
                var driver = joined(MockWroom02.builder().profile(profile).build())) {
            assertEquals(Station.State.CONNECTED, driver.station().state());
            assertTrue(driver.station().address(soon()).isPresent());
            assertEquals(
                    MockBuilder.SSID,
                    driver.station().accessPoint(soon()).orElseThrow().name());
            try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
                link.write(sent, 0, sent.length, soon());
                assertArrayEquals(sent, readFully(link, sent.length));
                assertEquals(-1, link.read(new byte[1], 0, 1, soon()));
                assertFalse(link.isOpen());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void five_links_at_once_keep_their_bytes_apart_and_free_their_ids(String profile) {
        try (var server = LoopbackServer.echo();
                var driver = joined(MockWroom02.builder().profile(profile).build())) {
            for (int round = 0; round < 2; round++) {
                List<Link> links = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    links.add(driver.open(LinkRequest.tcp("127.0.0.1", server.port())));
                }
                var full =
                        assertThrows(AtException.class, () -> driver.open(LinkRequest.tcp("127.0.0.1", server.port())));
                assertEquals(AtException.Kind.NO_FREE_LINK, full.kind());
                for (int i = 0; i < 5; i++) {
                    byte[] bytes = new byte[3000];
                    new Random(i).nextBytes(bytes);
                    links.get(i).write(bytes, 0, bytes.length, soon());
                    links.get(i).flush(soon());
                }
                for (int i = 4; i >= 0; i--) {
                    byte[] expected = new byte[3000];
                    new Random(i).nextBytes(expected);
                    assertArrayEquals(expected, readFully(links.get(i), 3000), "link " + i);
                }
                links.forEach(Link::close);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_refused_connection_is_told_and_its_id_used_again(String profile) {
        int closed;
        try (var server = LoopbackServer.echo()) {
            closed = server.port();
        }
        try (var server = LoopbackServer.echo();
                var driver = joined(MockWroom02.builder().profile(profile).build())) {
            for (int i = 0; i < 7; i++) {
                var refused = assertThrows(AtException.class, () -> driver.open(LinkRequest.tcp("127.0.0.1", closed)));
                assertEquals(AtException.Kind.CONNECT_FAILED, refused.kind(), refused.getMessage());
            }
            try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
                link.write(new byte[] {1}, 0, 1, soon());
                assertArrayEquals(new byte[] {1}, readFully(link, 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_wrong_password_and_a_missing_network_are_told_apart_from_success(String profile) {
        try (var driver = AtDriver.open(MockWroom02.builder().profile(profile).build())) {
            var wrong = assertThrows(AtException.class, () -> driver.join(MockBuilder.SSID, "not-the-password"));
            assertEquals(AtException.Kind.JOIN_FAILED, wrong.kind(), wrong.getMessage());
            var missing = assertThrows(AtException.class, () -> driver.join("nowhere", "12345678"));
            assertEquals(AtException.Kind.JOIN_FAILED, missing.kind(), missing.getMessage());
            assertTrue(driver.scan(soon()).stream().anyMatch(ap -> ap.name().equals(MockBuilder.SSID)));
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_reset_in_the_middle_is_reported_and_survived(String profile) {
        try (var server = LoopbackServer.echo();
                var mock = MockWroom02.builder().profile(profile).build();
                var driver = joined(mock)) {
            Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()));
            mock.reset();
            var lost = assertThrows(AtException.class, () -> link.read(new byte[1], 0, 1, soon()));
            assertEquals(AtException.Kind.MODULE_RESET, lost.kind(), lost.getMessage());
            try (Link next = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
                next.write(new byte[] {7}, 0, 1, soon());
                assertArrayEquals(new byte[] {7}, readFully(next, 1));
            }
        }
    }

    @Test
    void a_name_is_looked_up_where_the_firmware_can() {
        try (var driver = joined(MockWroom02.builder()
                .profile("at-1.7")
                .dns("demo.test", "127.0.0.1")
                .build())) {
            assertTrue(driver.capabilities().has(Feature.RESOLVE));
            assertEquals("127.0.0.1", driver.resolve("demo.test", soon()).getHostAddress());
            var unknown = assertThrows(AtException.class, () -> driver.resolve("no.such.test", soon()));
            assertEquals(AtException.Kind.NAME_NOT_FOUND, unknown.kind());
        }
    }
}
