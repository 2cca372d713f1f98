package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.CutBoard;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An HTTPS exchange is cut at every byte that the module sends in it: a GET ends with the whole page or with an error and its
 * cause, never with part of a page for the whole and never in a hang; the link is released; the next GET works. A sample of the bytes by
 * default, each of them with {@code -Dwroom4j.full=true}.
 */
@Timeout(900)
class HttpsCutAnywhereTest {
    private static final DriverOptions OPTIONS = DriverOptions.DEFAULT
            .withPatience(Duration.ofMillis(300), Duration.ofMillis(300))
            .withKeeping(Duration.ofMillis(50), Duration.ofMillis(50));

    private enum Cut {
        MODULE_RESET,
        UNPLUG,
        ACCESS_POINT_LOST,
        SERVER_RESET
    }

    private static DemoServer server;
    private static Peers relay;
    private static final AtomicReference<Socket> LATEST = new AtomicReference<>();
    private static String url;
    private static String page;

    @BeforeAll
    static void start() throws IOException {
        server = DemoServer.start(DemoAuthority.create());
        relay = new Peers(socket -> {
            LATEST.set(socket);
            try (var onward = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                var back = new Thread(() -> pass(onward, socket), "relay-back");
                back.setDaemon(true);
                back.start();
                pass(socket, onward);
            }
        });
        url = server.url().replace(":" + server.port(), ":" + relay.port());
        assertNotEquals(server.url(), url);
    }

    @AfterAll
    static void end() throws IOException {
        relay.close();
        server.close();
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException over) {
            // Either end was cut: that is what this test is about.
            LATEST.compareAndSet(from, null);
        }
    }

    private static void resetServer() {
        Socket socket = LATEST.get();
        try {
            if (socket != null) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a GET gave: a page, or an error with its cause. */
    private record Got(int code, String body, String cause) {
        boolean whole() {
            return code == 200 && cause.isEmpty();
        }
    }

    private static Got get(Esp8266 esp) {
        try (var client = new WiFiClientSecure(esp);
                var http = new HTTPClient(esp)) {
            client.setTrustAnchors(new X509List(server.caPem()));
            http.begin(client, url);
            int code = http.GET();
            String body = code == 200 ? http.getString() : "";
            return new Got(code, body, http.getLastError().message());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_GET_that_is_cut_anywhere_tells_it_and_the_next_one_works(Cut cut) {
        long golden = cutAt(cut, Long.MAX_VALUE);
        assertTrue(golden > 1000, "bytes of a whole exchange: " + golden);
        int step = Integer.getInteger("wroom4j.cutStep", Seeds.full() ? 1 : 1601);
        long first = Math.floorMod(Seeds.seed("https cut " + cut), step);
        for (long offset = first; offset < golden; offset += step) {
            cutAt(cut, offset);
        }
    }

    /** Cuts one exchange after so many bytes and tells how many passed in it. */
    private static long cutAt(Cut cut, long offset) {
        String where = cut + " at byte " + offset;
        var mocks = new AtomicReference<MockWroom02>();
        var boards = new AtomicReference<CutBoard>();
        DriverOptions options = OPTIONS.withReopen(() -> board(mocks, boards));
        Board board = board(mocks, boards);
        try (var esp = Esp8266.of(AtDriver.open(board, options), board, new Console().serial())) {
            esp.module().join(MockBuilder.SSID, MockBuilder.PASSWORD);
            CutBoard cable = boards.get();
            MockWroom02 mock = mocks.get();
            cable.cutAfter(offset, () -> {
                switch (cut) {
                    case MODULE_RESET -> mock.reset();
                    case UNPLUG -> cable.unplug();
                    case ACCESS_POINT_LOST -> {
                        mock.air().remove(MockBuilder.SSID);
                        mock.air().add(AirAccessPoint.of(MockBuilder.SSID, MockBuilder.PASSWORD));
                    }
                    case SERVER_RESET -> resetServer();
                }
            });
            long before = System.nanoTime();
            Got got = get(esp);
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(30).toNanos(), where + " hung");
            if (page == null) {
                assertTrue(got.whole(), where + ": " + got);
                page = got.body;
            }
            if (got.whole()) {
                assertEquals(page, got.body, where);
            } else {
                assertFalse(got.cause.isEmpty(), where + " gave " + got.code + " and no cause");
            }
            long passed = cable.passed();
            Deadline patience = Deadline.in(Duration.ofSeconds(30));
            Got next = get(esp);
            while (!next.whole() && !patience.expired()) { // the station needs its time to come back
                next = get(esp);
            }
            assertTrue(next.whole(), where + ": the next request gave " + next);
            assertEquals(page, next.body, where + ": the next request");
            return passed;
        }
    }

    private static Board board(AtomicReference<MockWroom02> mocks, AtomicReference<CutBoard> boards) {
        mocks.set(MockWroom02.builder().build());
        boards.set(new CutBoard(mocks.get()));
        return boards.get();
    }
}
