package io.github.wroom4j.at.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.faults.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Visitors one right behind another, and several at once, of a module with a mind of its own. */
@Timeout(120)
class ServedAgainstMockTest {
    private static final List<String> FIRMWARES = List.of("at-0.40", "at-1.6.2", "at-1.7.4", "esp-at-2.2");
    private static final int PORT = 80;
    /** So many visitors in a row; whole soaks take more. */
    private static final int ROW = Boolean.getBoolean("wroom4j.full") ? 200 : 25;

    /** A driver that serves: to {@code what} it answers {@code what} some times over, then it closes. */
    private static final class Served implements AutoCloseable {
        private final MockWroom02 mock;
        private final AtDriver driver;
        private final Listener listener;
        private final Thread serving;
        private volatile boolean done;

        /** Nothing is lost on the line: nobody need be asked for what he sent. */
        Served(String firmware) {
            this(MockWroom02.builder().profile(firmware).build(), Duration.ofMinutes(5));
        }

        Served(MockWroom02 mock, Duration poll) {
            this.mock = mock;
            // Visitors here close by themselves, however slow the machine is.
            driver = AtDriver.open(
                    mock,
                    DriverOptions.DEFAULT.withCloseGrace(Duration.ofSeconds(30)).withPoll(poll));
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            listener = driver.listen(PORT, soon());
            serving = new Thread(this::serve, "served");
            serving.setDaemon(true);
            serving.start();
        }

        private void serve() {
            while (!done) {
                listener.accept(Deadline.in(Duration.ofMillis(100))).ifPresent(link -> {
                    try (link) {
                        answer(link);
                    } catch (AtException gone) {
                        // visitors go whenever they like
                    }
                });
            }
        }

        private static void answer(Link link) {
            var request = new ByteArrayOutputStream();
            var buffer = new byte[2048];
            while (!request.toString(US_ASCII).endsWith("\n")) {
                int n = link.read(buffer, 0, buffer.length, Deadline.in(Duration.ofSeconds(5)));
                if (n <= 0) {
                    return;
                }
                request.write(buffer, 0, n);
            }
            String[] words = request.toString(US_ASCII).strip().split(" ");
            byte[] answer = (words[0] + ";").repeat(Integer.parseInt(words[1])).getBytes(US_ASCII);
            link.write(answer, 0, answer.length, soon());
            link.flush(soon());
            if (words[0].startsWith("row")) {
                link.abort(); // these wait for our close
            }
        }

        Socket visitor() throws IOException {
            var socket = new Socket(
                    InetAddress.getLoopbackAddress(), mock.serverPort(PORT).orElseThrow());
            socket.setSoTimeout(10_000);
            return socket;
        }

        /** Everything that a visitor gets who asks for that. */
        String visit(String what, int times) throws IOException {
            try (Socket socket = visitor()) {
                socket.getOutputStream().write((what + " " + times + "\n").getBytes(US_ASCII));
                int most = what.startsWith("row") ? Integer.MAX_VALUE : times * (what.length() + 1);
                return new String(socket.getInputStream().readNBytes(most), US_ASCII);
            }
        }

        String lastWords() {
            return driver.transcript().tail(60);
        }

        @Override
        public void close() {
            done = true;
            try {
                serving.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            driver.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"esp-at-2.0", "esp-at-2.1", "esp-at-2.2", "esp-at-2.3"})
    void a_server_that_stops_lets_its_visitors_go_and_keeps_links_of_ours(String firmware) throws IOException {
        try (var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MockWroom02 mock = MockWroom02.builder().profile(firmware).build();
                var driver = AtDriver.open(mock)) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            Link ours = driver.open(LinkRequest.tcp("127.0.0.1", peer.getLocalPort()), soon());
            Listener listener = driver.listen(PORT, soon());
            try (var visitor = new Socket(
                    InetAddress.getLoopbackAddress(), mock.serverPort(PORT).orElseThrow())) {
                visitor.setSoTimeout(10_000);
                Link theirs = listener.accept(soon()).orElseThrow();
                listener.close();
                assertEquals(-1, visitor.getInputStream().read());
                assertFalse(theirs.isOpen());
                assertTrue(ours.isOpen());
                // AT+CIPSERVER=0,1 would have closed it too, or been refused (at-recorded-esp-at E28).
                ours.write("still".getBytes(US_ASCII), 0, 5, soon());
                ours.flush(soon());
                assertEquals("still", new String(peer.accept().getInputStream().readNBytes(5), US_ASCII));
            }
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static Stream<String> firmwares() {
        return FIRMWARES.stream();
    }

    static Stream<Arguments> crowds() {
        return FIRMWARES.stream().flatMap(f -> Stream.of(Arguments.of(f, 1), Arguments.of(f, 3)));
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void a_client_right_behind_another_is_served(String firmware) throws IOException {
        try (var served = new Served(firmware)) {
            for (int i = 0; i < ROW; i++) {
                assertEquals("row" + i + ";", served.visit("row" + i, 1), served.lastWords());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void no_part_of_an_answer_reaches_the_client_behind(String firmware) throws IOException {
        try (var served = new Served(firmware)) {
            for (int i = 0; i < ROW; i++) {
                try (Socket first = served.visitor()) {
                    first.getOutputStream().write(("SECRET" + i + " 1500\n").getBytes(US_ASCII));
                    assertTrue(first.getInputStream().read(new byte[1000]) > 0, served.lastWords());
                } // he goes amid his answer
                assertEquals("next" + i + ";", served.visit("next" + i, 1), served.lastWords());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("crowds")
    void several_clients_at_once_are_all_served(String firmware, int visitors) throws Exception {
        var pool = Executors.newFixedThreadPool(visitors);
        try (var served = new Served(firmware)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int v = 0; v < visitors; v++) {
                int of = v;
                Callable<Void> visits = () -> {
                    for (int i = 0; i < ROW; i++) {
                        assertEquals("v" + of + "i" + i + ";", served.visit("v" + of + "i" + i, 1), served.lastWords());
                    }
                    return null;
                };
                all.add(pool.submit(visits));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void of_as_many_clients_as_there_are_links_each_is_served_or_refused_at_once(String firmware) throws Exception {
        var pool = Executors.newFixedThreadPool(5);
        try (var served = new Served(firmware)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int v = 0; v < 5; v++) {
                int of = v;
                Callable<Void> visits = () -> {
                    for (int i = 0; i < ROW; i++) {
                        try {
                            String got = served.visit("v" + of + "i" + i, 1);
                            assertTrue(got.equals("v" + of + "i" + i + ";") || got.isEmpty(), got);
                        } catch (SocketTimeoutException waiting) {
                            throw waiting;
                        } catch (IOException refused) {
                            // all five ids are taken while one that was just closed is still being closed
                        }
                    }
                    return null;
                };
                all.add(pool.submit(visits));
            }
            for (Future<Void> one : all) {
                one.get();
            }
            assertFalse(served.driver.transcript().tail(100_000).contains("AT+CIPCLOSE"), served.lastWords());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_served_page_costs_its_own_commands_and_none_more() throws IOException {
        try (var served = new Served("at-1.7.4")) {
            assertEquals("one;", served.visit("one", 1));
            int before = served.driver.recording().size();
            assertEquals("two;", served.visit("two", 1));
            List<String> said = served.driver.recording().stream()
                    .skip(before)
                    .map(entry -> new String(entry.bytes(), US_ASCII))
                    .filter(text -> text.startsWith("AT"))
                    .map(String::strip)
                    .toList();
            assertEquals(List.of("AT+CIPRECVDATA=0,2048", "AT+CIPSEND=0,4"), said);
        }
    }

    @Test
    void a_visitor_whose_notice_was_lost_is_served_all_the_same() throws IOException { // H11
        var mock = MockWroom02.builder()
                .profile("at-1.7.4")
                .faults(new Faults(1).and("lost-ipd"))
                .build();
        try (var served = new Served(mock, Duration.ofMillis(500))) {
            assertEquals("lost;", served.visit("lost", 1), served.lastWords());
        }
    }
}
