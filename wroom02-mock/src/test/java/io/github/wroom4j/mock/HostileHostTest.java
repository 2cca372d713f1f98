package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.serve.TcpDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Hosts that send garbage, never end a line, or go away in the middle: every profile stays alive and clean. */
class HostileHostTest {
    /** Of 64 KiB each: 10 MiB in the long run; at-1.7 gets them in QuirksTest every time. */
    private static final int CHUNKS = Boolean.getBoolean("wroom4j.full") ? 160 : 1;

    private interface Attack {
        void on(Bench bench) throws IOException;
    }

    private static Stream<DynamicTest> everyProfile(Attack attack) {
        return Profile.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    try (Bench bench = Bench.of(name)) {
                        settle(bench);
                        int heap = bench.mock.chip().heap().freeSize();
                        attack.on(bench);
                        isWell(bench, heap);
                    }
                }));
    }

    private static void settle(Bench bench) {
        if (bench.mock.profile().name().endsWith("klab")) {
            // Its debug text follows the join.
            bench.terminal.until(text -> text.contains("ip:") && text.endsWith("\n"));
        }
    }

    /** Answers, has no links, and all heap that it had. */
    private static void isWell(Bench bench, int heap) {
        // Half a line may be left: this ends it, at the price of one ERROR.
        bench.terminal.type("\r\n");
        String status = "";
        // Answers to the attack may still come first.
        for (int i = 0; i < 10_000 && !status.contains("STATUS:"); i++) {
            bench.terminal.type("AT+CIPSTATUS\r\n");
            status = bench.terminal.expectPattern(".*?(OK|ERROR|busy p\\.\\.\\.)\r\n");
        }
        assertTrue(status.contains("STATUS:"), Terminal.visible(status));
        assertFalse(status.contains("+CIPSTATUS"), Terminal.visible(status));
        for (int i = 0; i < 100 && bench.mock.chip().heap().freeSize() != heap; i++) {
            bench.mock.run(() -> {});
        }
        assertEquals(heap, bench.mock.chip().heap().freeSize(), "bytes of free heap");
    }

    @TestFactory
    Stream<DynamicTest> garbage_of_all_bytes_is_survived() {
        return everyProfile(bench -> {
            var random = new Random(7);
            for (int i = 0; i < 20; i++) {
                var noise = new byte[1 + random.nextInt(4000)];
                random.nextBytes(noise);
                bench.terminal.type(noise);
                bench.terminal.type(i % 2 == 0 ? "AT" : "\n");
                bench.terminal.rest(java.time.Duration.ZERO);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> megabytes_without_a_line_end_are_survived() {
        return everyProfile(bench -> {
            var noise = new byte[1 << 16];
            new Random(7).nextBytes(noise);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = noise[i] == '\n' ? (byte) 'x' : noise[i];
            }
            bench.terminal.type("AT+CIPSTART=\"");
            for (int i = 0; i < CHUNKS; i++) {
                bench.terminal.type(noise);
                bench.terminal.rest(java.time.Duration.ZERO);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> a_host_that_vanishes_in_a_command_is_followed_by_one_that_is_answered() {
        return everyProfile(bench -> bench.terminal.type("AT+CIPSTART=\"TCP\",\"127.0.0.1\","));
    }

    @TestFactory
    Stream<DynamicTest> a_host_that_vanishes_in_a_payload_leaves_a_module_that_the_next_can_free() {
        return everyProfile(bench -> {
            Socket peer = bench.connect();
            bench.terminal.type("AT+CIPSEND=100\r\n");
            bench.terminal.expectPattern("(\r\n)?OK\r\n(\r\n>|> )");
            bench.terminal.type("half of it");
            // The peer gives up as well. What remains waits for its bytes, as on a module (at-protocol §7.4).
            peer.close();
            bench.terminal.expectPattern("CLOSED\r\n");
            if (bench.mock.profile().name().startsWith("atmod")) {
                // This one knows no cancel: only 90 bytes more end it.
                bench.terminal.type("x".repeat(90));
                bench.terminal.expectPattern("\r\nRecv 100 bytes\r\n.*?(FAIL|ERROR)\r\n");
            } else {
                bench.mock.run(() -> {});
                bench.terminal.type("+++");
                bench.terminal.expect("\r\nSEND Canceled\r\n");
            }
        });
    }

    @Test
    void hosts_on_a_tcp_port_may_vanish_anywhere_and_the_next_finds_the_module() throws Exception {
        String[] halves = {"A", "AT+CW", "AT+CIPSTART=\"TCP\",\"127.0", "\u00ff\u0000\n\r\r", "AT+CIPSEND=10\r\nabc"};
        MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build();
        try (TcpDevice device = TcpDevice.start(mock, InetAddress.getLoopbackAddress(), 0)) {
            for (String half : halves) {
                try (Socket host = new Socket(InetAddress.getLoopbackAddress(), device.port())) {
                    host.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
                    // Gone without a word: a reset, no FIN.
                    host.setSoLinger(true, 0);
                }
                // The port serves one at a time, and turns the next away until it has noticed that the last is gone.
                boolean answered = false;
                for (int i = 0; i < 1000 && !answered; i++) {
                    answered = isAnswered(device.port());
                }
                assertTrue(answered, "after " + half);
            }
        }
    }

    private static boolean isAnswered(int port) {
        try (Socket host = new Socket(InetAddress.getLoopbackAddress(), port)) {
            host.setSoTimeout(15_000);
            host.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            var text = new StringBuilder();
            for (int b; (b = host.getInputStream().read()) >= 0; ) {
                text.append((char) b);
                if (text.toString().endsWith("\r\nERROR\r\n")) {
                    // The half line, or nothing at all, has been refused. Sooner it would be busy.
                    host.getOutputStream().write("AT\r\n".getBytes(StandardCharsets.US_ASCII));
                } else if (text.toString().endsWith("\r\nOK\r\n")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            System.getLogger(HostileHostTest.class.getName()).log(System.Logger.Level.DEBUG, "turned away", e);
            return false;
        }
    }
}
