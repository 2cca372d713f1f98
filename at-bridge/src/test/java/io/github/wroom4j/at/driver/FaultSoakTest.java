package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.faults.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Five links at once while the module misbehaves, each fault with a chance of one in a hundred commands or frames. Faults that keep
 * counts and bytes intact (peers.md §1.5) change nothing that a caller sees; those that do not end the link with its name.
 * A few KiB a link by default, 512 KiB with {@code -Dwroom4j.full=true}.
 */
@Timeout(900)
class FaultSoakTest {
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");
    private static final List<String> INTACT =
            List.of("F1=20@1%", "F2=20@1%", "F4@1%", "F5", "F6=20@1%", "F10@1%", "F11", "F12", "F14");
    /** Nothing else may end a link that a fault has struck. */
    private static final Set<Kind> BROKEN =
            EnumSet.of(Kind.LINK_BROKEN, Kind.LINK_CLOSED, Kind.MODULE_RESET, Kind.CONNECT_FAILED);

    private static final DriverOptions OPTIONS =
            DriverOptions.DEFAULT.withPatience(Duration.ofMillis(700), Duration.ofMillis(700));

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    /** What is sent: a stream that both ends make for themselves. */
    private interface Stream {
        void next(byte[] target, int length);

        /** Payload made to look like protocol, for a count that can be relied on. */
        static Stream adversarial(long seed) {
            return new Adversary(seed)::next;
        }

        /** Payload like that of TLS. Where a count is wrong, protocol in the payload would be protocol (at-protocol §16.3). */
        static Stream random(long seed) {
            var random = new Random(seed);
            return (target, length) -> {
                for (int i = 0; i < length; i++) {
                    target[i] = (byte) random.nextInt();
                }
            };
        }
    }

    /** How a link's conversation ended: null if all of it came back as it was sent. */
    private record Ending(AtException told, long wrongAt) {}

    /** Sends a stream to an echo server and compares what comes back; a wrong byte must be followed by the link's end. */
    private static Ending converse(Link link, int bytes, Stream up, Stream down) {
        var out = new byte[1200];
        var in = new byte[2000];
        long wrongAt = -1;
        long received = 0;
        try {
            for (int sent = 0; sent < bytes; ) {
                int n = Math.min(out.length, bytes - sent);
                up.next(out, n);
                link.write(out, 0, n, soon());
                sent += n;
                var expected = new byte[out.length];
                down.next(expected, n);
                for (int at = 0; at < n; ) {
                    int got = link.read(in, 0, n - at, soon());
                    if (got < 0) {
                        return new Ending(
                                link.whyClosed().orElseGet(() -> new AtException(Kind.LINK_CLOSED, "ended", "")),
                                wrongAt);
                    }
                    assertTrue(got > 0, "a read hung after " + received + " bytes");
                    for (int i = 0; i < got; i++) {
                        if (in[i] != expected[at + i] && wrongAt < 0) {
                            wrongAt = received + i;
                        }
                    }
                    at += got;
                    received += got;
                }
            }
            // What was wrong with the last bytes shows in what follows them.
            if (wrongAt >= 0 && link.read(in, 0, in.length, soon()) < 0) {
                return new Ending(new AtException(Kind.LINK_CLOSED, "ended", ""), wrongAt);
            }
        } catch (AtException e) {
            return new Ending(e, wrongAt);
        }
        return new Ending(null, wrongAt);
    }

    private static List<Ending> fiveAtOnce(
            AtDriver driver, int port, int bytes, LongFunction<Stream> stream, long seed, ExecutorService pool)
            throws Exception {
        List<Future<Ending>> endings = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long of = seed * 31 + i;
            endings.add(pool.submit(() -> {
                try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", port), soon())) {
                    return converse(link, bytes, stream.apply(of), stream.apply(of));
                } catch (AtException e) {
                    return new Ending(e, -1);
                }
            }));
        }
        List<Ending> all = new ArrayList<>();
        for (Future<Ending> ending : endings) {
            try {
                all.add(ending.get(5, TimeUnit.MINUTES));
            } catch (ExecutionException e) {
                throw new AssertionError(driver.transcript().tail(40), e.getCause());
            }
        }
        return all;
    }

    private static MockWroom02 mock(String profile, long seed, List<String> faults) {
        var plan = new Faults(seed);
        faults.forEach(plan::and);
        return MockWroom02.builder().profile(profile).seed(seed).faults(plan).build();
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.40, 1", "at-1.1, 2", "at-1.3, 3", "at-1.6.2, 4", "at-1.7.0, 5",
        "at-1.7, 6", "esp-at-2.0, 7", "esp-at-2.2, 8", "esp-at-2.3, 9", "atmod-0.5, 10"
    })
    void faults_that_keep_counts_and_bytes_intact_lose_invent_and_reorder_nothing(String profile, int number)
            throws Exception {
        long seed = Seeds.seed("intact faults " + number);
        var pool = Executors.newCachedThreadPool();
        try (var server = LoopbackServer.echo();
                var driver = AtDriver.open(mock(profile, seed, INTACT), OPTIONS)) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            for (Ending ending :
                    fiveAtOnce(driver, server.port(), FULL ? 512 * 1024 : 6_000, Stream::adversarial, seed, pool)) {
                if (ending.told != null) {
                    fail(
                            profile + " with seed " + seed + "\n"
                                    + driver.transcript().tail(60),
                            ending.told);
                }
                assertEquals(-1, ending.wrongAt, profile + " with seed " + seed);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.40, F3@1%, 1", "at-1.1, F3@1%, 2", "esp-at-2.0, F3@1%, 3",
        "at-0.40, F7@1%, 4", "at-1.7, F7@1%, 5", "esp-at-2.2, F7@1%, 6",
        "at-0.40, dropped-to-host@0.002%, 7", "at-1.7, dropped-to-host@0.002%, 8",
                "esp-at-2.2, dropped-to-host@0.002%, 9",
        "at-1.6.2, dropped-to-host@0.002%, 10", "at-1.6.2, overrun@1%, 11", "at-1.7, overrun@1%, 12"
    })
    void a_link_whose_counts_no_longer_fit_ends_by_name_and_is_never_passed_for_whole(
            String profile, String fault, int number) throws Exception {
        long seed = Seeds.seed(fault + " " + number);
        int struck = 0;
        var pool = Executors.newCachedThreadPool();
        try (var server = LoopbackServer.echo();
                var driver = AtDriver.open(mock(profile, seed, List.of(fault)), OPTIONS)) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            for (int round = 0; round < (FULL ? 5 : 1); round++) {
                for (Ending ending : fiveAtOnce(
                        driver, server.port(), FULL ? 32 * 1024 : 12_000, Stream::random, seed + round, pool)) {
                    String where = profile + ", " + fault + ", seed " + seed + ", round " + round;
                    if (ending.told == null) {
                        assertEquals(-1, ending.wrongAt, where + ": a wrong byte and no word of it");
                    } else {
                        struck++;
                        assertTrue(
                                BROKEN.contains(ending.told.kind()),
                                () -> where + " told " + ending.told.kind() + ": " + ending.told.getMessage() + "\n"
                                        + driver.transcript().tail(40));
                    }
                }
            }
            System.out.println(profile + ", " + fault + ": " + struck + " links ended");
        } finally {
            pool.shutdownNow();
        }
    }
}
