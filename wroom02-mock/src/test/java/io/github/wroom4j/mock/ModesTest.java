package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.UartConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to send beside CIPSEND, UDP, the soft AP, and what outlives a reset (at-protocol §§6.6, 7.4, 7.5, 10, 13). */
class ModesTest {

    @Test
    void passthrough_carries_raw_bytes_until_three_plus_signs_come_alone() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.terminal.command("AT+SYSMSG_CUR=1");
            bench.terminal.command("AT+CIPMODE=1");
            bench.terminal.type("AT+CIPSEND\r\n");
            bench.terminal.expect("\r\nOK\r\n\r\n>");
            bench.terminal.type("AT+++\r\n");
            assertEquals("AT+++\r\n", Bench.read(peer, 7));
            Bench.write(peer, "OK\r\n+IPD,");
            bench.terminal.expect("OK\r\n+IPD,");
            bench.terminal.type("+++");
            bench.terminal.expect("+QUITT\r\n");
            bench.terminal.type("AT+CIPMODE?\r\n");
            bench.terminal.expect("+CIPMODE:1\r\n\r\nOK\r\n");
        }
    }

    @Test
    void sendex_ends_at_backslash_zero() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSENDEX=20\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type("abc\\0");
            bench.terminal.expectPattern("\r\nRecv \\d+ bytes\r\n\r\nSEND OK\r\n");
            assertEquals("abc", Bench.read(peer, 3));
        }
    }

    @Test
    void sendbuf_numbers_its_segments_and_remembers_which_arrived() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSENDBUF=4\r\n");
            bench.terminal.expect("1,0\r\n\r\nOK\r\n> ");
            bench.terminal.type("ping");
            bench.terminal.expect("\r\nRecv 4 bytes\r\n\r\n1,SEND OK\r\n");
            assertEquals("ping", Bench.read(peer, 4));
            bench.terminal.type("AT+CIPCHECKSEQ=1\r\n");
            bench.terminal.expect("1,TRUE\r\n\r\nOK\r\n");
            bench.terminal.type("AT+CIPBUFSTATUS\r\n");
            bench.terminal.expectPattern("2,1,1,\\d+,\\d+\r\n\r\nOK\r\n");
        }
    }

    @Test
    void a_udp_link_sends_and_receives_whole_datagrams() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                var peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(15_000);
            bench.terminal.type("AT+CIPSTART=\"UDP\",\"127.0.0.1\"," + peer.getLocalPort() + "\r\n");
            bench.terminal.expect("CONNECT\r\n\r\nOK\r\n");
            bench.terminal.type("AT+CIPSEND=4\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type("ping");
            bench.terminal.expect("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
            var packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            assertEquals("ping", new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
            byte[] answer = "pong".getBytes(StandardCharsets.US_ASCII);
            peer.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            bench.terminal.expect("\r\n+IPD,4:pong");
        }
    }

    @Test
    void a_station_joins_the_soft_ap_with_its_password_and_leaves() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            String mac = "02:00:00:00:00:07";
            bench.terminal.command("AT+CWMODE_CUR=3");
            bench.terminal.command("AT+CWSAP_CUR=\"lab\",\"a long word\",5,3");
            assertFalse(bench.mock.stationJoins(mac, "another word"));
            assertTrue(bench.mock.stationJoins(mac, "a long word"));
            bench.terminal.expectPattern(
                    "\\+STA_CONNECTED:\"" + mac + "\"\r\n\\+DIST_STA_IP:\"" + mac + "\",\"192.168.4.\\d+\"\r\n");
            bench.terminal.type("AT+CWLIF\r\n");
            bench.terminal.expectPattern("192.168.4.\\d+," + mac + "\r\n\r\nOK\r\n");
            bench.mock.stationLeaves(mac);
            bench.terminal.expect("+STA_DISCONNECTED:\"" + mac + "\"\r\n");
        }
    }

    @Test
    void a_flash_file_keeps_the_access_point_for_the_next_module(@TempDir Path folder) {
        Path flash = folder.resolve("flash.bin");
        try (MockWroom02 mock = MockWroom02.builder().flash(flash).build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("AT+CWMODE_DEF=1");
            terminal.command("AT+CWJAP_DEF=\"" + MockBuilder.SSID + "\",\"" + MockBuilder.PASSWORD + "\"");
        }
        try (MockWroom02 mock = MockWroom02.builder().flash(flash).build()) {
            String text = new Terminal(mock.uart()).until(t -> t.contains("WIFI GOT IP\r\n"));
            assertTrue(text.contains("\r\nready\r\n"), Terminal.visible(text));
        }
    }

    @Test
    void an_idle_client_of_the_server_is_closed_after_cipsto_seconds() throws IOException {
        var clock = new ManualClock();
        try (Bench bench = Bench.of(MockWroom02.builder().clock(clock))) {
            bench.terminal.command("AT+CIPMUX=1");
            bench.terminal.command("AT+CIPSERVER=1,80");
            bench.terminal.command("AT+CIPSTO=5");
            try (Socket client = bench.client(80)) {
                bench.terminal.expect("0,CONNECT\r\n");
                assertTrue(client.isConnected());
                clock.advance(Duration.ofSeconds(4));
                assertTrue(bench.terminal.command("AT+CIPSTATUS").contains("+CIPSTATUS:0,"));
                clock.advance(Duration.ofSeconds(2));
                bench.terminal.expect("0,CLOSED\r\n");
            }
        }
    }

    @Test
    void the_rate_switches_after_ok_and_the_old_rate_is_garbage_then() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.type("AT+UART_CUR=9600,8,1,0,0\r\n");
            bench.terminal.expect("\r\nOK\r\n");
            bench.terminal.type("AT\r\n");
            assertFalse(bench.terminal.rest(Duration.ofMillis(100)).contains("OK"));
            bench.mock.uart().configure(UartConfig.DEFAULT.withBaud(9600));
            // What was garbage may have left half a line, whose ERROR comes when it comes.
            bench.terminal.type("\r\n");
            bench.terminal.type("AT\r\n");
            bench.terminal.until(text -> text.endsWith("\r\nOK\r\n"));
        }
    }

    @Test
    void a_saved_link_opens_in_passthrough_at_the_next_boot() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CWMODE_DEF=1");
            bench.terminal.command("AT+CWJAP_DEF=\"" + MockBuilder.SSID + "\",\"" + MockBuilder.PASSWORD + "\"");
            bench.terminal.command("AT+SAVETRANSLINK=1,\"127.0.0.1\"," + bench.port() + ",\"TCP\"");
            bench.mock.reset();
            try (Socket peer = bench.listener.accept()) {
                bench.terminal.until(text -> text.contains("\r\nready\r\n") && text.endsWith("\r\n>"));
                Bench.write(peer, "raw");
                bench.terminal.expect("raw");
            }
        }
    }
}
