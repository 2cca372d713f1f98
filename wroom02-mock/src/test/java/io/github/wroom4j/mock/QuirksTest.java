package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.faults.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of at-protocol §16 and the open questions of at-protocol §22, each provoked on purpose. */
class QuirksTest {
    private ServerSocket server;
    private MockWroom02 mock;
    private Terminal terminal;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        if (mock != null) {
            mock.close();
        }
        server.close();
    }

    private void joined(MockBuilder builder) {
        mock = builder.build();
        terminal = MockWroom02Test.joined(mock);
    }

    private static MockBuilder module(String profile) {
        return MockWroom02.builder().profile(profile);
    }

    private static MockBuilder module(String profile, String... faults) {
        var plan = new Faults(1);
        for (String fault : faults) {
            plan.and(fault);
        }
        return module(profile).faults(plan);
    }

    private Socket connect() throws IOException {
        terminal.type("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + server.getLocalPort() + "\r\n");
        terminal.expect("CONNECT\r\n\r\nOK\r\n");
        return server.accept();
    }

    private Socket connect(int id) throws IOException {
        terminal.type("AT+CIPSTART=" + id + ",\"TCP\",\"127.0.0.1\"," + server.getLocalPort() + "\r\n");
        terminal.expect(id + ",CONNECT\r\n\r\nOK\r\n");
        return server.accept();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    // ---- 16.1 interleaving ----

    @Test
    void i1_data_come_between_the_payload_and_recv() throws IOException {
        joined(module("at-1.7", "F2"));
        try (Socket peer = connect()) {
            terminal.type("AT+CIPSEND=4\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("ping");
            // Once the peer has it, the module has printed Recv, and F2 holds that back.
            assertEquals(4, peer.getInputStream().readNBytes(4).length);
            write(peer, "early");
            terminal.expect("\r\n+IPD,5:early\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
        }
    }

    @Test
    void i2_an_event_comes_inside_the_echo_of_a_command() throws IOException {
        joined(module("at-1.7", "F1@nth=2"));
        terminal.command("AT+CIPMUX=1");
        terminal.command("AT+CIPSERVER=1,80");
        terminal.command("ATE1");
        // F1 waits at the second "=" that is echoed, here the first was in ATE0's time; a client sets it free.
        terminal.type("AT+CWMODE_CUR=1\r\n");
        terminal.expect("AT+CWMODE_CUR=1\r\n\r\nOK\r\n");
        terminal.type("AT+CIPSEND=0,98\r\n");
        terminal.expect("AT+CIPSEND");
        try (var client =
                new Socket(InetAddress.getLoopbackAddress(), mock.serverPort(80).orElseThrow())) {
            terminal.expect("0,CONNECT\r\n=0,98\r\n");
            assertTrue(client.isConnected());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void i3_i4_i6_with_a_seed_events_slip_between_any_two_pieces_and_never_into_one(long seed) throws IOException {
        joined(module("at-1.7").seed(seed));
        terminal.command("AT+CIPMUX=1");
        try (Socket peer = connect(0)) {
            var all = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                write(peer, "0123456789");
                all.append(terminal.command("AT+CIFSR"));
            }
            all.append(terminal.until(
                    text -> all.toString().split("0123456789", -1).length + text.split("0123456789", -1).length >= 12));
            // Ten bytes each, whole, however TCP grouped them.
            String text = all.toString();
            long bytes = text.split("0123456789", -1).length - 1;
            assertEquals(10, bytes, Terminal.visible(text));
            String replies = text.replaceAll("\r\n\\+IPD,0,\\d+:[0-9]+", "");
            assertEquals(
                    10,
                    replies.split("\\+CIFSR:STAIP,\"[0-9.]+\"\r\n\\+CIFSR:STAMAC,\"[0-9a-f:]+\"\r\n\r\nOK\r\n", -1)
                                    .length
                            - 1,
                    Terminal.visible(text));
        }
    }

    @Test
    void i5_closed_of_the_same_link_comes_while_a_send_waits_then_send_fail() throws IOException {
        joined(module("at-1.7"));
        mock.network().acksLost(true);
        Socket peer = connect();
        terminal.type("AT+CIPSEND=4\r\n");
        terminal.expect("\r\nOK\r\n> ");
        terminal.type("ping");
        terminal.expect("\r\nRecv 4 bytes\r\n");
        peer.close();
        terminal.expect("CLOSED\r\nSEND FAIL\r\n");
    }

    @Test
    void i7_a_busy_answer_precedes_the_ok_of_the_first_attempt() {
        mock = module("at-1.7").realTime().build();
        terminal = Terminal.at(mock);
        terminal.command("ATE0");
        terminal.command("AT+CWMODE_CUR=1");
        terminal.type("AT+CWLAP\r\n");
        terminal.type("AT\r\n");
        terminal.expectPattern("\r\nbusy p\\.\\.\\.\r\n(\\+CWLAP:.*?\r\n)+\r\nOK\r\n");
    }

    // ---- 16.2 line ends ----

    @Test
    void c2_c5_lines_without_an_end_of_their_own() {
        joined(module("at-1.4"));
        terminal.type("AT+CWAUTOCONN?\r\n");
        terminal.expect("+CWAUTOCONN:1\r\nOK\r\n");
        terminal.type("AT+CIPDINFO?\r\n");
        terminal.expect("+CIPDINFO:FALSE\r\nOK\r\n");
        terminal.type("AT+UART_CUR?\r\n");
        terminal.expect("+UART_CUR:115273,8,1,0,1\r\nOK\r\n");
        terminal.type("AT+CIPSNTPTIME?\r\n");
        terminal.expect("+CIPSNTPTIME:Thu Jan 01 00:00:00 1970\n\r\nOK\r\n");
    }

    @Test
    void c6_smart_started_has_no_line_end_on_0_40() {
        joined(module("at-0.40"));
        terminal.command("AT+CWSTARTSMART");
        terminal.type("AT+CWJAP=\"a\",\"b\"\r\n");
        terminal.expect("Smart started\r\nERROR\r\n");
    }

    @Test
    void c7_esp_atmod_prints_blank_lines_too_many() {
        joined(module("atmod-0.5"));
        terminal.type("AT+CIPSTART=\"UDP\",\"127.0.0.1\",9\r\n");
        terminal.expect("\r\nERROR\r\n");
        terminal.type("AT+CIPSTART=\"XXX\",\"127.0.0.1\",9\r\n");
        terminal.expect("Link type ERROR\r\n\r\n\r\nERROR\r\n");
        terminal.type("AT+SYSRAM?\r\n");
        terminal.expectPattern("\\+SYSRAM:\\d+\r\nOK\r\n");
    }

    // ---- 16.3, 9.2 ----

    @Test
    void payload_that_looks_like_protocol_is_counted_and_closed_is_glued_to_it() throws IOException {
        joined(module("at-1.7"));
        String payload = "\r\nOK\r\n> +IPD,5:0,CLOSED\r\nERROR";
        Socket peer = connect();
        write(peer, payload);
        peer.close();
        terminal.expect("\r\n+IPD," + payload.length() + ":" + payload + "CLOSED\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void q2_the_line_end_after_a_payload_is_a_flag(String flag) throws IOException {
        joined(module("esp-at-2.2").quirk("ipd-crlf-after", flag));
        Socket peer = connect();
        write(peer, "pong");
        peer.close();
        terminal.expect("\r\n+IPD,4:pong" + (flag.equals("yes") ? "\r\n" : "") + "CLOSED\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void q3_a_send_of_nothing_is_a_flag(String flag) throws IOException {
        joined(module("at-1.7").quirk("send-zero", flag));
        try (Socket peer = connect()) {
            terminal.type("AT+CIPSEND=0\r\n");
            if (flag.equals("no")) {
                terminal.expect("\r\nERROR\r\n");
                assertTrue(peer.isConnected());
                return;
            }
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("x");
            terminal.expect("\r\nbusy s...\r\n\r\nRecv 0 bytes\r\nSEND FAIL\r\n");
            assertTrue(peer.isConnected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-fail", "invalid"})
    void q3_a_send_whose_link_closed_during_data_entry_is_a_flag(String flag) throws IOException {
        joined(module("at-1.7").quirk("late-send", flag));
        Socket peer = connect();
        terminal.type("AT+CIPSEND=4\r\n");
        terminal.expect("\r\nOK\r\n> ");
        peer.close();
        terminal.expect("CLOSED\r\n");
        terminal.type("ping");
        terminal.expect("\r\nRecv 4 bytes\r\n");
        terminal.expect(flag.equals("send-fail") ? "SEND FAIL\r\n" : "link is not valid\r\n\r\nERROR\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void q5_passive_lengths_tell_the_increment_or_the_total(String flag) throws IOException {
        joined(module("at-1.7").quirk("passive-increments", flag));
        terminal.command("AT+CIPRECVMODE=1");
        try (Socket peer = connect()) {
            write(peer, "abc");
            terminal.expect("\r\n+IPD,3\r\n");
            write(peer, "de");
            terminal.expect("\r\n+IPD," + (flag.equals("yes") ? 2 : 5) + "\r\n");
        }
    }

    // ---- 16.5 life cycle ----

    @Test
    void l2_passive_data_are_readable_after_closed() throws IOException {
        joined(module("at-1.7"));
        terminal.command("AT+CIPRECVMODE=1");
        Socket peer = connect();
        write(peer, "kept");
        terminal.expect("\r\n+IPD,4\r\n");
        peer.close();
        terminal.expect("CLOSED\r\n");
        terminal.type("AT+CIPRECVDATA=10\r\n");
        terminal.expect("\r\n+CIPRECVDATA,4:kept\r\nOK\r\n");
    }

    @Test
    void l2_on_esp_at_closed_waits_until_all_is_read() throws IOException {
        joined(module("esp-at-2.2"));
        terminal.command("AT+CIPRECVMODE=1");
        Socket peer = connect();
        write(peer, "kept");
        terminal.expect("\r\n+IPD,4\r\n");
        peer.close();
        assertEquals("", terminal.rest(Duration.ofMillis(100)));
        terminal.type("AT+CIPRECVDATA=10\r\n");
        terminal.expect("+CIPRECVDATA:4,kept\r\nOK\r\nCLOSED\r\n");
    }

    @Test
    void l3_closing_a_dead_link_is_unlink_and_error() {
        joined(module("at-1.7"));
        terminal.command("AT+CIPMUX=1");
        terminal.type("AT+CIPCLOSE=3\r\n");
        terminal.expect("UNLINK\r\n\r\nERROR\r\n");
    }

    @Test
    void l5_an_incoming_link_takes_the_number_that_the_host_wanted() throws IOException {
        joined(module("at-1.7"));
        terminal.command("AT+CIPMUX=1");
        terminal.command("AT+CIPSERVER=1,80");
        try (var client =
                new Socket(InetAddress.getLoopbackAddress(), mock.serverPort(80).orElseThrow())) {
            terminal.expect("0,CONNECT\r\n");
            terminal.type("AT+CIPSTART=0,\"TCP\",\"127.0.0.1\"," + server.getLocalPort() + "\r\n");
            terminal.expect("ALREADY CONNECTED\r\n\r\nERROR\r\n");
            write(client, "hello");
            terminal.expect("\r\n+IPD,0,5:hello");
            terminal.type("AT+CIPSERVER=0\r\n");
            terminal.expect("\r\nOK\r\n0,CLOSED\r\n");
        }
    }

    @Test
    void l6_when_wifi_goes_the_event_comes_first_then_closed() throws IOException {
        joined(module("at-1.7"));
        try (Socket peer = connect()) {
            mock.air().remove(MockBuilder.SSID);
            terminal.expect("WIFI DISCONNECT\r\nCLOSED\r\n");
            assertTrue(peer.isConnected());
        }
    }

    @Test
    void l9_a_watchdog_reset_shows_as_garbage_and_ready() throws IOException {
        joined(module("at-1.7"));
        try (Socket peer = connect()) {
            mock.reset(ResetReason.WDT);
            String boot = terminal.until(text -> text.endsWith("\r\nready\r\n"));
            assertFalse(boot.contains("CLOSED"), Terminal.visible(boot));
            assertTrue(boot.length() > 80, Terminal.visible(boot));
            assertTrue(peer.isConnected());
        }
    }

    @Test
    void a_reset_while_busy_is_forced() {
        mock = module("at-1.7").realTime().build();
        terminal = Terminal.at(mock);
        terminal.command("ATE0");
        terminal.command("AT+CWMODE_CUR=1");
        terminal.type("AT+CWLAP\r\n");
        terminal.type("AT+RST\r\n");
        terminal.expect("\r\nWill force to restart!!!\r\n\r\nOK\r\n");
        terminal.awaitReady();
    }

    // ---- 16.6 send path ----

    @Test
    void bytes_beyond_the_announced_length_are_refused_busy() throws IOException {
        joined(module("at-1.7"));
        try (Socket peer = connect()) {
            terminal.type("AT+CIPSEND=4\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("ping\r\n");
            terminal.expect("\r\nbusy s...\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
            assertEquals("ping", new String(peer.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
        }
    }

    // ---- faults by name ----

    @Test
    void f3_text_appears_inside_a_payload_that_no_length_counts() throws IOException {
        joined(module("at-1.7", "F3"));
        try (Socket peer = connect()) {
            write(peer, "abcd");
            terminal.expect("\r\n+IPD,4:a\r\nSEND OK\r\nbcd");
        }
    }

    @Test
    void f4_a_command_is_answered_busy_after_ok() {
        mock = module("at-1.7", "F4@nth=2").build();
        terminal = Terminal.at(mock);
        terminal.command("ATE0");
        terminal.type("AT\r\n");
        terminal.expect("\r\nbusy p...\r\n");
        terminal.type("AT\r\n");
        terminal.expect("\r\nOK\r\n");
    }

    @Test
    void f6_closed_overtakes_data() throws IOException {
        joined(module("at-1.7", "F6"));
        Socket peer = connect();
        write(peer, "late");
        peer.close();
        terminal.expect("CLOSED\r\n\r\n+IPD,4:late");
    }

    @Test
    void f7_and_the_stuck_prompt_lose_one_piece_each() throws IOException {
        joined(module("at-1.7", "F7", "stuck-prompt@nth=2"));
        try (Socket peer = connect()) {
            terminal.type("AT+CIPSEND=1\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("x");
            terminal.expect("\r\nRecv 1 bytes\r\n");
            assertEquals('x', peer.getInputStream().read());
            assertEquals("\r\nOK\r\n", terminal.command("AT+CIPSEND=1"));
        }
    }

    @Test
    void f9_an_ssl_link_reboots_the_module() {
        joined(module("at-1.7", "F9"));
        terminal.type("AT+CIPSTART=\"SSL\",\"127.0.0.1\",443\r\n");
        terminal.awaitReady();
    }

    @Test
    void f13_the_first_byte_of_a_send_is_wrong() throws IOException {
        joined(module("at-1.7", "F13"));
        try (Socket peer = connect()) {
            terminal.type("AT+CIPSEND=4\r\n");
            terminal.expect("\r\nOK\r\n> ");
            terminal.type("ping");
            byte[] got = peer.getInputStream().readNBytes(4);
            assertFalse(got[0] == 'p');
            assertEquals("ing", new String(got, 1, 3, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_watchdog_strikes_at_the_very_byte() {
        mock = module("at-1.7", "watchdog@byte=20").build();
        terminal = new Terminal(mock.uart());
        terminal.awaitReady();
        terminal.type("AT\r\n");
        // 9 bytes of ready, 4 of echo, 6 of OK: one more, and it resets.
        terminal.expect("AT\r\n\r\nOK\r\n");
        terminal.type("A");
        terminal.awaitReady();
    }

    // ---- a hostile host ----

    @Test
    void garbage_and_ten_megabytes_without_a_line_end_leave_it_alive() {
        joined(module("at-1.7"));
        var noise = new byte[1 << 20];
        new java.util.Random(7).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noise[i] == '\n' ? (byte) 'x' : noise[i];
        }
        for (int i = 0; i < 10; i++) {
            terminal.type(noise);
        }
        terminal.type("\r\n");
        terminal.until(text -> text.endsWith("ERROR\r\n"));
        terminal.type("AT\r\n");
        terminal.expect("\r\nOK\r\n");
    }
}
