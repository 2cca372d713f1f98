package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.sdk.user_interface;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault by its name, and what a host sees of it (peers.md §1.5; those that QuirksTest does not provoke). */
class FaultsTest {
    private static final String DIGITS = "0123456789".repeat(40);
    private static final String OKS = "\r\nOK\r\n".repeat(200);

    private interface Effect {
        void on(Bench bench) throws Exception;
    }

    private record Row(String profile, String fault, Effect effect) {}

    private static final List<Row> ROWS = new ArrayList<>();

    private static void row(String profile, String fault, Effect effect) {
        ROWS.add(new Row(profile, fault, effect));
    }

    static {
        row("esp-at-2.2", "F5", bench -> {
            Socket peer = bench.connect();
            Bench.write(peer, "pong");
            peer.close();
            // Without the fault this firmware ends a payload with CRLF (at-protocol §9.2).
            bench.terminal.expect("\r\n+IPD,4:pongCLOSED\r\n");
        });
        row("at-1.7", "F8", bench -> {
            bench.terminal.type("AT+CIPSSLSIZE=8192\r\n");
            bench.terminal.expect("\r\nERROR\r\n");
            bench.terminal.type("AT+CIPSSLSIZE=4096\r\n");
            bench.terminal.expect("\r\nOK\r\n");
        });
        row("at-1.7", "F10", bench -> {
            try (Socket peer = bench.connect()) {
                long before = System.nanoTime();
                send(bench, "x");
                assertTrue(System.nanoTime() - before >= 20_000_000, "SEND OK came earlier than 20 ms");
                assertEquals("x", Bench.read(peer, 1));
            }
        });
        row("at-1.7", "F11", bench -> {
            bench.mock.reset();
            String boot = bench.terminal.until(text -> text.endsWith("\r\nready\r\n"));
            assertTrue(boot.contains("\r\nready\u00fe\r\nr\u0080ady\r\nready\r\n"), Terminal.visible(boot));
        });
        row("at-1.7", "F12", bench -> refusesIdleTimeWithoutServer(bench));
        row("atmod-0.5", "F12", bench -> refusesIdleTimeWithoutServer(bench));
        row("at-1.7", "F14", bench -> {
            bench.terminal.command("AT+CIPRECVMODE=1");
            Socket first = bench.connect();
            Bench.write(first, "old");
            bench.terminal.expect("\r\n+IPD,3\r\n");
            first.close();
            bench.terminal.expect("CLOSED\r\n");
            try (Socket second = bench.connect()) {
                Bench.write(second, "new");
                bench.terminal.expect("\r\n+IPD,3\r\n");
                bench.terminal.type("AT+CIPRECVDATA=10\r\n");
                bench.terminal.expect("\r\n+CIPRECVDATA,3:new\r\nOK\r\n");
            }
        });
        row("at-1.7", "stuck-prompt", bench -> {
            try (Socket peer = bench.connect()) {
                assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPSEND=1"));
                // The module does wait for the payload: only its prompt is missing.
                bench.terminal.type("x");
                bench.terminal.expect("\r\nRecv 1 bytes\r\n\r\nSEND OK\r\n");
                assertEquals("x", Bench.read(peer, 1));
            }
        });
        row("at-1.7", "lost-ipd@nth=1", bench -> {
            try (Socket peer = bench.connect()) {
                Bench.write(peer, "lost");
                // The send's acknowledgement orders the two segments.
                send(bench, "x");
                assertEquals("x", Bench.read(peer, 1));
                Bench.write(peer, "kept");
                bench.terminal.expect("\r\n+IPD,4:kept");
            }
        });
        row("at-1.7", "late-closed=300", bench -> {
            Socket peer = bench.connect();
            long before = System.nanoTime();
            peer.close();
            bench.terminal.expect("CLOSED\r\n");
            assertTrue(System.nanoTime() - before >= 250_000_000, "CLOSED came early");
        });
        row("at-1.7", "ap-loss@byte=200", bench -> {
            assertTrue(bench.mock.air().find(MockBuilder.SSID).isPresent());
            String text = "";
            for (int i = 0; i < 50 && !text.contains("WIFI DISCONNECT"); i++) {
                text += bench.terminal.command("AT");
            }
            assertTrue(text.contains("WIFI DISCONNECT\r\n"), Terminal.visible(text));
            bench.terminal.type(bench.start(""));
            bench.terminal.expect("no ip\r\n\r\nERROR\r\n");
        });
        row("at-1.7", "brown-out@byte=300", bench -> resetsByItself(bench, ResetReason.DEFAULT));
        row("at-1.7", "watchdog@byte=300", bench -> resetsByItself(bench, ResetReason.WDT));
        row("at-1.7", "latency=200", bench -> {
            try (Socket peer = bench.connect()) {
                long before = System.nanoTime();
                Bench.write(peer, "late");
                bench.terminal.expect("\r\n+IPD,4:late");
                assertTrue(System.nanoTime() - before >= 190_000_000, "the data came early");
            }
        });
        row("at-1.7", "bandwidth=10000", bench -> {
            try (Socket peer = bench.connect()) {
                long before = System.nanoTime();
                Bench.write(peer, "x".repeat(3000));
                bench.terminal.until(text -> text.chars().filter(c -> c == 'x').count() == 3000);
                assertTrue(System.nanoTime() - before >= 140_000_000, "3000 bytes came faster than 10 kB/s");
            }
        });
        row("at-1.7", "slicer=10", bench -> {
            try (Socket peer = bench.connect()) {
                Bench.write(peer, "0123456789abcdefghij");
                bench.terminal.expect("\r\n+IPD,10:0123456789\r\n+IPD,10:abcdefghij");
            }
        });
        row("at-1.7", "limit=8", bench -> {
            try (Socket peer = bench.connect()) {
                Bench.write(peer, "12345678");
                bench.terminal.until(text -> text.endsWith("CLOSED\r\n"));
                assertTrue(peer.isConnected());
            }
        });
        for (String profile : List.of("at-1.7", "at-0.40", "esp-at-2.2", "atmod-0.5")) {
            row(profile, "slow-close=200", bench -> {
                Socket peer = bench.connect();
                long before = System.nanoTime();
                peer.close();
                bench.terminal.expect("CLOSED\r\n");
                assertTrue(System.nanoTime() - before >= 190_000_000, "the peer's close was quick");
                bench.connect();
                before = System.nanoTime();
                bench.terminal.type("AT+CIPCLOSE\r\n");
                if (!profile.startsWith("atmod")) {
                    // The core is busy until the FINs are exchanged (at-protocol §7.6).
                    bench.terminal.type("AT\r\n");
                    bench.terminal.expect("\r\nbusy p...\r\n");
                }
                bench.terminal.expectPattern("CLOSED\r\n(\r\n)?OK\r\n");
                assertTrue(System.nanoTime() - before >= 190_000_000, "our own close was quick");
            });
            row(profile, "reset=100", bench -> {
                Socket peer = bench.connect();
                bench.terminal.expect("CLOSED\r\n");
                assertThrows(SocketException.class, () -> Bench.read(peer, 1));
            });
        }
        row("at-1.7", "syn-lost", bench -> {
            // Silence, until the SYNs are spent; then it fails as any other (at-protocol §7.3).
            bench.terminal.type(bench.start(""));
            bench.terminal.type("AT\r\n");
            bench.terminal.expect("\r\nbusy p...\r\n\r\nERROR\r\nCLOSED\r\n");
        });
        row("at-1.7", "acks-lost", bench -> {
            Socket peer = bench.connect();
            bench.terminal.type("AT+CIPSEND=1\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type("x");
            bench.terminal.expect("\r\nRecv 1 bytes\r\n");
            assertEquals("x", Bench.read(peer, 1));
            // Without an acknowledgement it waits, and says so to whoever types (at-protocol §7.4).
            bench.terminal.type("AT\r\n");
            bench.terminal.expect("\r\nbusy s...\r\n");
            peer.close();
            bench.terminal.expect("CLOSED\r\nSEND FAIL\r\n");
        });
        row("at-1.7", "slow-ack=200", bench -> {
            try (Socket peer = bench.connect()) {
                long before = System.nanoTime();
                send(bench, "x");
                assertTrue(System.nanoTime() - before >= 190_000_000, "SEND OK came before the acknowledgement");
                assertEquals("x", Bench.read(peer, 1));
            }
        });
        row("at-1.7", "dns-silent", bench -> {
            bench.terminal.type("AT+CIPDOMAIN=\"localhost\"\r\n");
            bench.terminal.expectPattern("DNS Fail\r\n\r\nERROR\r\n");
        });
        row(
                "at-1.7",
                "dropped-to-host@nth=900",
                bench -> assertEquals(1199, answers(bench).length()));
        row(
                "at-1.7",
                "duplicated-to-host@nth=900",
                bench -> assertEquals(1201, answers(bench).length()));
        row("at-1.7", "corrupted-to-host@nth=900", bench -> assertEquals(1, differences(OKS, answers(bench))));
        row("at-1.7", "dropped-to-module@nth=300", bench -> {
            // One byte is missing, so one more is taken.
            String got = arrives(bench, DIGITS + "x");
            assertTrue(got.endsWith("9x") && got.length() == DIGITS.length(), got);
        });
        row("at-1.7", "duplicated-to-module@nth=300", bench -> {
            String got = arrives(bench, DIGITS);
            assertTrue(got.matches("(0123456789)*0?1?2?3?4?5?6?7?8?(\\d)\\2.*8"), got);
        });
        row("at-1.7", "corrupted-to-module@nth=300", bench -> {
            assertEquals(1, differences(DIGITS, arrives(bench, DIGITS)));
        });
        row("at-1.7", "overrun", bench -> {
            try (Socket peer = bench.connect()) {
                bench.terminal.type("AT+CIPSEND=128\r\n");
                bench.terminal.expect("\r\nOK\r\n> ");
                bench.terminal.type(DIGITS);
                // A FIFO's worth arrives. The rest is lost silently, where else it would be refused busy
                // (at-protocol §16.4).
                bench.terminal.expect("\r\nRecv 128 bytes\r\n\r\nSEND OK\r\n");
                assertEquals(DIGITS.substring(0, 128), Bench.read(peer, 128));
                bench.terminal.type("AT\r\n");
                bench.terminal.expect("\r\nOK\r\n");
            }
        });
    }

    private static final String[] BY_WORDS = {
        "F1=1", "F2=1", "F3", "F6=1", "F7", "F9", "F10", "F11", "stuck-prompt", "lost-ipd", "late-closed"
    };
    /** Each of them is, byte for byte, what a fault waits for. */
    private static final List<String> DOUBLES = List.of(
            "=",
            "CONNECT\r\n",
            "\r\nRecv 4 bytes\r\n",
            "\r\n+IPD,4:late",
            "\r\nSEND OK\r\n",
            "\r\n1,SEND OK\r\n",
            "CLOSED\r\n",
            "0,CLOSED\r\n",
            "> ",
            "\r\n>",
            "\r\nready\r\n",
            "+CIPSTART=\"SSL\"");

    @Test
    void no_fault_takes_payload_for_the_firmwares_own_words() throws IOException {
        for (String name : BY_WORDS) {
            try (Bench bench = Bench.with("at-1.7", name);
                    Socket peer = bench.connect()) {
                // Raw data are nothing but payload: every byte comes, none late, none more.
                bench.terminal.command("AT+CIPMODE=1");
                bench.terminal.type("AT+CIPSEND\r\n");
                bench.terminal.expect("\r\nOK\r\n" + (name.equals("stuck-prompt") ? "" : "\r\n>"));
                for (String text : DOUBLES) {
                    Bench.write(peer, text);
                    bench.terminal.expect(text);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F2=1", "F6=1", "F7", "F10", "stuck-prompt", "late-closed"})
    void nor_in_a_block_that_counts_it(String fault) throws IOException {
        for (String profile : List.of("at-1.7", "esp-at-2.2")) {
            try (Bench bench = Bench.with(profile, fault);
                    Socket peer = bench.connect()) {
                String all = String.join("", DOUBLES);
                Bench.write(peer, all);
                String tail = profile.startsWith("esp") ? "\r\n" : "";
                bench.terminal.expect("\r\n+IPD," + all.length() + ":" + all + tail);
                bench.terminal.command("AT+CIPRECVMODE=1");
                Bench.write(peer, all);
                bench.terminal.expect("\r\n+IPD," + all.length() + "\r\n");
                bench.terminal.type("AT+CIPRECVDATA=2000\r\n");
                bench.terminal.expectPattern("(\r\n\\+CIPRECVDATA,|\\+CIPRECVDATA:)" + all.length() + "[:,]");
                bench.terminal.expect(all + "\r\nOK\r\n");
            }
        }
    }

    @Test
    void what_waits_for_an_event_does_not_wait_for_ever() throws IOException {
        try (Bench bench = Bench.with("at-1.7", "F2=30");
                Socket peer = bench.connect()) {
            // The peer says nothing: F2 gives up, and the send ends as it always does.
            for (int i = 0; i < 3; i++) {
                long before = System.nanoTime();
                send(bench, "x");
                assertTrue(System.nanoTime() - before >= 30_000_000, "Recv was not held");
                assertEquals("x", Bench.read(peer, 1));
            }
        }
    }

    @Test
    void data_that_wait_to_be_overtaken_keep_their_order_and_come_without_a_close_too() throws IOException {
        try (Bench bench = Bench.with("at-1.7", "F6=200@nth=1")) {
            bench.terminal.command("AT+CIPMUX=1");
            try (Socket first = bench.connect(0)) {
                Socket second = bench.connect(1);
                Bench.write(first, "one");
                // A few turns of the loop: "one" is there, and waits.
                bench.terminal.command("AT+CIPSTATUS");
                bench.terminal.command("AT+CIPSTATUS");
                // Another link's data are not concerned, nor is its end.
                Bench.write(second, "other");
                second.close();
                String text = bench.terminal.until(t -> t.endsWith("1,CLOSED\r\n"));
                Bench.write(first, "two");
                text += bench.terminal.until(t -> t.endsWith("two"));
                assertTrue(
                        text.replaceAll("\r\n\\+IPD,0,\\d:", "").endsWith("onetwo") && text.contains("+IPD,1,5:other"),
                        Terminal.visible(text));
            }
        }
    }

    @Test
    void f9_strikes_an_ssl_link_by_chance_or_at_a_byte_and_nothing_else() throws IOException {
        try (Bench bench = Bench.with("esp-at-2.2", "F9@nth=100000")) {
            // With a byte it is a watchdog, not a matter of SSL.
            bench.terminal.type("AT+CIPSTART=\"SSL\",\"127.0.0.1\"," + bench.port() + "\r\n");
            try (Socket peer = bench.listener.accept()) {
                assertTrue(peer.isConnected());
            }
            bench.terminal.expect("\r\nERROR\r\n");
        }
        try (Bench bench = Bench.with("at-1.7", "F9@50%")) {
            int lives = 0;
            for (int i = 0; i < 200 && lives < 3; i++) {
                bench.terminal.type("AT+CIPSTART=\"SSL\",\"\",1\r\n");
                String text = bench.terminal.until(t -> t.endsWith("ERROR\r\n") || t.endsWith("ready\r\n"));
                lives += text.endsWith("ready\r\n") ? 1 : 0;
            }
            assertEquals(3, lives);
            bench.terminal.type("AT+CIPSTART=\"TCP\",\"\",1\r\n");
            bench.terminal.until(t -> t.endsWith("ERROR\r\n"));
        }
    }

    @TestFactory
    Stream<DynamicTest> every_fault_shows_its_effect() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.fault + " on " + row.profile, () -> {
                    // Patience of seconds passes on a clock of its own, when nothing can happen any more.
                    var clock = new ManualClock();
                    boolean silent = List.of("syn-lost", "dns-silent").contains(row.fault);
                    MockBuilder builder =
                            MockWroom02.builder().profile(row.profile).faults(new Faults(1).and(row.fault));
                    try (Bench bench = Bench.of(silent ? builder.clock(clock) : builder);
                            ManualClock.Stop driver = silent ? clock.drive() : () -> {}) {
                        assertNotNull(driver);
                        row.effect.on(bench);
                    }
                }));
    }

    private static void send(Bench bench, String payload) {
        bench.terminal.type("AT+CIPSEND=" + payload.length() + "\r\n");
        bench.terminal.expect("\r\nOK\r\n> ");
        bench.terminal.type(payload);
        bench.terminal.expect("\r\nRecv " + payload.length() + " bytes\r\n\r\nSEND OK\r\n");
    }

    private static void refusesIdleTimeWithoutServer(Bench bench) {
        bench.terminal.type("AT+CIPSTO=10\r\n");
        bench.terminal.expect("\r\nERROR\r\n");
        bench.terminal.type("AT+CIPSTO?\r\n");
        bench.terminal.expect("+CIPSTO:180\r\n\r\nOK\r\n");
        bench.terminal.command("AT+CIPMUX=1");
        bench.terminal.command("AT+CIPSERVER=1,80");
        bench.terminal.type("AT+CIPSTO=10\r\n");
        bench.terminal.expect("\r\nOK\r\n");
    }

    private static void resetsByItself(Bench bench, ResetReason reason) {
        String text = "";
        for (int i = 0; i < 60 && !text.endsWith("ready\r\n"); i++) {
            bench.terminal.type("AT\r\n");
            text = bench.terminal.until(t -> t.endsWith("\r\nOK\r\n") || t.endsWith("\r\nready\r\n"));
        }
        assertTrue(text.endsWith("\r\nready\r\n"), Terminal.visible(text));
        assertEquals(reason.code(), bench.mock.<Integer>call(() -> user_interface.system_get_rst_info().reason));
        bench.terminal.type("AT\r\n");
        // A new life echoes again.
        bench.terminal.expect("AT\r\n\r\nOK\r\n");
    }

    /** What comes for two hundred times AT, whatever became of one byte. */
    private static String answers(Bench bench) {
        var text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            bench.terminal.type("AT\r\n");
            text.append(bench.terminal.until(t -> t.length() >= 5));
        }
        return text.append(bench.terminal.rest(Duration.ofMillis(50))).toString();
    }

    /** What the peer has of a payload. */
    private static String arrives(Bench bench, String typed) throws IOException {
        try (Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSEND=" + DIGITS.length() + "\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type(typed);
            bench.terminal.until(text -> text.endsWith("SEND OK\r\n"));
            return Bench.read(peer, DIGITS.length());
        }
    }

    private static long differences(String a, String b) {
        assertEquals(a.length(), b.length());
        return IntStream.range(0, a.length())
                .filter(i -> a.charAt(i) != b.charAt(i))
                .count();
    }
}
