package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.LinkRequest.Peer;
import io.github.wroom4j.at.UdpLink;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams stay whole, apart, and with the name of their sender, on every firmware that has them. */
@Timeout(60)
class UdpLinkTest {
    private static final int PORT = 4210;

    static Stream<String> profiles() {
        return Seeds.full()
                ? Profile.names().stream().filter(name -> !name.startsWith("atmod"))
                : Stream.of("at-0.40", "at-1.7", "esp-at-2.0", "esp-at-2.2");
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static DatagramSocket socket() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(DatagramSocket from, int to, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), to));
    }

    private static byte[] hear(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_server_answers_each_sender_by_name(String profile) throws IOException {
        try (var mock = MockWroom02.builder().profile(profile).build();
                var driver = AtDriver.open(mock);
                var one = socket();
                var other = socket()) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            UdpLink link = driver.openUdp(LinkRequest.udpServer(PORT));
            int there = mock.serverPort(PORT).orElseThrow();
            // Back to back, so that several wait in the module or in the buffer at once.
            for (int round = 0; round < 3; round++) {
                say(one, there, bytes(700, round));
                say(other, there, bytes(1400, 100 + round));
            }
            int ones = 0;
            int others = 0;
            for (int i = 0; i < 6; i++) {
                Datagram got = link.receive(soon()).orElseThrow();
                assertEquals("127.0.0.1", got.host());
                boolean fromOne = got.port() == one.getLocalPort();
                assertTrue(fromOne || got.port() == other.getLocalPort(), got.toString());
                assertArrayEquals(fromOne ? bytes(700, ones++) : bytes(1400, 100 + others++), got.bytes());
                link.send(got.host(), got.port(), got.bytes(), 0, 10, soon());
                assertArrayEquals(Arrays.copyOf(got.bytes(), 10), hear(fromOne ? one : other));
            }
            assertEquals(3, ones);
            assertEquals(Optional.empty(), link.receive(Deadline.in(driver.clock(), Duration.ZERO)));
            assertEquals(0, link.dropped());
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void the_peer_follows_the_sender_once_always_or_never(String profile) throws IOException {
        try (var mock = MockWroom02.builder().profile(profile).build();
                var driver = AtDriver.open(mock);
                var first = socket();
                var second = socket();
                var third = socket()) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            for (Peer peer : Peer.values()) {
                LinkRequest request =
                        LinkRequest.udp("127.0.0.1", first.getLocalPort(), PORT).withPeer(peer);
                try (UdpLink link = driver.openUdp(request)) {
                    int there = mock.serverPort(PORT).orElseThrow();
                    for (DatagramSocket sender : new DatagramSocket[] {second, third}) {
                        say(sender, there, bytes(20, 7));
                        assertEquals(
                                sender.getLocalPort(),
                                link.receive(soon()).orElseThrow().port());
                    }
                    link.write(bytes(30, peer.ordinal()), 0, 30, soon());
                    DatagramSocket target = switch (peer) {
                        case FIXED -> first;
                        case CHANGES_ONCE -> second;
                        case FOLLOWS -> third;
                    };
                    assertArrayEquals(bytes(30, peer.ordinal()), hear(target));
                }
            }
        }
    }

    @Test
    void a_datagram_in_many_pieces_is_one_and_two_in_one_piece_are_two() {
        var module = ScriptedModule.nonOs040().on("AT\\+CIPDINFO=1", OK);
        try (var driver = AtDriver.open(module)) {
            UdpLink link = driver.openUdp(LinkRequest.udpServer(PORT));
            byte[] frame = "\r\n+IPD,4,12,10.0.0.7,99:hello again!".getBytes(US_ASCII);
            for (byte b : frame) {
                assertEquals(0, link.available());
                module.say(new byte[] {b});
            }
            Datagram whole = link.receive(soon()).orElseThrow();
            assertEquals("10.0.0.7:99", whole.host() + ":" + whole.port());
            assertEquals("hello again!", new String(whole.bytes(), US_ASCII));

            module.say("\r\n+IPD,4,3,10.0.0.7,99:one\r\n+IPD,4,0,10.0.0.8,1:\r\n+IPD,4,3,10.0.0.8,53:two");
            assertEquals("one", new String(link.receive(soon()).orElseThrow().bytes(), US_ASCII));
            assertEquals(0, link.receive(soon()).orElseThrow().bytes().length);
            byte[] pair = new byte[2];
            assertEquals(2, link.read(pair, 0, 2, soon()));
            assertEquals(1, link.available());
            Datagram rest = link.receive(soon()).orElseThrow();
            assertEquals("o from 10.0.0.8:53", new String(rest.bytes(), US_ASCII) + " from " + rest.host() + ":53");
        }
    }

    @Test
    void datagrams_that_nobody_reads_are_dropped_as_wholes_and_counted() {
        var module = ScriptedModule.nonOs040().on("AT\\+CIPDINFO=1", OK);
        try (var driver = AtDriver.open(module, DriverOptions.DEFAULT.withReceiveLimit(2000))) {
            UdpLink link = driver.openUdp(LinkRequest.udpServer(PORT));
            for (int i = 0; i < 5; i++) {
                module.say("\r\n+IPD,4,800,10.0.0.7,99:" + (char) ('a' + i) + "x".repeat(799));
            }
            driver.raw("AT", soon());
            assertEquals(3, link.dropped());
            for (char first : new char[] {'a', 'b'}) {
                byte[] bytes = link.receive(soon()).orElseThrow().bytes();
                assertEquals(800, bytes.length);
                assertEquals(first, bytes[0]);
            }
            assertTrue(link.isOpen());
        }
    }

    @Test
    void the_module_is_asked_for_senders_once_and_again_after_a_restart() {
        var module = ScriptedModule.nonOs040().on("AT\\+CIPDINFO=1", OK);
        try (var driver = AtDriver.open(module)) {
            driver.openUdp(LinkRequest.udpServer(PORT)).close();
            UdpLink lost = driver.openUdp(LinkRequest.udpServer(PORT));
            assertEquals(1, module.count("AT\\+CIPDINFO=1"));
            assertTrue(module.commands().contains("AT+CIPSTART=3,\"UDP\",\"0.0.0.0\",4210,4210,2"));
            module.say("\r\nready\r\n");
            assertEquals(
                    Kind.MODULE_RESET,
                    assertThrows(AtException.class, () -> lost.receive(soon())).kind());
            driver.openUdp(LinkRequest.udpServer(PORT));
            assertEquals(2, module.count("AT\\+CIPDINFO=1"));
        }
    }

    @Test
    void after_an_asking_for_senders_that_was_given_up_nothing_is_fetched_before_it_is_known() {
        var asked = new AtomicInteger();
        // The module carries it out, and its OK comes too late; from then on ESP-AT puts the sender before fetched
        // bytes.
        var module = ScriptedModule.espAt22()
                .on("AT\\+CIPDINFO=1", command -> asked.getAndIncrement() == 0 ? "" : OK)
                .on("AT\\+CIPRECVDATA=\\d,\\d+", "+CIPRECVDATA:5,10.0.0.9,99,hello\r\n" + OK);
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.9", 99))) {
            String id = module.lastOpened();
            assertThrows(
                    AtException.class,
                    () -> driver.openUdp(LinkRequest.udpServer(PORT), Deadline.in(Duration.ofMillis(300))));
            module.say("\r\n" + OK + "+IPD," + id + ",5\r\n");
            byte[] got = new byte[100];
            assertEquals("hello", new String(got, 0, link.read(got, 0, got.length, soon()), US_ASCII));
            assertEquals(2, module.count("AT\\+CIPDINFO=1"));
        }
    }

    @Test
    void a_firmware_that_names_no_senders_serves_one_peer_and_no_others() {
        var module = ScriptedModule.nonOs040().on("AT\\+CIPDINFO=1", ERROR);
        try (var driver = AtDriver.open(module)) {
            var refused = assertThrows(AtException.class, () -> driver.openUdp(LinkRequest.udpServer(PORT)));
            assertEquals(Kind.UNSUPPORTED, refused.kind());
            UdpLink link = driver.openUdp(LinkRequest.udp("10.0.0.2", 53, PORT));
            module.say("\r\n+IPD,3,4:pong");
            Datagram got = link.receive(soon()).orElseThrow();
            assertEquals("4 bytes from 10.0.0.2:53", got.toString());
        }
    }

    @Test
    void a_datagram_that_cannot_go_out_is_refused_and_the_link_lives() {
        var module = ScriptedModule.nonOs040()
                .on("AT\\+CIPDINFO=1", OK)
                .on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:4,\"UDP\",\"0.0.0.0\",4210,4210,0\r\n" + OK)
                .on("AT\\+CIPSEND=4,3,\"nowhere\",9", "DNS Fail\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            UdpLink link = driver.openUdp(LinkRequest.udpServer(PORT));
            byte[] text = "abc".getBytes(US_ASCII);
            assertEquals(Kind.NAME_NOT_FOUND, failure(() -> link.send("nowhere", 9, text, 0, 3, soon())));
            module.afterPayload(usual -> "\r\nRecv 3 bytes\r\nSEND FAIL\r\n");
            assertEquals(Kind.ERROR_REPLY, failure(() -> link.send("10.0.0.2", 9, text, 0, 3, soon())));
            assertEquals(Kind.UNSUPPORTED, failure(() -> link.send("10.0.0.2", 9, text, 0, 0, soon())));
            assertEquals(Kind.UNSUPPORTED, failure(() -> link.send("10.0.0.2", 9, new byte[1461], 0, 1461, soon())));
            assertThrows(IllegalArgumentException.class, () -> link.send("10.0.0.2", 0, text, 0, 3, soon()));
            module.afterPayload(usual -> usual);
            link.send("10.0.0.2", 9, text, 0, 3, soon());
            assertTrue(link.isOpen());
            link.close();
            assertFalse(link.isOpen());
            assertEquals(Kind.LINK_CLOSED, failure(() -> link.receive(soon())));
        }
    }

    private static Kind failure(Runnable call) {
        return assertThrows(AtException.class, call::run).kind();
    }

    @Test
    void only_a_UDP_request_opens_a_datagram_link() {
        try (var driver = AtDriver.open(ScriptedModule.nonOs040())) {
            LinkRequest tcp = LinkRequest.tcp("10.0.0.2", 80);
            assertThrows(IllegalArgumentException.class, () -> driver.openUdp(tcp));
            try (Link link = driver.open(tcp)) {
                assertFalse(link instanceof UdpLink);
            }
        }
    }
}
