package io.github.wroom4j.mock.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A UART behind a TCP port. */
@Timeout(60)
class TcpDeviceTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static void exchange(Socket client, byte[] bytes) throws IOException {
        client.setSoTimeout(20_000);
        client.getOutputStream().write(bytes);
        assertArrayEquals(bytes, client.getInputStream().readNBytes(bytes.length));
    }

    @Test
    void every_byte_value_goes_through_both_ways() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (var device = TcpDevice.start(new EchoBoard(), LOOPBACK, 0);
                var client = new Socket(LOOPBACK, device.port())) {
            exchange(client, all);
        }
    }

    @Test
    void a_client_may_follow_another() throws IOException {
        try (var device = TcpDevice.start(new EchoBoard(), LOOPBACK, 0)) {
            for (byte round = 0; round < 3; round++) {
                // The device notices the end of the one before when it reads; until then the next is turned away.
                long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (!servedOnce(device.port(), round)) {
                    assertTrue(System.nanoTime() < giveUp, "the port stays busy after its client has left");
                }
            }
        }
    }

    private static boolean servedOnce(int port, byte round) throws IOException {
        try (var client = new Socket(LOOPBACK, port)) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(round);
            return client.getInputStream().read() == round;
        } catch (java.net.SocketException turnedAway) {
            return false;
        }
    }

    @Test
    void a_second_client_is_turned_away() throws IOException {
        try (var device = TcpDevice.start(new EchoBoard(), LOOPBACK, 0);
                var first = new Socket(LOOPBACK, device.port())) {
            exchange(first, new byte[] {1});
            try (var second = new Socket(LOOPBACK, device.port())) {
                second.setSoTimeout(20_000);
                assertEquals(-1, second.getInputStream().read());
            }
            exchange(first, new byte[] {2});
        }
    }

    @Test
    void a_port_in_use_is_told_and_the_board_is_closed() throws IOException {
        var board = new EchoBoard();
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertThrows(IOException.class, () -> TcpDevice.start(board, LOOPBACK, taken.getLocalPort()));
        }
        var closed = assertThrows(
                BoardException.class, () -> board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofSeconds(10))));
        assertEquals(BoardException.Kind.CLOSED, closed.kind());
    }
}
