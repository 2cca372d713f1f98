package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A month on a shelf: access points that go away, restarts, refused connections; nothing grows, every outage ends. */
@Timeout(120)
class ThirtyDaysTest {
    private static final int DAYS = 30;
    private static final int[] SPEEDS = {57_600, 115_200, 230_400, 921_600};

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void thirty_simulated_days_leave_nothing_behind(String profile) throws Exception {
        var random = new Random(Seeds.seed("thirty days of " + profile));
        var clock = new ManualClock();
        ManualClock.Stop time = clock.drive();
        try {
            thirtyDays(profile, random, clock);
        } finally {
            time.close();
        }
    }

    private static void thirtyDays(String profile, Random random, ManualClock clock) throws InterruptedException {
        int refusing;
        try (var server = LoopbackServer.echo()) {
            refusing = server.port();
        }
        try (var server = LoopbackServer.echo();
                var mock = MockWroom02.builder().profile(profile).clock(clock).build();
                var driver = AtDriver.open(mock, DriverOptions.DEFAULT.withClock(clock))) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            int threads = 0;
            long heap = 0;
            for (int day = 0; day < DAYS; day++) {
                for (int event = 0; event < 8; event++) {
                    clock.sleepUntil(clock.nanos() + Duration.ofHours(3).toNanos());
                    trouble(random.nextInt(5), profile, random, mock, driver, clock, refusing);
                    converse(driver, clock, server.port(), profile + ", day " + day + ", event " + event);
                }
                if (day == 4) {
                    threads = ourThreads();
                    heap = usedHeap();
                }
            }
            assertEquals(threads, ourThreads(), "threads");
            assertTrue(usedHeap() - heap < 4 << 20, "the heap grew by " + (usedHeap() - heap) + " bytes");
            // 240 conversations went over five ids: one id leaked in a week would have ended them with NO_FREE_LINK.
            for (int i = 0; i < 6; i++) {
                driver.open(LinkRequest.tcp("127.0.0.1", server.port())).close();
            }
        }
    }

    private static void trouble(
            int kind, String profile, Random random, MockWroom02 mock, AtDriver driver, ManualClock clock, int refusing)
            throws InterruptedException {
        switch (kind) {
            case 0 -> mock.reset();
            case 1 -> {
                mock.air().remove(MockBuilder.SSID);
                clock.sleepUntil(clock.nanos()
                        + Duration.ofSeconds(30 + random.nextInt(1800)).toNanos());
                mock.air().add(AirAccessPoint.of(MockBuilder.SSID, MockBuilder.PASSWORD));
            }
            case 2 -> {
                try {
                    driver.open(LinkRequest.tcp("127.0.0.1", refusing)).close();
                } catch (AtException e) {
                    assertEquals(AtException.Kind.CONNECT_FAILED, e.kind(), e.getMessage());
                }
            }
            case 3 -> {
                // Somebody else's command, or a reset with another speed in flash: the module talks past the port.
                String command = profile.equals("at-0.40") ? "AT+UART=" : "AT+UART_CUR=";
                try {
                    driver.raw(
                            command + SPEEDS[random.nextInt(SPEEDS.length)] + ",8,1,0,0",
                            Deadline.in(clock, Duration.ofMinutes(1)));
                } catch (AtException e) {
                    assertEquals(AtException.Kind.TIMEOUT, e.kind(), e.getMessage());
                }
            }
            default -> {}
        }
    }

    /** An outage may last as long as the policy says: a minute between attempts to join, and one attempt. */
    private static void converse(AtDriver driver, ManualClock clock, int port, String when)
            throws InterruptedException {
        Deadline outage = Deadline.in(clock, Duration.ofMinutes(3));
        while (true) {
            try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", port))) {
                byte[] bytes = when.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                Deadline soon = Deadline.in(clock, Duration.ofSeconds(30));
                link.write(bytes, 0, bytes.length, soon);
                var echo = new byte[bytes.length];
                for (int at = 0; at < echo.length; ) {
                    int n = link.read(echo, at, echo.length - at, soon);
                    if (n <= 0) {
                        throw new AtException(AtException.Kind.LINK_CLOSED, "read gave " + n, "");
                    }
                    at += n;
                }
                assertArrayEquals(bytes, echo);
                assertEquals(Station.State.CONNECTED, driver.station().state(), when);
                return;
            } catch (AtException e) {
                if (outage.expired()) {
                    throw new AssertionError(
                            when + ": the outage did not end\n"
                                    + driver.transcript().tail(40),
                            e);
                }
                clock.sleepUntil(clock.nanos() + Duration.ofSeconds(5).toNanos());
            }
        }
    }

    private static int ourThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wroom4j-"))
                .count();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
