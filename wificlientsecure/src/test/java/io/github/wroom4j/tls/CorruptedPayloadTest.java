package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A wrong byte in a payload, by the firmware (F13, at-protocol §16) or by the wire. Plain TCP cannot see it; under TLS the
 * connection ends with a reason, wherever it strikes, and nothing wrong reaches the sketch.
 */
@ExtendWith(LeakCheck.class)
class CorruptedPayloadTest {
    private static final int LENGTH = 20_000;
    private static DemoServer server;

    @BeforeAll
    static void start() {
        DemoAuthority authority = DemoAuthority.create();
        server = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.localhost()))
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static String page() {
        var body = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            body.append((char) ('a' + i % 26));
        }
        return body.toString();
    }

    /** What of the page a client gets before the connection ends. */
    private static String body(WiFiClient client) {
        client.print("GET /bytes/" + LENGTH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var text = new StringBuilder();
        byte[] buffer = new byte[2048];
        long giveUp = System.nanoTime() + 20_000_000_000L;
        while (client.connected() || client.available() > 0) {
            assertTrue(System.nanoTime() < giveUp, "hangs after " + text.length() + " bytes");
            int got = client.read(buffer, 0, buffer.length);
            if (got > 0) {
                text.append(new String(buffer, 0, got, StandardCharsets.ISO_8859_1));
            }
        }
        int head = text.indexOf("\r\n\r\n");
        return head < 0 ? "" : text.substring(head + 4);
    }

    /** How one request ended: what of the page came, and why no more. */
    private record Ending(String got, Optional<TlsFailure> failure) {
        String alert() {
            return failure.flatMap(TlsFailure::alert).map(Object::toString).orElse("none");
        }
    }

    private static Ending fetch(String fault) {
        try (var station = MockStation.open("mock:at-1.7?ap=Lab/secret12&fault=" + fault);
                var client = new WiFiClientSecure(station.context())) {
            client.setTrustAnchors(new X509List(server.caPem()));
            String got = client.connect("localhost", server.port()) == 1 ? body(client) : "";
            assertTrue(page().startsWith(got), fault + ": not what the server sent");
            if (got.length() < LENGTH) {
                assertTrue(client.getLastError().isError(), fault + ": ended without a reason");
                assertFalse(client.getLastError().message().isBlank(), fault);
            }
            return new Ending(got, client.getLastFailure());
        }
    }

    @Test
    void the_server_answers_a_wrong_byte_of_ours_with_an_alert() {
        int payload = 1;
        int alerts = 0;
        for (Ending ending; (ending = fetch("F13@nth=" + payload)).got().length() < LENGTH; payload++) {
            String fault = "payload " + payload;
            TlsFailure failure = ending.failure().orElseThrow(() -> new AssertionError(fault + ": no reason"));
            // A server that closes before it has read all resets the connection, and TCP may drop its alert for that.
            assertEquals(failure.alert().isPresent(), failure.alertFromPeer(), fault + ": " + failure.getMessage());
            alerts += failure.alertFromPeer() ? 1 : 0;
            assertTrue(payload < 10, "more payloads than the exchange has");
        }
        assertTrue(payload > 2, "hello and answer at the least");
        assertTrue(alerts > 0, "not one alert for " + (payload - 1) + " wrong payloads");
    }

    @Test
    void a_wrong_byte_of_the_server_s_ends_in_our_alert() {
        int noticed = 0;
        for (int at = 4_000; at < 20_000; at += 1_777) {
            Ending ending = fetch("corrupted-to-host@byte=" + at);
            // A byte of the AT framing may be hit instead: then the driver names the broken link, or nothing is lost.
            noticed += ending.alert().contains("bad_record_mac") ? 1 : 0;
        }
        assertTrue(noticed >= 7, "only " + noticed + " of 10");
    }

    @Test
    void plain_tcp_cannot_see_it() {
        int unnoticed = 0;
        for (int at = 9_000; at < 15_000; at += 1_777) {
            String got = fetchPlain("corrupted-to-host@byte=" + at);
            long wrong = IntStream.range(0, got.length())
                    .filter(i -> 'a' + i % 26 != got.charAt(i))
                    .count();
            // Where the segments are cut depends on the machine: the byte may be one of +IPD's instead of the page's.
            unnoticed += got.length() == LENGTH && wrong == 1 ? 1 : 0;
        }
        assertTrue(unnoticed >= 2, "one byte is wrong, and nobody was told: only " + unnoticed + " of 4");
    }

    private static String fetchPlain(String fault) {
        try (var station = MockStation.open("mock:at-1.7?ap=Lab/secret12&fault=" + fault);
                var client = new WiFiClient(station.context())) {
            assertEquals(1, client.connect("localhost", server.plainPort()));
            return body(client);
        }
    }
}
