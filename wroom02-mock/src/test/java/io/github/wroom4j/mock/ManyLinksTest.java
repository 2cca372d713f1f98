package io.github.wroom4j.mock;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All five links, again and again, after resets and without Wi-Fi in between: nothing of the past is in their way. */
@Timeout(120)
class ManyLinksTest {
    private static final int PERIOD_OF_PORTS_MILLIS = 50; // espconn-sdk §4.5: system_get_time() % 50000

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.1", "at-1.7", "esp-at-2.2"})
    void five_links_open_at_any_two_moments_of_a_clock_moved_by_hand(String profile) throws Exception {
        var clock = new ManualClock();
        ManualClock.Stop time = clock.drive();
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                MockWroom02 mock =
                        MockWroom02.builder().profile(profile).clock(clock).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            for (int round = 0; round < 3; round++) {
                terminal.command("AT+CIPMUX=1");
                for (int id = 0; id < 5; id++) {
                    terminal.type("AT+CIPSTART=" + id + ",\"TCP\",\"127.0.0.1\"," + server.getLocalPort() + "\r\n");
                    terminal.expect(id + ",CONNECT\r\n\r\nOK\r\n");
                    clock.advance(Duration.ofMillis(id * PERIOD_OF_PORTS_MILLIS));
                }
                if (round == 0) {
                    mock.air().remove(MockBuilder.SSID);
                    terminal.until(text -> text.contains("WIFI DISCONNECT") && text.split("CLOSED").length > 5);
                    mock.air().add(AirAccessPoint.of(MockBuilder.SSID, MockBuilder.PASSWORD));
                    terminal.until(text -> text.endsWith("WIFI GOT IP\r\n"));
                } else {
                    mock.reset();
                    terminal = MockWroom02Test.joined(mock);
                }
            }
        } finally {
            time.close();
        }
    }
}
