package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.faults.When;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several links at once, and links that end while something else goes on (at-protocol §§7.7, 16.5). */
class LinksAtOnceTest {

    private static void send(Terminal terminal, int id, String payload) {
        terminal.type("AT+CIPSEND=" + id + "," + payload.length() + "\r\n");
        terminal.expectPattern("(\r\n)?OK\r\n(\r\n>|> )");
        terminal.type(payload);
        terminal.expectPattern("\r\nRecv " + payload.length() + " bytes\r\n\r\nSEND OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2", "atmod-0.5"})
    void five_links_of_clients_and_a_server_carry_their_own_bytes(String profile) throws IOException {
        try (Bench bench = Bench.of(profile)) {
            Terminal terminal = bench.terminal;
            terminal.command("AT+CIPMUX=1");
            terminal.command("AT+CIPSERVER=1,80");
            List<Socket> peers = new ArrayList<>();
            peers.add(bench.connect(0));
            for (int id = 1; id <= 2; id++) {
                peers.add(bench.client(80));
                terminal.expect(id + ",CONNECT\r\n");
            }
            peers.add(bench.connect(3));
            peers.add(bench.client(80));
            terminal.expect("4,CONNECT\r\n");

            for (int round = 0; round < 20; round++) {
                for (int id = 0; id < 5; id++) {
                    String payload = "link " + id + " round " + round;
                    send(terminal, id, payload);
                    assertEquals(payload, Bench.read(peers.get(id), payload.length()));
                    Bench.write(peers.get(id), "answer " + id);
                    terminal.expectPattern("\r\n\\+IPD," + id + ",8:answer " + id + "(\r\n)?");
                }
            }
            for (int id : new int[] {3, 1, 4, 0, 2}) {
                peers.get(id).close();
                terminal.expect(id + ",CLOSED\r\n");
            }
            terminal.type("AT\r\n");
            terminal.expectPattern("(\r\n)?OK\r\n");
        }
    }

    @Test
    void l1_a_failed_connect_prints_error_then_closed_and_the_number_is_free_again() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            String toNobody = "AT+CIPSTART=2,\"TCP\",\"127.0.0.1\"," + freePort() + "\r\n";
            bench.terminal.type(toNobody);
            bench.terminal.expect("\r\nERROR\r\n2,CLOSED\r\n");
            try (Socket peer = bench.connect(2)) {
                Bench.write(peer, "new");
                bench.terminal.expect("\r\n+IPD,2,3:new");
            }
            bench.terminal.expect("2,CLOSED\r\n");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void l4_a_host_that_missed_closed_is_told_by_send_and_by_status() throws IOException {
        try (Bench bench = Bench.of(MockWroom02.builder()
                .profile("at-1.7")
                .faults(new Faults(1).and(new Fault.Lost(Pattern.compile("^0,CLOSED"), When.ALWAYS))))) {
            bench.terminal.command("AT+CIPMUX=1");
            Socket lost = bench.connect(0);
            try (Socket kept = bench.connect(1)) {
                lost.close();
                // The second link's event comes behind the one that was lost.
                Bench.write(kept, "x");
                bench.terminal.expect("\r\n+IPD,1,1:x");
                bench.terminal.type("AT+CIPSEND=0,4\r\n");
                bench.terminal.expect("link is not valid\r\n\r\nERROR\r\n");
                assertTrue(!bench.terminal.command("AT+CIPSTATUS").contains("+CIPSTATUS:0"));
            }
        }
    }

    @Test
    void l7_a_server_that_closes_at_once_gives_ok_then_closed() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            for (int i = 0; i < 20; i++) {
                bench.connect().close();
                bench.terminal.expect("CLOSED\r\n");
            }
        }
    }

    @Test
    void l8_a_single_link_that_exists_is_already_connected() throws IOException {
        try (Bench bench = Bench.of("at-1.7");
                Socket peer = bench.connect()) {
            bench.terminal.type(bench.start(""));
            bench.terminal.expect("ALREADY CONNECTED\r\n\r\nERROR\r\n");
            Bench.write(peer, "alive");
            bench.terminal.expect("\r\n+IPD,5:alive");
        }
    }

    @Test
    void l11_esp_at_tells_nothing_new_until_the_old_was_read() throws IOException {
        try (Bench bench = Bench.of("esp-at-2.2")) {
            bench.terminal.command("AT+CIPRECVMODE=1");
            try (Socket peer = bench.connect()) {
                Bench.write(peer, "abc");
                bench.terminal.expect("\r\n+IPD,3\r\n");
                Bench.write(peer, "de");
                String length = "";
                for (int i = 0; i < 2000 && !length.contains(":5"); i++) {
                    length = bench.terminal.command("AT+CIPRECVLEN?");
                    assertTrue(!length.contains("+IPD"), Terminal.visible(length));
                }
                assertTrue(length.contains("+CIPRECVLEN:5"), Terminal.visible(length));
                bench.terminal.type("AT+CIPRECVDATA=9\r\n");
                bench.terminal.expect("+CIPRECVDATA:5,abcde\r\nOK\r\n");
                Bench.write(peer, "f");
                bench.terminal.expect("\r\n+IPD,1\r\n");
            }
        }
    }

    @Test
    void l12_a_number_is_used_again_at_once_and_old_bytes_never_show_on_the_new_link() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            for (int i = 0; i < 20; i++) {
                try (Socket peer = bench.connect(0)) {
                    String word = "generation " + (char) ('a' + i);
                    Bench.write(peer, word);
                    bench.terminal.expect("\r\n+IPD,0,12:" + word);
                    bench.terminal.type("AT+CIPCLOSE=0\r\n");
                    bench.terminal.expect("0,CLOSED\r\n\r\nOK\r\n");
                    assertEquals(-1, peer.getInputStream().read());
                }
            }
        }
    }

    @Test
    void when_both_ends_close_at_once_closed_comes_exactly_once() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            for (int i = 0; i < 40; i++) {
                Socket peer = bench.connect(1);
                bench.terminal.type("AT+CIPCLOSE=1\r\n");
                peer.close();
                // Closed by the command, or UNLINK since the peer was first (L3).
                bench.terminal.expectPattern("1,CLOSED\r\n(\r\nOK|UNLINK\r\n\r\nERROR)\r\n");
            }
            assertEquals("", bench.terminal.rest(Duration.ofMillis(100)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void a_host_that_vanishes_within_a_command_or_a_payload_leaves_it_alive(String profile) throws IOException {
        try (Bench bench = Bench.of(profile);
                Socket peer = bench.connect()) {
            bench.terminal.type("AT+CIPSEND=100\r\n");
            bench.terminal.expectPattern("(\r\n)?OK\r\n(\r\n>|> )");
            bench.terminal.type("half of it");
            // The next host knows nothing of that. It resets the module, as hosts do when they begin.
            bench.mock.reset();
            bench.terminal.awaitReady();
            assertEquals(-1, readToEnd(peer));
            bench.terminal.type("AT+CIPST");
            bench.mock.reset();
            bench.terminal.awaitReady();
            bench.terminal.type("AT\r\n");
            // ESP-AT kept the access point and joins it meanwhile.
            bench.terminal.expectPattern(".*?AT\r\n.*?\r\nOK\r\n");
        }
    }

    /** The end of the stream: −1 by FIN, and by RST as well. */
    private static int readToEnd(Socket peer) throws IOException {
        try {
            return peer.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }
}
