package io.github.wroom4j.esp8266webserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.testing.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a body may take, on a clock of the test's own. */
class SlowBodyTest {
    private final ManualClock clock = new ManualClock();

    /** A visitor who sends a byte at equal distances, for ever. */
    private WiFiClient dripping(Duration between) {
        return new WiFiClient(null) {
            @Override
            public int read(byte[] into, int offset, int length, Deadline deadline) {
                if (deadline.remainingNanos() < between.toNanos()) {
                    clock.advance(Duration.ofNanos(Math.max(0, deadline.remainingNanos())));
                    return 0;
                }
                clock.advance(between);
                into[offset] = 'a';
                return 1;
            }
        };
    }

    private Duration until408(Duration between) {
        long begun = clock.nanos();
        var body = new RequestBody(dripping(between), clock, new RequestBody.Framing.Length(9_999_999_999L));
        var broken = assertThrows(RequestBody.Broken.class, () -> {
            while (body.next() >= 0) {
                continue;
            }
        });
        assertEquals(408, broken.code());
        return Duration.ofNanos(clock.nanos() - begun);
    }

    @Test
    @Rule("WB-2")
    void who_drips_is_served_for_ten_seconds_and_who_is_silent_for_five() {
        assertTrue(until408(Duration.ofSeconds(3)).compareTo(Duration.ofSeconds(11)) < 0);
        assertEquals(Duration.ofSeconds(5), until408(Duration.ofSeconds(6)));
    }

    @Test
    @Rule("WB-2")
    void who_is_as_slow_as_a_module_at_9600_baud_is_served_for_half_an_hour() {
        assertEquals(
                RequestBody.LONGEST.toMinutes(), until408(Duration.ofMillis(1)).toMinutes());
    }
}
