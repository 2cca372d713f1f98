package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.mock.faults.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A module for plain unit tests of programs that use one: what the servers beyond the air answer is written down by the
 * test, and what the program asked of them can be looked at. The firmware is the mock's, by its profile's name.
 *
 * <pre>{@code
 * try (var module = ScriptedModule.of("at-1.7", "api.example.org:80").enqueue("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
 *         var esp = Esp8266.open(module)) {
 *     String answer = new WeatherStation(esp).ask();          // the code under test
 *     assertEquals("hi", answer);
 *     assertEquals("GET /now HTTP/1.1", module.takeRequest().line());
 * }
 * }</pre>
 *
 * <p>Replies are given in the order in which they were put in, one to a request, over all hosts and connections. A
 * request without a reply is left unanswered. A request is an HTTP message with its body where the first line is one of
 * HTTP's, otherwise one line up to its LF. TCP only; for TLS use a mock with a route to a real server.
 *
 * <p>Methods may be called from any thread. {@link #close()} leaves no thread and no socket.
 */
public final class ScriptedModule implements Board {
    private static final int LONGEST = 1 << 20;

    private final MockWroom02 mock;
    private final ServerSocket listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<byte[]> replies = new ArrayDeque<>();
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** What the program sent. */
    public record Request(byte[] bytes) {
        /** The first line, without its end. */
        public String line() {
            return text().lines().findFirst().orElse("");
        }

        /** All of it, one character a byte. */
        public String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private ScriptedModule(String profile, Faults faults, List<String> hosts) {
        try {
            listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        MockBuilder builder = MockWroom02.builder().profile(profile).faults(faults);
        hosts.forEach(host -> builder.route(host, "127.0.0.1:" + listener.getLocalPort()));
        mock = builder.build();
        start("wroom4j-scripted-accept", this::accept);
    }

    /**
     * A module with that firmware, for which those servers exist.
     *
     * @param profile as in a board address: {@code at-1.7}, {@code esp-at-2.2} …
     * @param hosts {@code host:port} each; a name is known to the module's resolver
     */
    public static ScriptedModule of(String profile, String... hosts) {
        return new ScriptedModule(profile, Faults.none(), List.of(hosts));
    }

    /** The same with something wrong: a fault as a board address takes it, {@code F7@1%}, {@code watchdog@byte=900}. */
    public static ScriptedModule broken(String profile, String fault, String... hosts) {
        return new ScriptedModule(profile, Faults.none().and(fault), List.of(hosts));
    }

    /** Writes down the next reply, one character a byte. */
    public ScriptedModule enqueue(String reply) {
        return enqueue(reply.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes down the next reply. */
    public ScriptedModule enqueue(byte[] reply) {
        lock.lock();
        try {
            replies.add(reply.clone());
            return this;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest request that has not been taken, waiting up to ten seconds for it.
     *
     * @throws AssertionError if none comes
     */
    public Request takeRequest() throws InterruptedException {
        return takeRequest(Duration.ofSeconds(10));
    }

    /** The same with another patience. */
    public Request takeRequest(Duration patience) throws InterruptedException {
        Request request = requests.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (request == null) {
            throw new AssertionError("no request came within " + patience.toMillis() + " ms");
        }
        return request;
    }

    /** How many requests have come and were not taken. */
    public int waitingRequests() {
        return requests.size();
    }

    /** The mock itself: its air, its network, its resets. */
    public MockWroom02 mock() {
        return mock;
    }

    private void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        lock.lock();
        try {
            threads.add(thread);
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                lock.lock();
                try {
                    sockets.add(socket);
                } finally {
                    lock.unlock();
                }
                start("wroom4j-scripted-peer", () -> serve(socket));
            }
        } catch (IOException e) {
            // The one way out: the module was closed.
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var reader = new RequestReader(socket.getInputStream(), LONGEST);
            for (byte[] request = reader.next(); request.length > 0; request = reader.next()) {
                requests.add(new Request(request));
                byte[] reply;
                lock.lock();
                try {
                    reply = replies.poll();
                } finally {
                    lock.unlock();
                }
                if (reply != null) {
                    socket.getOutputStream().write(reply);
                    socket.getOutputStream().flush();
                }
            }
        } catch (IOException e) {
            // The program under test hung up in the middle: its own affair.
            System.getLogger(ScriptedModule.class.getName())
                    .log(System.Logger.Level.DEBUG, "a scripted connection ended: " + e.getMessage());
        }
    }

    @Override
    public Uart uart() {
        return mock.uart();
    }

    @Override
    public boolean canReset() {
        return true;
    }

    @Override
    public void reset() {
        mock.reset();
    }

    @Override
    public Pin pin(int number) {
        return mock.pin(number);
    }

    @Override
    public String address() {
        return mock.address();
    }

    @Override
    public void close() {
        mock.close();
        List<Thread> running;
        try {
            listener.close();
            lock.lock();
            try {
                for (Socket socket : sockets) {
                    socket.close();
                }
                running = List.copyOf(threads);
            } finally {
                lock.unlock();
            }
            for (Thread thread : running) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a scripted peer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
