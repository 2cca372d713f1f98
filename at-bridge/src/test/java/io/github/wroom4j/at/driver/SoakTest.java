package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Payload made to look like protocol, over five links at once, both ways, events slipping in everywhere: nothing lost,
 * invented or reordered. 256 KiB a link by default; 64 MiB over five links with {@code -Dwroom4j.full=true}.
 */
@Timeout(3600)
class SoakTest {
    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    /** The server's half: says its own stream while it checks what comes. */
    private static void serve(Socket socket, int bytes, long seed) throws IOException {
        int number = socket.getInputStream().read();
        var out = new Adversary(seed * 10 + number);
        var speaking = new Thread(
                () -> {
                    var random = new Random(seed + number);
                    var buffer = new byte[4000];
                    try {
                        for (int left = bytes; left > 0; ) {
                            int n = Math.min(left, 1 + random.nextInt(buffer.length));
                            out.next(buffer, n);
                            socket.getOutputStream().write(buffer, 0, n);
                            left -= n;
                        }
                    } catch (IOException e) {
                        // the other half of the test tells
                    }
                },
                "server-speaking");
        speaking.setDaemon(true);
        speaking.start();
        var expected = new Adversary(-seed * 10 - number);
        var got = new byte[4096];
        var want = new byte[4096];
        long received = 0;
        for (int n; received < bytes && (n = socket.getInputStream().read(got)) > 0; ) {
            expected.next(want, n);
            for (int i = 0; i < n; i++) {
                if (got[i] != want[i]) {
                    throw new IOException("byte " + (received + i) + " of link " + number + " differs on its way up");
                }
            }
            received += n;
        }
        try {
            speaking.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        socket.getOutputStream().write(received == bytes ? '!' : '?');
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.40, 1", "at-1.7, 2", "esp-at-2.2, 3", "atmod-0.5, 4", "at-1.1, 5",
        "at-1.6.2, 6", "esp-at-2.0, 7", "esp-at-2.3, 8", "at-1.7.0, 9", "at-1.7.6, 10"
    })
    void adversarial_bytes_over_five_links_arrive_as_they_were_sent(String profile, int number) throws Exception {
        long seed = Seeds.seed("soak " + number);
        int bytes = Boolean.getBoolean("wroom4j.full") ? 64 * 1024 * 1024 / 5 / 2 : 40_000;
        var pool = Executors.newCachedThreadPool();
        try (var server = new LoopbackServer(socket -> serve(socket, bytes, seed));
                var driver = AtDriver.open(withFlowControl(
                        MockWroom02.builder().profile(profile).seed(seed).build()))) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            List<Future<?>> halves = new ArrayList<>();
            List<Link> links = new ArrayList<>();
            for (int id = 0; id < 5; id++) {
                int of = id;
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()));
                links.add(link);
                link.write(new byte[] {(byte) of}, 0, 1, soon());
                halves.add(pool.submit(() -> speak(link, bytes, -seed * 10 - of, seed)));
                halves.add(pool.submit(() -> listen(link, bytes, seed * 10 + of)));
            }
            for (Future<?> half : halves) {
                try {
                    half.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(
                            profile + " with seed " + seed + "\n"
                                    + driver.transcript().tail(30),
                            e.getCause());
                }
            }
            links.forEach(Link::close);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Pushed bytes come as fast as the server sends them: only RTS bounds the memory that they take. */
    private static MockWroom02 withFlowControl(MockWroom02 mock) {
        mock.uart().configure(UartConfig.DEFAULT.withFlow(UartConfig.Flow.RTS_CTS));
        return mock;
    }

    private static void speak(Link link, int bytes, long stream, long seed) {
        var adversary = new Adversary(stream);
        var random = new Random(seed);
        var buffer = new byte[5000];
        for (int left = bytes; left > 0; ) {
            int n = Math.min(left, 1 + random.nextInt(buffer.length));
            adversary.next(buffer, n);
            link.write(buffer, 0, n, soon());
            left -= n;
        }
        link.flush(soon());
    }

    private static void listen(Link link, int bytes, long stream) {
        var adversary = new Adversary(stream);
        var got = new byte[3000];
        var want = new byte[3000];
        for (long received = 0; received < bytes; ) {
            int n = link.read(got, 0, (int) Math.min(got.length, bytes - received), soon());
            assertTrue(n > 0, "a read gave " + n + " after " + received + " of " + bytes + " bytes");
            adversary.next(want, n);
            for (int i = 0; i < n; i++) {
                assertEquals(want[i], got[i], "byte " + (received + i) + " on its way down");
            }
            received += n;
        }
        var verdict = new byte[1];
        assertEquals(1, link.read(verdict, 0, 1, soon()));
        assertEquals('!', verdict[0], "the server missed bytes");
    }
}
