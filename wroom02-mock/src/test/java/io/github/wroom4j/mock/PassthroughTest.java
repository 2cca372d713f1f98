package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transparent transmission, CIPSENDEX, CIPSENDBUF and passive SSL on each family (at-protocol §§7.4, 7.5, 9.4, 10). */
class PassthroughTest {

    private static void enter(Bench bench) {
        assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPMODE=1"));
        bench.terminal.type("AT+CIPSEND\r\n");
        bench.terminal.expect("\r\nOK\r\n\r\n>");
    }

    /** A lone {@code +++}, and then commands are answered again. */
    private static void leave(Bench bench) {
        bench.terminal.type("+++");
        String answer = "";
        // There is no reply to it (at-protocol §10): commands are tried until one is answered. Before that they would
        // be data.
        for (int i = 0; i < 1000 && bench.mock.firmware().core().input().state().ordinal() != 0; i++) {
            bench.mock.run(() -> {});
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        answer += bench.terminal.command("AT");
        assertEquals("\r\nOK\r\n", answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.1", "at-1.7", "esp-at-2.0", "esp-at-2.2"})
    void raw_bytes_pass_and_the_link_outlives_the_mode(String profile) throws IOException {
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            enter(bench);
            bench.terminal.type("a+++b\r\nAT\r\n");
            assertEquals("a+++b\r\nAT\r\n", Bench.read(peer, 11));
            Bench.write(peer, "\r\nOK\r\n0,CLOSED\r\n");
            bench.terminal.expect("\r\nOK\r\n0,CLOSED\r\n");
            leave(bench);
            // The mode stays, so a counted send is refused; then it is possible again.
            bench.terminal.type("AT+CIPSEND=2\r\n");
            bench.terminal.expectPattern("(IPMODE=1\r\n)?\r\nERROR\r\n");
            assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPMODE=0"));
            bench.terminal.type("AT+CIPSEND=2\r\n");
            bench.terminal.expectPattern("\r\nOK\r\n(> |\r\n>)");
            bench.terminal.type("hi");
            assertEquals("hi", Bench.read(peer, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void when_the_peer_goes_the_module_connects_again_without_a_word(String profile) throws IOException {
        try (Bench bench = Bench.of(profile)) {
            Socket first = bench.connect();
            enter(bench);
            for (int round = 0; round < 2; round++) {
                Bench.write(first, "last words");
                bench.terminal.expect("last words");
                first.close();
                try (Socket second = bench.accept()) {
                    // Neither CLOSED nor CONNECT, nothing but the new peer's bytes.
                    Bench.write(second, "first words");
                    bench.terminal.expect("first words");
                    bench.terminal.type("up");
                    assertEquals("up", Bench.read(second, 2));
                }
                first = bench.accept();
            }
            leave(bench);
            assertTrue(bench.terminal.command("AT+CIPSTATUS").startsWith("STATUS:3\r\n"));
            first.close();
        }
    }

    @Test
    void preconditions_are_one_link_no_server_and_a_link_that_is_up() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            assertEquals("\r\nERROR\r\n", bench.terminal.command("AT+CIPSEND"));
            bench.terminal.command("AT+CIPMUX=1");
            assertEquals("CIPMUX and CIPSERVER must be 0\r\n\r\nERROR\r\n", bench.terminal.command("AT+CIPMODE=1"));
            bench.terminal.command("AT+CIPMUX=0");
            bench.terminal.command("AT+CIPMODE=1");
            assertEquals("\r\nERROR\r\n", bench.terminal.command("AT+CIPSEND"));
            assertEquals("IPMODE must be 0\r\n\r\nERROR\r\n", bench.terminal.command("AT+CIPMUX=1"));
        }
    }

    // ---- CIPSENDEX ----

    @ParameterizedTest
    @CsvSource({
        "at-0.40, 'a\\\\b\\nc\\0', 'a\\b\\nc'",
        "at-1.7, 'a\\\\b\\nc\\0', 'a\\b\\nc'",
        "esp-at-2.2, 'a\\\\b\\nc\\0', 'a\\bnc'",
        "at-1.7, '0123456789', '0123456789'",
        "esp-at-2.2, '0123456789', '0123456789'",
    })
    void sendex_ends_at_its_mark_or_its_length_and_reads_escapes(String profile, String typed, String sent)
            throws IOException {
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSENDEX=10\r\n");
            bench.terminal.expectPattern("\r\nOK\r\n(> |\r\n>)");
            bench.terminal.type(typed);
            bench.terminal.expect("\r\nRecv " + sent.length() + " bytes\r\n\r\nSEND OK\r\n");
            assertEquals(sent, Bench.read(peer, sent.length()));
        }
    }

    // ---- CIPSENDBUF ----

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.3", "at-1.7"})
    void sendbuf_queues_counts_and_forgets_segments(String profile) throws IOException {
        boolean withId = profile.equals("at-0.40");
        try (Bench bench = Bench.of(profile)) {
            bench.terminal.command("AT+CIPMUX=1");
            try (Socket peer = bench.connect(3)) {
                bench.mock.network().acksLost(true);
                // The first is on its way for ever; eight may wait behind it.
                for (int i = 1; i <= 9; i++) {
                    bench.terminal.type("AT+CIPSENDBUF=3,2\r\n");
                    bench.terminal.expect(i + ",0\r\n\r\nOK\r\n> ");
                    bench.terminal.type("s" + i);
                    bench.terminal.expect("\r\nRecv 2 bytes\r\n");
                }
                bench.terminal.type("AT+CIPSENDBUF=3,2\r\n");
                bench.terminal.expect("QUEUE FULL\r\n\r\nERROR\r\n");
                bench.terminal.type("AT+CIPBUFSTATUS=3\r\n");
                bench.terminal.expectPattern((withId ? "3," : "") + "10,1,0,\\d+,0\r\n\r\nOK\r\n");
                bench.terminal.type("AT+CIPCHECKSEQ=3,1\r\n");
                bench.terminal.expect("3,1,FALSE\r\n\r\nOK\r\n");
                // One is being sent, so nothing can be forgotten now.
                assertEquals("\r\nERROR\r\n", bench.terminal.command("AT+CIPBUFRESET=3"));
                assertEquals("s1", Bench.read(peer, 2));
            }
            bench.terminal.expect("3,CLOSED\r\n");
            // What waited has failed, segment by segment.
            bench.terminal.expectPattern("(3,\\d,SEND FAIL\r\n){9}");
            bench.mock.network().acksLost(false);
            try (Socket peer = bench.connect(3)) {
                assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPBUFRESET=3"));
                bench.terminal.type("AT+CIPSENDBUF=3,4\r\n");
                bench.terminal.expect("1,0\r\n\r\nOK\r\n> ");
                bench.terminal.type("ping");
                bench.terminal.expect("\r\nRecv 4 bytes\r\n\r\n3,1,SEND OK\r\n");
                assertEquals("ping", Bench.read(peer, 4));
                bench.terminal.type("AT+CIPCHECKQUEUE=3,1\r\n");
                bench.terminal.expect("3,1,TRUE\r\n\r\nOK\r\n");
            }
        }
    }

    @Test
    void sendbuf_is_refused_when_its_bytes_do_not_fit() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.mock.network().acksLost(true);
            // One is on its way, and of the 2920 bytes that may wait one more takes its share (at-recorded D56).
            for (int i = 0; i < 2; i++) {
                bench.terminal.type("AT+CIPSENDBUF=2048\r\n");
                bench.terminal.expectPattern("\\d,0\r\n\r\nOK\r\n> ");
                bench.terminal.type("x".repeat(2048));
                bench.terminal.expect("\r\nRecv 2048 bytes\r\n");
            }
            bench.terminal.type("AT+CIPSENDBUF=2048\r\n");
            bench.terminal.expect("BUFFER FULL\r\n\r\nERROR\r\n");
            assertTrue(peer.isConnected());
        }
    }

    // ---- L10 ----

    @Test
    void l10_passive_ssl_of_esp_at_promises_ciphertext_and_ends_with_error_then_closed() throws IOException {
        LegacyTlsServer server = LegacyTlsServer.ofManyVersions(
                        DemoAuthority.create().issue(Leaf.localhost()))
                .start();
        try (Bench bench = Bench.of("esp-at-2.2")) {
            bench.terminal.command("AT+CIPRECVMODE=1");
            bench.terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            bench.terminal.expect("CONNECT\r\n\r\nOK\r\n");
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
            bench.terminal.type("AT+CIPSEND=" + request.length() + "\r\n");
            bench.terminal.expect("\r\nOK\r\n\r\n>");
            bench.terminal.type(request);
            bench.terminal.until(text -> text.contains("SEND OK\r\n") && text.contains("+IPD,"));
            String lengths = bench.terminal.command("AT+CIPRECVLEN?");
            int promised = Integer.parseInt(lengths.replaceAll("(?s).*CIPRECVLEN:(\\d+).*", "$1"));
            bench.terminal.type("AT+CIPRECVDATA=2048\r\n");
            String read = bench.terminal.until(text -> text.endsWith("\r\nOK\r\n"));
            int got = Integer.parseInt(read.replaceAll("(?s).*CIPRECVDATA:(\\d+).*", "$1"));
            assertTrue(got > 0 && got < promised, got + " of " + promised);
            // Who believed the length asks for the rest.
            assertEquals("\r\nERROR\r\n", bench.terminal.command("AT+CIPRECVDATA=" + (promised - got)));
            server.close();
            bench.terminal.expect("CLOSED\r\n");
        } finally {
            server.close();
        }
    }
}
