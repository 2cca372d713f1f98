package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.esp8266wifi.Session;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How many {@code AT+CIPSEND}s a handshake and a first request take: each is a round trip over the UART, with some fifty
 * bytes of its own.
 */
@ExtendWith(LeakCheck.class)
class HandshakeSendsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);

    /**
     * Sends from connect to the request whose answer has come: the fewest of some attempts, for a test that is held up
     * between Finished and request sees the driver's flush delay pass.
     */
    private static long sendsOfARequest(WiFiClientSecure client, MockStation station, int port, int least) {
        long fewest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && fewest > least; attempt++) {
            assertEquals(1, client.connect("localhost", port), () -> "" + client.getLastError());
            client.print("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(client.readStringUntil('\n').startsWith("HTTP/1."), () -> "" + client.getLastError());
            fewest = Math.min(fewest, sends(station));
            client.stop();
        }
        return fewest;
    }

    /** Sends since the last connect. */
    private static long sends(MockStation station) {
        String text = station.context().module().transcript().text();
        return text.substring(text.lastIndexOf(" >> AT+CIPSTART="))
                .lines()
                .filter(line -> line.contains(" >> AT+CIPSEND="))
                .count();
    }

    @Test
    void each_flight_is_one_send_and_the_last_one_takes_the_request_along() {
        try (var station = MockStation.open("mock:?ap=Lab/secret12");
                var server = DemoServer.builder(AUTHORITY)
                        .identity(AUTHORITY.issue(Leaf.localhost().key(KeyKind.EC_P256)))
                        .start()) {
            var client = new WiFiClientSecure(station.context());
            client.setTrustAnchors(X509List.of(AUTHORITY.certificate()));

            assertEquals(2, sendsOfARequest(client, station, server.port(), 2), "TLS 1.3: hello; Finished and request");

            client.setSSLVersion(WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS12);
            client.setSession(new Session());
            assertEquals(
                    3, sendsOfARequest(client, station, server.port(), 3), "TLS 1.2: hello; key and Finished; request");
            assertEquals(2, sendsOfARequest(client, station, server.port(), 2), "resumed: hello; Finished and request");
        }
    }

    @Test
    void a_finished_that_nothing_follows_is_sent_all_the_same() {
        try (var station = MockStation.open("mock:?ap=Lab/secret12");
                var greeter = DemoServer.builder(AUTHORITY)
                        .identity(AUTHORITY.issue(Leaf.localhost().key(KeyKind.EC_P256)))
                        .start()) {
            var client = new WiFiClientSecure(station.context());
            client.setTrustAnchors(X509List.of(AUTHORITY.certificate()));
            assertEquals(1, client.connect("localhost", greeter.port()), () -> "" + client.getLastError());
            long giveUp = System.nanoTime() + 30_000_000_000L;
            while (sends(station) < 2 && System.nanoTime() < giveUp) {
                Thread.onSpinWait();
            }
            assertEquals(2, sends(station), "the driver's flush delay sends it");
            client.stop();
            assertTrue(greeter.failures().isEmpty(), () -> "" + greeter.failures());
        }
    }
}
