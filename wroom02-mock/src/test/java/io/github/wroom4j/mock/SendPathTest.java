package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** at-protocol §§16.3, 16.4 and 16.6, and how links are closed (at-protocol §7.6). */
class SendPathTest {
    private static final Identity LOCALHOST = DemoAuthority.create().issue(Leaf.localhost());
    private static final String ANY_PROMPT = "(\r\n)?OK\r\n(> |\r\n>)";

    private static void prompt(Bench bench, String command) {
        bench.terminal.type(command + "\r\n");
        bench.terminal.expectPattern(ANY_PROMPT);
    }

    // ---- 16.3: what looks like protocol ----

    @Test
    void a_byte_lost_in_a_payload_makes_the_count_eat_what_follows() throws IOException {
        try (Bench bench = Bench.of(
                MockWroom02.builder().profile("at-1.7").faults(new Faults(1).and("dropped-to-host@nth=1200")))) {
            Socket peer = bench.connect();
            Bench.write(peer, "x".repeat(1400));
            peer.close();
            bench.terminal.expect("\r\n+IPD,1400:");
            // 1399 come; who counts to 1400 takes the C of CLOSED for data.
            bench.terminal.expect("x".repeat(1399) + "CLOSED\r\n");
        }
    }

    @Test
    void a_name_with_quotes_and_commas_is_typed_escaped_and_printed_raw() {
        String ssid = "it's \"5,G\" \\o/";
        try (MockWroom02 mock = MockWroom02.builder()
                .profile("at-1.7")
                .accessPoint(AirAccessPoint.of(ssid, "pass,\"word\""))
                .build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            terminal.command("AT+CWMODE_CUR=1");
            assertTrue(terminal.command("AT+CWLAP").contains(",\"" + ssid + "\","));
            String joined = terminal.command("AT+CWJAP_CUR=\"it's \\\"5\\,G\\\" \\\\o/\",\"pass\\,\\\"word\\\"\"");
            assertEquals("WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n", joined);
            assertTrue(terminal.command("AT+CWJAP?").startsWith("+CWJAP:\"" + ssid + "\",\""));
        }
    }

    // ---- 16.4: flow control ----

    @Test
    void flow_control_with_an_unconnected_cts_stalls_the_module_until_someone_drives_it() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.type("AT+UART_CUR=115200,8,1,0,3\r\n");
            bench.terminal.expect("\r\nOK\r\n");
            bench.terminal.type("AT\r\n");
            assertEquals("", bench.terminal.rest(Duration.ofMillis(100)));
            // The command was carried out; its answer waits in the ring.
            bench.mock.uart().configure(UartConfig.DEFAULT.withFlow(UartConfig.Flow.RTS_CTS));
            bench.terminal.expect("\r\nOK\r\n");
            bench.mock.uart().configure(UartConfig.DEFAULT);
            bench.terminal.type("AT\r\n");
            assertEquals("", bench.terminal.rest(Duration.ofMillis(100)));
            // Only a reset helps whoever has no such wire.
            bench.mock.reset();
            bench.terminal.awaitReady();
        }
    }

    // ---- 16.6: the send path ----

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void a_tail_of_three_plus_signs_that_is_a_batch_of_its_own_cancels_the_send(String profile) throws IOException {
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            int batch = bench.mock.firmware().version().number("batch");
            prompt(bench, "AT+CIPSEND=" + (batch + 3));
            // The FIFO is served when it is full; the tail is the next service (at-protocol §3.6).
            bench.terminal.type("x".repeat(batch) + "+++");
            bench.terminal.expect("\r\nSEND Canceled\r\n");
            // A pause within the run helps: neither batch is "+++".
            prompt(bench, "AT+CIPSEND=" + (batch + 3));
            bench.terminal.type("y".repeat(batch) + "+");
            bench.mock.run(() -> {});
            bench.mock.run(() -> {});
            bench.terminal.type("++");
            bench.terminal.expect("\r\nRecv " + (batch + 3) + " bytes\r\n\r\nSEND OK\r\n");
            assertEquals("y".repeat(batch) + "+++", Bench.read(peer, batch + 3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2", "atmod-0.5"})
    void a_send_of_two_segments_ends_with_one_send_ok(String profile) throws IOException {
        String payload = "0123456789abcdef".repeat(128);
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            prompt(bench, "AT+CIPSEND=2048");
            bench.terminal.type(payload);
            bench.terminal.expect("\r\nRecv 2048 bytes\r\n\r\nSEND OK\r\n");
            assertEquals(payload, Bench.read(peer, 2048));
            bench.terminal.type("AT+CIPSEND=2049\r\n");
            bench.terminal.expectPattern("(too long\r\n)?\r\nERROR\r\n");
        }
    }

    @Test
    void with_late_acknowledgements_nonos_waits_for_both_segments_and_esp_at_for_none() throws IOException {
        for (String profile : new String[] {"at-1.7", "esp-at-2.2"}) {
            try (Bench bench = Bench.with(profile, "slow-ack=150");
                    Socket peer = bench.connect()) {
                prompt(bench, "AT+CIPSEND=2048");
                long before = System.nanoTime();
                bench.terminal.type("x".repeat(2048));
                bench.terminal.expect("\r\nRecv 2048 bytes\r\n");
                if (profile.startsWith("at-")) {
                    bench.terminal.expect("\r\nSEND OK\r\n");
                    assertTrue(System.nanoTime() - before >= 140_000_000, "SEND OK came before the acknowledgement");
                } else {
                    bench.mock.network().acksLost(true);
                    // Queued is sent, here (at-protocol §7.4).
                    bench.terminal.expect("\r\nSEND OK\r\n");
                }
                assertEquals(2048, Bench.read(peer, 2048).length());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.3", "at-1.7", "esp-at-2.2", "atmod-0.5"})
    void a_send_of_several_records_ends_with_one_send_ok(String profile) throws IOException {
        try (LegacyTlsServer server = LegacyTlsServer.ofManyVersions(LOCALHOST).start();
                Bench bench = Bench.of(profile)) {
            bench.terminal.command("AT+CIPSSLSIZE=4096");
            bench.terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            bench.terminal.expect("CONNECT\r\n\r\nOK\r\n");
            String head = "POST /echo HTTP/1.0\r\nHost: localhost\r\nContent-Length: ";
            String body = "z".repeat(2048 - head.length() - "1960\r\n\r\n".length());
            String request = head + body.length() + "\r\n\r\n" + body;
            assertEquals(2048, request.length());
            prompt(bench, "AT+CIPSEND=2048");
            bench.terminal.type(request);
            String all = bench.terminal.until(text -> text.contains("CLOSED") && text.contains("SEND OK"));
            assertEquals(2, all.split("SEND OK", -1).length, Terminal.visible(all));
            assertArrayEquals(
                    body.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    server.requests().get(0).body());
        }
    }

    @Test
    void payload_that_comes_before_the_prompt_is_lost() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSEND=4\r\nlost");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type("kept");
            bench.terminal.expect("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
            assertEquals("kept", Bench.read(peer, 4));
        }
    }

    @ParameterizedTest
    @CsvSource({"at-0.40,busy s...", "at-1.7,busy s...", "esp-at-2.2,busy p..."})
    void a_line_end_behind_the_payload_is_answered_busy(String profile, String busy) throws IOException {
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            prompt(bench, "AT+CIPSEND=4");
            bench.terminal.type("ping\r\n");
            // The receiving task answers the surplus before the sending one takes the payload (at-recorded D2, E4).
            bench.terminal.expect("\r\n" + busy + "\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
            assertEquals("ping", Bench.read(peer, 4));
        }
    }

    @Test
    void on_esp_atmod_it_is_parsed_as_the_next_command() throws IOException {
        try (Bench bench = Bench.of("atmod-0.5");
                Socket peer = bench.connect()) {
            prompt(bench, "AT+CIPSEND=4");
            bench.terminal.type("pingAT\r\n");
            bench.terminal.expect("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n\r\nOK\r\n");
            assertEquals("ping", Bench.read(peer, 4));
        }
    }

    @Test
    void send_fail_does_not_mean_closed() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            prompt(bench, "AT+CIPSEND=0");
            bench.terminal.type("x");
            bench.terminal.expect("\r\nbusy s...\r\n\r\nRecv 0 bytes\r\nSEND FAIL\r\n");
            Bench.write(peer, "alive");
            bench.terminal.expect("\r\n+IPD,5:alive");
            assertTrue(bench.terminal.command("AT+CIPSTATUS").startsWith("STATUS:3\r\n+CIPSTATUS:0,"));
        }
    }

    // ---- 7.6: closing in order, and aborting ----

    @Test
    void closemode_decides_between_a_fin_and_a_reset_for_the_next_close() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            for (String mode : new String[] {"1", "0"}) {
                Socket peer = bench.connect();
                assertEquals("\r\nOK\r\n", bench.terminal.command("AT+CIPCLOSEMODE=" + mode));
                assertEquals("CLOSED\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPCLOSE"));
                if (mode.equals("1")) {
                    assertThrows(
                            SocketException.class, () -> peer.getInputStream().read());
                } else {
                    assertEquals(-1, peer.getInputStream().read());
                }
            }
            assertEquals("\r\nERROR\r\n", bench.terminal.command("AT+CIPCLOSEMODE=1"));
        }
    }
}
