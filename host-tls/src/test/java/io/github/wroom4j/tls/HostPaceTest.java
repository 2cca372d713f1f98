package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostPaceTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger hellos = new AtomicInteger();

    @Test
    void a_computer_of_the_usual_pace_leaves_a_limit_as_it_is() {
        assertEquals(LIMIT, pace(Duration.ofMillis(30)).stretched(LIMIT));
        assertEquals(LIMIT, pace(HostPace.USUAL).stretched(LIMIT));
        assertEquals(Optional.empty(), pace(HostPace.USUAL).slowness());
    }

    @Test
    void a_slow_one_stretches_it_by_as_much_as_its_first_hello_was_late() {
        assertEquals(Duration.ofSeconds(30), pace(Duration.ofMillis(500)).stretched(LIMIT));
        assertEquals(Duration.ofSeconds(60), pace(Duration.ofSeconds(1)).stretched(LIMIT));
    }

    @Test
    void no_limit_grows_more_than_eightfold() {
        assertEquals(Duration.ofSeconds(120), pace(Duration.ofMinutes(5)).stretched(LIMIT));
    }

    @Test
    void it_is_measured_once_and_only_when_it_is_asked_for() {
        var pace = pace(Duration.ofSeconds(1));
        assertEquals(0, hellos.get());

        pace.stretched(LIMIT);
        pace.stretched(LIMIT);
        pace.slowness();

        assertEquals(1, hellos.get());
    }

    @Test
    void a_handshake_out_of_time_names_the_slow_computer() throws IOException {
        var settings = TlsSettings.builder().trust(new TrustPolicy.Insecure()).build();
        var module = new SocketModule();
        // the system takes the connection, and nobody says a word
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var tls = new HostTls(module, Optional.empty(), 2, pace(Duration.ofSeconds(1)));

            var failure = assertThrows(
                    TlsFailure.class,
                    () -> tls.open(
                            new Peer("localhost", silent.getLocalPort()),
                            settings,
                            Deadline.in(Duration.ofMillis(300))));

            assertTrue(
                    failure.advice().startsWith("This computer is slow: its first hello took 1.0 s"), failure::advice);
            assertTrue(failure.advice().contains("setHandshakeTimeout()"), failure::advice);
        } finally {
            module.close();
        }
    }

    @Test
    void with_a_single_processor_nothing_is_warmed_up_beside_the_sketch() throws InterruptedException {
        var module = new SocketModule();
        var alone = new HostTls(module, Optional.empty(), 1, pace(Duration.ZERO));
        var beside = new HostTls(module, Optional.empty(), 2, pace(Duration.ZERO));

        assertEquals(Thread.State.NEW, alone.warmUp().getState());
        Thread warming = beside.warmUp();
        warming.join(TimeUnit.SECONDS.toMillis(30));

        assertFalse(warming.isAlive());
        assertEquals(Thread.State.TERMINATED, warming.getState());
        assertEquals(1, hellos.get(), "the warm-up measures, and only the one that ran");
        module.close();
    }

    @Test
    void the_hello_that_is_measured_can_be_made() {
        WarmUp.hello();
    }

    private HostPace pace(Duration hello) {
        return new HostPace(() -> clock, () -> {
            hellos.incrementAndGet();
            clock.advance(hello);
        });
    }
}
