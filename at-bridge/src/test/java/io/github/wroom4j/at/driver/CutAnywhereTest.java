package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.CutBoard;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An exchange is cut at every byte that the module sends in it: no hang, the right error or the whole answer, the link
 * released, the next exchange works. A sample of the bytes by default, each of them with {@code -Dwroom4j.full=true}, every Nth with {@code -Dwroom4j.cutStep=N}.
 */
@Timeout(300)
class CutAnywhereTest {
    /** Two rounds on one link, so that what a cut breaks is the first thing said, something in between or the last. */
    private static final int ROUNDS = 2;

    private static final byte[] REQUEST = new byte[100];
    private static final byte[] ANSWER = new byte[200];

    static {
        new Random(1).nextBytes(REQUEST);
        new Random(2).nextBytes(ANSWER);
    }

    private static final DriverOptions OPTIONS = DriverOptions.DEFAULT
            .withPatience(Duration.ofMillis(300), Duration.ofMillis(300))
            .withKeeping(Duration.ofMillis(50), Duration.ofMillis(50));

    private enum Cut {
        MODULE_RESET(EnumSet.of(Kind.MODULE_RESET)),
        UNPLUG(EnumSet.of(Kind.PORT)),
        ACCESS_POINT_LOST(
                EnumSet.of(Kind.LINK_CLOSED, Kind.LINK_BROKEN, Kind.CONNECT_FAILED, Kind.NO_WIFI, Kind.TIMEOUT)),
        SERVER_RESET(EnumSet.of(Kind.LINK_CLOSED, Kind.LINK_BROKEN, Kind.CONNECT_FAILED));

        final Set<Kind> allowed;

        Cut(Set<Kind> allowed) {
            this.allowed = allowed;
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    /** One exchange: the answers, or less if the link ended early. */
    private static byte[] exchange(AtDriver driver, int port, String where) {
        try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", port), soon())) {
            var answers = new ByteArrayOutputStream();
            var buffer = new byte[1024];
            for (int round = 1; round <= ROUNDS; round++) {
                link.write(REQUEST, 0, REQUEST.length, soon());
                while (answers.size() < round * ANSWER.length) {
                    int n = link.read(buffer, 0, buffer.length, soon());
                    if (n < 0) {
                        return answers.toByteArray();
                    }
                    assertTrue(
                            n > 0,
                            () -> where + ": a read hung until its deadline:\n"
                                    + driver.transcript().tail(40));
                    answers.write(buffer, 0, n);
                }
            }
            return answers.toByteArray();
        }
    }

    private static byte[] whole() {
        var all = new ByteArrayOutputStream();
        for (int round = 0; round < ROUNDS; round++) {
            all.writeBytes(ANSWER);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.40, MODULE_RESET",
        "at-0.40, UNPLUG",
        "at-0.40, ACCESS_POINT_LOST",
        "at-0.40, SERVER_RESET",
        "at-1.7, MODULE_RESET",
        "at-1.7, UNPLUG",
        "at-1.7, ACCESS_POINT_LOST",
        "at-1.7, SERVER_RESET",
        "esp-at-2.2, MODULE_RESET",
        "esp-at-2.2, UNPLUG",
        "esp-at-2.2, ACCESS_POINT_LOST",
        "esp-at-2.2, SERVER_RESET"
    })
    void cutting_anywhere_never_hangs_and_the_next_request_works(String profile, Cut cut) {
        var current = new AtomicReference<Socket>();
        try (var server = new LoopbackServer(socket -> {
            current.set(socket);
            var request = new byte[REQUEST.length];
            while (socket.getInputStream().readNBytes(request, 0, request.length) == request.length) {
                socket.getOutputStream().write(ANSWER);
            }
        })) {
            long golden = cutAt(profile, cut, Long.MAX_VALUE, server, current);
            assertTrue(golden > ROUNDS * ANSWER.length, "bytes of a whole exchange: " + golden);
            int step = Integer.getInteger("wroom4j.cutStep", Boolean.getBoolean("wroom4j.full") ? 1 : 61);
            for (long offset = 0; offset < golden; offset += step) {
                cutAt(profile, cut, offset, server, current);
            }
        }
    }

    /** Cuts one exchange after so many bytes and tells how many passed in it. */
    private static long cutAt(
            String profile, Cut cut, long offset, LoopbackServer server, AtomicReference<Socket> current) {
        String where = profile + ", " + cut + " at byte " + offset;
        var mocks = new AtomicReference<MockWroom02>();
        var boards = new AtomicReference<CutBoard>();
        DriverOptions options = OPTIONS.withReopen(() -> {
            mocks.set(MockWroom02.builder().profile(profile).build());
            boards.set(new CutBoard(mocks.get()));
            return boards.get();
        });
        try (var driver = AtDriver.open(options.reopen().orElseThrow().get(), options)) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            CutBoard board = boards.get();
            MockWroom02 mock = mocks.get();
            Runnable action = switch (cut) {
                case MODULE_RESET -> mock::reset;
                case UNPLUG -> board::unplug;
                case ACCESS_POINT_LOST ->
                    () -> {
                        mock.air().remove(MockBuilder.SSID);
                        mock.air().add(AirAccessPoint.of(MockBuilder.SSID, MockBuilder.PASSWORD));
                    };
                case SERVER_RESET -> () -> reset(current.get());
            };
            board.cutAfter(offset, action);
            long before = System.nanoTime();
            try {
                byte[] answer = exchange(driver, server.port(), where);
                assertArrayEquals(Arrays.copyOf(whole(), answer.length), answer, where);
                if (answer.length < whole().length && cut != Cut.SERVER_RESET && cut != Cut.ACCESS_POINT_LOST) {
                    fail(where + ": the answer ended early without an error");
                }
            } catch (AtException e) {
                assertTrue(
                        cut.allowed.contains(e.kind()),
                        () -> where + " told " + e.kind() + ": " + e.getMessage() + "\n"
                                + driver.transcript().tail(40));
            }
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(18).toNanos(), where + " hung");
            long passed = board.passed();
            byte[] next = nextExchange(driver, server.port(), where);
            assertArrayEquals(whole(), next, where + ": the next request");
            return passed;
        }
    }

    /** After the loss of an access point the station needs its time to come back; everything else must work at once. */
    private static byte[] nextExchange(AtDriver driver, int port, String where) {
        Deadline patience = soon();
        while (true) {
            try {
                return exchange(driver, port, where);
            } catch (AtException e) {
                boolean comesBack = e.kind() == Kind.NO_WIFI
                        || e.kind() == Kind.CONNECT_FAILED
                        || e.kind() == Kind.LINK_CLOSED
                        || e.kind() == Kind.LINK_BROKEN // a cut at the very end hits this exchange
                        || e.kind() == Kind.MODULE_RESET
                        || e.kind() == Kind.PORT;
                if (!comesBack || patience.expired()) {
                    throw new AssertionError(where + ": the next request failed", e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void reset(Socket socket) {
        if (socket == null || socket.isClosed()) {
            return; // not connected yet, or over already
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
