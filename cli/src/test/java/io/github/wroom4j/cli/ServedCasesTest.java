package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Serving sketches that failed once, run as they were handed in, and the visitors who made them fail. */
@Timeout(120)
class ServedCasesTest {
    private static final Pattern DOOR = Pattern.compile("port 80 .*?http://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern WHOLE = Pattern.compile("(?s).*Content-Length: (\\d+)\r\n.*?\r\n\r\n(.*)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** The firmwares that do differently with ids and last bytes; all with {@code -Pfull}. */
    static Stream<String> boards() {
        List<String> some = List.of("at-1.7.4", "at-0.40", "esp-at-2.2");
        return (Seeds.full() ? Profile.names() : some)
                .stream()
                        .flatMap(name -> Seeds.full() || name.equals("at-1.7.4")
                                ? Stream.of("mock:" + name, "mock:" + name + "?seed=7")
                                : Stream.of("mock:" + name));
    }

    /** A sketch that runs in a thread until it is closed. */
    private final class Served implements AutoCloseable {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Thread thread;

        Served(String name, String board, String... options) throws IOException {
            Path file = folder.resolve(name + ".java");
            try (var source = ServedCasesTest.class.getResourceAsStream("/cases/" + name + ".txt")) {
                Files.write(file, Objects.requireNonNull(source, name).readAllBytes());
            }
            var words = new ArrayList<>(List.of("run", file.toString(), "--board", board));
            words.addAll(List.of(options));
            thread = new Thread(
                    () -> Wroom4j.execute(Captured.terminal(Map.of(), out, err), words.toArray(String[]::new)), name);
            thread.start();
        }

        String printed() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String said() {
            return err.toString(StandardCharsets.UTF_8);
        }

        void prints(String text) {
            awaits(() -> printed().contains(text), text);
        }

        private void awaits(Callable<Boolean> holds, String what) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!holds.call()) {
                    assertTrue(
                            thread.isAlive() && System.nanoTime() < end,
                            () -> "no " + what + "\n" + printed() + said());
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** Where the module's port 80 is, as the command announces it; the last one, after a restart. */
        int port() {
            awaits(() -> DOOR.matcher(said()).find(), "port 80");
            Matcher door = DOOR.matcher(said());
            int port = 0;
            while (door.find()) {
                port = Integer.parseInt(door.group(1));
            }
            return port;
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertFalse(thread.isAlive(), "an interrupt ends it");
        }
    }

    private static Socket visit(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void ask(Socket socket, String target) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String all(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the visitor waits still", e);
        }
    }

    /** As far as its length goes: a module that restarts ends no connection. */
    private static String wholeAnswer(int port, String target) throws IOException {
        try (Socket socket = visit(port)) {
            ask(socket, target);
            var answer = new ByteArrayOutputStream();
            Matcher length;
            do {
                int next = socket.getInputStream().read();
                assertTrue(next >= 0, () -> "only came " + answer);
                answer.write(next);
                length = WHOLE.matcher(answer.toString(StandardCharsets.UTF_8));
            } while (!length.matches() || length.group(2).length() < Integer.parseInt(length.group(1)));
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static String page(int port, String target) throws IOException {
        try (Socket socket = visit(port)) {
            ask(socket, target);
            return all(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void each_of_twenty_who_come_right_behind_one_another_is_served(String board) throws IOException {
        try (var served = new Served("EchoServer", board)) {
            served.prints("serving true");
            for (int i = 0; i < 20; i++) {
                String answer = page(served.port(), "/echo?id=" + i);
                assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("id=" + i + "\n"), i + ": " + answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void who_comes_when_another_has_left_in_the_middle_gets_nothing_of_his(String board) throws IOException {
        try (var served = new Served("EchoServer", board)) {
            served.prints("serving true");
            int port = served.port();
            for (int i = 0; i < 8; i++) {
                String secret = "SECRET" + i;
                try (Socket leaver = visit(port)) {
                    ask(leaver, "/echo?" + String.join("&", java.util.Collections.nCopies(1200, secret + "=1")));
                    assertTrue(leaver.getInputStream().read(new byte[1000]) > 0, "he is being served");
                    leaver.setSoLinger(i % 2 == 0, 0);
                }
                String answer = page(port, "/echo?B" + i + "=1");
                assertFalse(answer.contains(secret), () -> "got another's answer: " + answer);
                // Where the firmware cannot take back what was on its way to the one before, he is closed rather than
                // served.
                assertTrue(answer.isEmpty() || answer.endsWith("B" + i + "=1\n"), answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void each_of_three_at_once_is_served(String board) throws Exception {
        try (var served = new Served("EchoServer", board)) {
            served.prints("serving true");
            int port = served.port();
            var visitors = Executors.newFixedThreadPool(3);
            try {
                var visits = new ArrayList<Callable<String>>();
                for (int i = 0; i < 30; i++) {
                    String id = "v" + i;
                    visits.add(() -> page(port, "/id?n=" + id).replaceFirst("(?s).*\r\n\r\n", "") + " for " + id);
                }
                for (var visit : visitors.invokeAll(visits)) {
                    String[] answer = visit.get().split(" for ");
                    assertEquals(answer[1], answer[0]);
                }
            } finally {
                visitors.shutdownNow();
                assertTrue(visitors.awaitTermination(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void an_answer_goes_out_before_the_restart_and_the_next_life_serves_anew() throws IOException {
        try (var served = new Served("RestartWithServer", "mock:")) {
            served.prints("server true");
            for (int life = 1; life <= 3; life++) {
                String answer = wholeAnswer(served.port(), "/restart");
                assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("restarting"), life + ": " + answer);
                int lives = life + 1;
                served.awaits(
                        () -> Arrays.stream(served.printed().split("\n"))
                                        .filter(line -> line.contains("server true"))
                                        .count()
                                == lives,
                        "life " + lives);
                assertTrue(page(served.port(), "/").endsWith("here"));
            }
        }
    }

    @Test
    void a_lost_notice_of_a_visitors_request_costs_no_visitor() throws Exception {
        try (var served = new Served("WebLostNotice", "mock:?fault=lost-ipd")) {
            served.prints("up true");
            int port = served.port();
            var page = new FutureTask<>(() -> page(port, "/"));
            new Thread(page, "visitor").start();
            assertTrue(page.get(20, TimeUnit.SECONDS).endsWith("hi"));
            assertTrue(page(port, "/").endsWith("hi"));
        }
    }
}
