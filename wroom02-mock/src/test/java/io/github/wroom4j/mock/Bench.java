package io.github.wroom4j.mock;

import io.github.wroom4j.mock.faults.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A module that has joined, a terminal at it, and a listener on loopback for it to connect to. */
final class Bench implements AutoCloseable {
    final MockWroom02 mock;
    final Terminal terminal;
    final ServerSocket listener;

    private Bench(MockBuilder builder) throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(15_000);
        mock = builder.build();
        terminal = MockWroom02Test.joined(mock);
    }

    static Bench of(String profile) throws IOException {
        return new Bench(MockWroom02.builder().profile(profile));
    }

    static Bench of(MockBuilder builder) throws IOException {
        return new Bench(builder);
    }

    static Bench with(String profile, String fault) throws IOException {
        return new Bench(MockWroom02.builder().profile(profile).faults(new Faults(1).and(fault)));
    }

    int port() {
        return listener.getLocalPort();
    }

    String start(String id) {
        return "AT+CIPSTART=" + id + "\"TCP\",\"127.0.0.1\"," + port() + "\r\n";
    }

    Socket connect() throws IOException {
        terminal.type(start(""));
        terminal.expect("CONNECT\r\n\r\nOK\r\n");
        return accept();
    }

    Socket connect(int id) throws IOException {
        terminal.type(start(id + ","));
        terminal.expect(id + ",CONNECT\r\n\r\nOK\r\n");
        return accept();
    }

    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(15_000);
        // Each write a segment of its own, at once.
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A client of the module's server on that port. */
    Socket client(int port) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), mock.serverPort(port).orElseThrow());
        socket.setSoTimeout(15_000);
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        mock.close();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
