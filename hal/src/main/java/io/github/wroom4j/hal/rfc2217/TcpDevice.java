package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.port.Device;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A serial port whose bytes, and nothing else, come over a TCP connection. */
final class TcpDevice implements Device {
    private final Endpoint endpoint;
    private final Socket socket;

    private TcpDevice(Endpoint endpoint, Socket socket) {
        this.endpoint = endpoint;
        this.socket = socket;
    }

    /** Connects, now and after each loss. */
    record Opener(Endpoint endpoint) implements Device.Opener {
        @Override
        public String name() {
            return endpoint.toString();
        }

        @Override
        public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
            var socket = new Socket();
            try {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos());
                socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int)
                        Math.max(1, Math.min(millis, 60_000)));
                Endpoint.prepare(socket);
                return new TcpDevice(endpoint, socket);
            } catch (IOException e) {
                close(socket);
                throw endpoint.failure(e);
            }
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return socket.getInputStream().read(buffer);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        socket.getOutputStream().write(buffer, offset, length);
    }

    @Override
    public void configure(UartConfig config) {
        throw new BoardException(
                Kind.UNSUPPORTED,
                endpoint + " carries bytes only: its line format is set where it is served; rfc2217: can change it");
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        throw new BoardException(
                Kind.UNSUPPORTED, endpoint + " carries bytes only, and no " + line + " line; rfc2217: can drive it");
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger(TcpDevice.class.getName()).log(System.Logger.Level.DEBUG, "a socket closed badly", e);
        }
    }
}
