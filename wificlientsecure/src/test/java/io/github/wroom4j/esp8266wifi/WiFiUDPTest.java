package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.UDP;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams through driver and mock, to and from real sockets on loopback. */
@Timeout(60)
class WiFiUDPTest implements WiFiTypes {
    private static final IPAddress HERE = new IPAddress(127, 0, 0, 1);

    private static Esp8266 joined(MockWroom02 board) {
        Esp8266 esp = Esp8266.open(board);
        esp.wifi().begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, esp.wifi().waitForConnectResult());
        return esp;
    }

    private static DatagramSocket socket() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void say(DatagramSocket from, String text, int port) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static String heard(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[3000], 3000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static void await(BooleanSupplier condition, UDP udp) {
        var patience = Deadline.in(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertFalse(patience.expired(), () -> String.valueOf(((WiFiUDP) udp).getLastError()));
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    @Rule({"WU-1", "WU-2", "CL-3"})
    void each_peer_is_heard_by_name_and_answered(String profile) throws IOException {
        try (var board = MockWroom02.builder().profile(profile).build();
                var esp = joined(board);
                var udp = new WiFiUDP(esp);
                var one = socket();
                var other = socket()) {
            assertEquals(1, udp.begin(4210), () -> udp.getLastError().toString());
            assertEquals(4210, udp.localPort());
            assertEquals(0, udp.parsePacket());
            assertFalse(udp.remoteIP().isSet() || udp.destinationIP().isSet());
            int there = board.serverPort(4210).orElseThrow();
            for (DatagramSocket peer : new DatagramSocket[] {one, other, one}) {
                say(peer, "ping!", there);
                await(() -> udp.parsePacket() == 5, udp);
                assertEquals(HERE, udp.remoteIP());
                assertEquals(peer.getLocalPort(), udp.remotePort());
                assertEquals(esp.wifi().localIP(), udp.destinationIP());
                assertEquals('p', udp.peek());
                assertEquals('p', udp.read());
                assertEquals(4, udp.available());
                // The rest of it is dropped with the next parsePacket(), as in the core.
                assertEquals(1, udp.beginPacket(udp.remoteIP(), udp.remotePort()));
                udp.print("pong " + peer.getLocalPort());
                assertEquals(1, udp.endPacket(), () -> udp.getLastError().toString());
                assertEquals("pong " + peer.getLocalPort(), heard(peer));
            }
            say(one, "first", there);
            say(other, "second one", there);
            await(() -> udp.parsePacket() == 5, udp);
            await(() -> udp.parsePacket() == 10, udp);
            byte[] rest = new byte[20];
            assertEquals(10, udp.read(rest));
            assertEquals("second one", new String(rest, 0, 10, StandardCharsets.US_ASCII));
            assertEquals(-1, udp.read());
            udp.stop();
            assertEquals(0, udp.localPort());
            assertEquals(0, udp.parsePacket());
        }
    }

    @Test
    @Rule({"WU-1", "WU-2"})
    void what_cannot_be_sent_is_zero_with_a_reason() throws IOException {
        try (var board = MockWroom02.builder().build();
                var esp = joined(board);
                var udp = new WiFiUDP(esp);
                var peer = socket()) {
            assertEquals(0, udp.begin(-1));
            assertEquals(0, udp.endPacket());
            assertEquals(1, udp.begin(0));
            assertEquals(0, udp.beginPacket("no.such.host.invalid", 9));
            assertTrue(udp.getLastError().isError());
            assertEquals(0, udp.write(1), "no datagram was begun");
            assertEquals(0, udp.beginPacket(HERE, 0));
            assertEquals(0, udp.beginPacket("a\r\nAT+RST", 9));
            assertEquals(1, udp.beginPacket("localhost", peer.getLocalPort()));
            assertEquals(4, udp.print("ping"));
            assertEquals(WiFiUDP.LARGEST - 4, udp.write(new byte[2000], 0, 2000), "no datagram is larger");
            assertEquals(1, udp.endPacket());
            assertEquals(WiFiUDP.LARGEST, heard(peer).length());
            assertEquals(1, udp.beginPacket(HERE, peer.getLocalPort()));
            assertEquals(0, udp.endPacket(), "AT sends no empty datagram");
            assertTrue(udp.getLastError().isError());
        }
        assertEquals(0, new WiFiUDP().begin(1), "no sketch runs here");
    }

    @Test
    @Rule("WU-1")
    void a_group_is_joined_where_the_firmware_can() {
        var group = new IPAddress(224, 0, 0, 251);
        try (var board = MockWroom02.builder().profile("at-1.7").build();
                var esp = joined(board);
                var udp = new WiFiUDP(esp)) {
            assertEquals(0, udp.beginMulticast(group, 5353));
            assertTrue(
                    udp.getLastError().message().contains("group"),
                    udp.getLastError().toString());
        }
        try (var board = MockWroom02.builder().profile("esp-at-2.2").build();
                var esp = joined(board);
                var udp = new WiFiUDP(esp)) {
            assertEquals(0, udp.beginMulticast(HERE, 5353));
            assertEquals(
                    1, udp.beginMulticast(group, 5353), () -> udp.getLastError().toString());
            assertTrue(esp.module().transcript().text().contains("\"UDP\",\"224.0.0.251\",5353,5353"));
        }
    }

    @Test
    @Rule("WU-1")
    void all_of_a_sketch_are_stopped_at_once_and_a_restart_is_survived() throws IOException {
        try (var board = MockWroom02.builder().build();
                var esp = joined(board);
                var bound = esp.bind();
                var one = new WiFiUDP();
                var other = new WiFiUDP();
                var peer = socket()) {
            assertTrue(bound != null);
            assertEquals(1, one.begin(4211));
            assertEquals(1, other.begin(0));
            WiFiUDP.stopAllExcept(one);
            assertEquals(0, other.localPort());

            esp.module().restart(Deadline.in(esp.clock(), Duration.ofSeconds(30)));
            // What arrives while the module is away is lost, so it is said until it is heard.
            await(
                    () -> {
                        try {
                            say(peer, "again", board.serverPort(4211).orElse(9));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        return one.parsePacket() == 5;
                    },
                    one);
            WiFiUDP.stopAll();
            assertEquals(0, one.localPort());
        }
    }
}
