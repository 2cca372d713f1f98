package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mock whose peer has no rate of its own, as one on a PTY or a TCP port. */
class ServedMockTest {
    private final ManualClock clock = new ManualClock();
    private final StringBuilder heard = new StringBuilder();

    @ParameterizedTest
    @ValueSource(ints = {1_200, 9_600, 115_200})
    void bytes_take_the_time_of_the_rate_that_was_asked_for(int baud) {
        try (MockWroom02 mock = booted(MockWroom02.builder().pace(baud))) {
            long begun = clock.nanos();
            type(mock, "AT+GMR\r\n");
            assertTrue(clock.runUntil(() -> hears(mock, "OK\r\n"), Duration.ofSeconds(10)));
            double bytes = heard.length() - "AT+GMR\r\n".length();
            double expected = bytes * 10e9 / baud;
            double taken = clock.nanos() - begun;
            assertTrue(taken > expected && taken < 1.4 * expected, taken / 1e6 + " ms for " + expected / 1e6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "at-1.7,0",
        "at-1.7,115200",
        "at-1.7,9600",
        "at-0.40,0",
        "esp-at-2.2,0",
        "esp-at-2.2,115200",
        "atmod-0.5,0"
    })
    void a_restart_is_silent_for_a_fifth_of_a_second_behind_its_ok(String profile, int baud) {
        try (MockWroom02 mock = booted(MockWroom02.builder().profile(profile).pace(baud))) {
            type(mock, "AT+RST\r\n");
            assertTrue(clock.runUntil(() -> hears(mock, "OK\r\n"), Duration.ofSeconds(1)));
            // What a host does that has read OK: it throws away what has come by then, and waits for ready.
            clock.runUntil(() -> false, Duration.ofMillis(200));
            hears(mock, "");
            assertEquals("OK\r\n", heard.substring(heard.lastIndexOf("OK")));
            heard.setLength(0);
            assertTrue(clock.runUntil(() -> hears(mock, "\r\nready\r\n"), Duration.ofSeconds(5)));
        }
    }

    @Test
    void in_this_process_a_restart_waits_for_nobody() {
        try (MockWroom02 mock = MockWroom02.builder().clock(clock).build()) {
            assertTrue(clock.runUntil(() -> hears(mock, "ready\r\n"), Duration.ofSeconds(1)));
            long begun = clock.nanos();
            type(mock, "AT+RST\r\n");
            heard.setLength(0);
            assertTrue(clock.runUntil(() -> hears(mock, "ready\r\n"), Duration.ofSeconds(1)));
            assertEquals(begun, clock.nanos());
        }
    }

    private MockWroom02 booted(MockBuilder builder) {
        MockWroom02 mock = builder.clock(clock).build().atAnyRate();
        assertTrue(clock.runUntil(() -> hears(mock, "ready\r\n"), Duration.ofSeconds(10)), heard.toString());
        clock.runUntil(() -> false, Duration.ofSeconds(1));
        hears(mock, "");
        heard.setLength(0);
        return mock;
    }

    private static void type(MockWroom02 mock, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        mock.uart().write(bytes, 0, bytes.length, Deadline.in(Duration.ofSeconds(5)));
    }

    private boolean hears(MockWroom02 mock, String end) {
        var buffer = new byte[4096];
        for (int n; (n = mock.uart().read(buffer, 0, buffer.length, Deadline.in(Duration.ZERO))) > 0; ) {
            heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return heard.toString().endsWith(end);
    }
}
