package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
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

/** Payload made to look like protocol over five links at once, both ways at the same time, each byte checked at its end. */
final class TwoWayStreams {
    private final int bytes;
    private final long seed;

    /** So many bytes a link and direction. */
    TwoWayStreams(int bytes, long seed) {
        this.bytes = bytes;
        this.seed = seed;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    LoopbackServer server() {
        return new LoopbackServer(this::serve);
    }

    /** Pushed bytes come as fast as the server sends them: only RTS bounds the memory that they take. */
    static MockWroom02 withFlowControl(MockWroom02 mock) {
        mock.uart().configure(UartConfig.DEFAULT.withFlow(UartConfig.Flow.RTS_CTS));
        return mock;
    }

    /** Runs all of it; what differs or hangs fails with the driver's last words. */
    void run(AtDriver driver, int port, String what) throws Exception {
        var pool = Executors.newCachedThreadPool();
        try {
            List<Future<?>> halves = new ArrayList<>();
            List<Link> links = new ArrayList<>();
            for (int id = 0; id < 5; id++) {
                int of = id;
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", port));
                links.add(link);
                // Before the byte that lets the server speak: its flood may come ahead of that byte's SEND OK, and a
                // link whose
                // buffer nobody empties while others wait is broken off.
                halves.add(pool.submit(() -> listen(link, of)));
                link.write(new byte[] {(byte) of}, 0, 1, soon());
                halves.add(pool.submit(() -> speak(link, of)));
            }
            for (Future<?> half : halves) {
                try {
                    half.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(what + "\n" + driver.transcript().tail(40), e.getCause());
                }
            }
            links.forEach(Link::close);
        } finally {
            pool.shutdownNow();
        }
    }

    private long up(int link) {
        return -seed * 10 - link;
    }

    private long down(int link) {
        return seed * 10 + link;
    }
    /** The server's half: says its own stream while it checks what comes. */
    private void serve(Socket socket) throws IOException {
        int number = socket.getInputStream().read();
        var out = new Adversary(down(number));
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
        var expected = new Adversary(up(number));
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

    private void speak(Link link, int of) {
        var adversary = new Adversary(up(of));
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

    private void listen(Link link, int of) {
        var adversary = new Adversary(down(of));
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
