package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The time server and the echo server, byte by byte. */
class TimeAndEchoTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Clock BILLION_AND_A_HALF =
            Clock.fixed(Instant.ofEpochSecond(1_000_000_000L, 500_000_000), ZoneOffset.UTC);

    private static byte[] answered(int port, byte[]... datagrams) throws IOException {
        try (var socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout(30_000);
            for (byte[] each : datagrams) {
                socket.send(new DatagramPacket(each, each.length, LOOPBACK, port));
            }
            var answer = new DatagramPacket(new byte[2000], 2000);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    /** Client mode, version 4, as the sketch asks; the eight bytes at 40 are what a client knows its question by. */
    private static byte[] question() {
        return ByteBuffer.allocate(48)
                .put(0, (byte) 0b11100011)
                .put(2, (byte) 6)
                .putLong(40, 0x0123456789ABCDEFL)
                .array();
    }

    @Test
    void the_time_is_the_clocks_with_its_fraction() throws IOException {
        try (var server = NtpServer.start(LOOPBACK, BILLION_AND_A_HALF)) {
            ByteBuffer answer = ByteBuffer.wrap(answered(server.port(), question()));

            assertEquals(48, answer.limit());
            // RFC 5905: seconds since 1900, then the fraction of a second in 2^-32.
            assertEquals(3_208_988_800L, answer.getInt(40) & 0xFFFF_FFFFL);
            assertEquals(0x8000_0000L, answer.getInt(44) & 0xFFFF_FFFFL);
            assertEquals(answer.getLong(40), answer.getLong(32), "received when it was sent");
        }
    }

    @Test
    void the_answer_is_a_servers_of_the_clients_version_and_names_the_question() throws IOException {
        try (var server = NtpServer.start(LOOPBACK, BILLION_AND_A_HALF)) {
            ByteBuffer answer = ByteBuffer.wrap(answered(server.port(), question()));

            assertEquals(0b00_100_100, answer.get(0), "no leap second, version 4, server");
            assertEquals(1, answer.get(1), "stratum: a client takes neither 0 nor 16");
            assertEquals("LOCL", new String(answer.array(), 12, 4, StandardCharsets.US_ASCII));
            assertEquals(0x0123456789ABCDEFL, answer.getLong(24));
        }
    }

    @Test
    void what_is_no_clients_question_gets_no_answer() throws IOException {
        byte[] fromAServer = question();
        fromAServer[0] = 0b00_100_100;
        byte[] last = question();
        last[2] = 9;
        try (var server = NtpServer.start(LOOPBACK, BILLION_AND_A_HALF)) {
            byte[] first = answered(server.port(), new byte[47], fromAServer, new byte[0], last);

            assertEquals(9, first[2], "the first answer is to the last datagram");
        }
    }

    @Test
    void datagrams_and_connections_come_back() throws IOException {
        byte[] hello = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
        try (var server = EchoServer.start(LOOPBACK);
                var socket = new Socket(LOOPBACK, server.tcpPort())) {
            socket.setSoTimeout(30_000);
            assertArrayEquals(hello, answered(server.udpPort(), hello));
            assertArrayEquals(new byte[0], answered(server.udpPort(), new byte[0]));

            socket.getOutputStream().write(hello);
            assertArrayEquals(hello, socket.getInputStream().readNBytes(hello.length), "before the client ends");
            socket.getOutputStream().write(hello);
            socket.shutdownOutput();
            assertArrayEquals(hello, socket.getInputStream().readAllBytes(), "and the end comes back too");
        }
    }
}
