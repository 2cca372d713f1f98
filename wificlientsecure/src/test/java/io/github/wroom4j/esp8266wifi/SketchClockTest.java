package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A board computer without a clock judges certificates by the module's. */
@Timeout(60)
class SketchClockTest {
    private static final class Sntp implements TimeSource {
        private Optional<Instant> tells = Optional.empty();

        @Override
        public void start(List<String> servers, Deadline deadline) {
            assertEquals(List.of("pool.ntp.org"), servers);
        }

        @Override
        public Optional<Instant> now(Deadline deadline) {
            return tells;
        }
    }

    @Test
    @Rule({"TI-1", "TI-2"})
    void certificates_are_judged_by_the_modules_time() {
        var clock = new ManualClock(Instant.EPOCH);
        var sntp = new Sntp();
        var module = new SocketModule().on(clock).time(sntp);
        var context = new SketchContext(module, null, new Console().serial());
        var authority = DemoAuthority.create();
        try (var server = DemoServer.start(authority);
                SketchContext.Binding bound = context.bind();
                var client = new WiFiClientSecure(context)) {
            assertTrue(bound != null);
            client.setTrustAnchors(new X509List(authority.caPem()));
            Arduino.configTime(0, 0, "pool.ntp.org");
            assertEquals(0, client.connect("localhost", server.port()));
            assertTrue(
                    client.getLastError().message().contains("configTime()"),
                    client.getLastError().message());
            sntp.tells = Optional.of(Instant.now());
            clock.advance(Duration.ofSeconds(2));
            assertEquals(
                    1,
                    client.connect("localhost", server.port()),
                    () -> client.getLastError().toString());
            client.stop();
            sntp.tells = Optional.of(Instant.parse("2126-01-01T00:00:00Z"));
            clock.advance(Duration.ofHours(2));
            assertEquals(0, client.connect("localhost", server.port()));
            assertTrue(
                    client.getLastError().message().contains("expired"),
                    client.getLastError().message());
        }
        module.close();
    }
}
