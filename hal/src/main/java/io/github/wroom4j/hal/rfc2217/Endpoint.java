package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** Host and port of a bench, and what a connection to one has in common. */
record Endpoint(String host, int port) {
    /** A peer that died without a word is noticed after 30 + 3 · 10 s of silence. */
    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    static Endpoint of(BoardAddress address) {
        String example = address.scheme() + "://bench3.lan:4001";
        try {
            var uri = new URI(address.scheme() + ":" + address.target());
            boolean bare = uri.getPath() == null
                    || uri.getPath().isEmpty()
                    || uri.getPath().equals("/");
            if (uri.getHost() != null
                    && uri.getPort() >= 1
                    && uri.getPort() <= 65_535
                    && bare
                    && uri.getUserInfo() == null) {
                return new Endpoint(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw new BoardException(Kind.BAD_ADDRESS, address + " is not a network board: write it as " + example, e);
        }
        throw new BoardException(Kind.BAD_ADDRESS, address + " is not a network board: write it as " + example);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Small writes leave at once, and a dead peer is noticed. */
    static void prepare(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (var option : KEEP_ALIVE.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
    }

    /** Why no connection came about. */
    BoardException failure(IOException e) {
        if (e instanceof UnknownHostException) {
            return new BoardException(Kind.NOT_FOUND, "no host is known by the name " + host, e);
        }
        if (e instanceof SocketTimeoutException) {
            return new BoardException(Kind.TIMEOUT, this + " does not answer: is the bench switched on?", e);
        }
        if (e instanceof ConnectException) {
            return new BoardException(
                    Kind.NOT_FOUND, "nothing listens at " + this + " (" + e.getMessage() + "): is ser2net running?", e);
        }
        return new BoardException(Kind.IO, "cannot reach " + this + ": " + e.getMessage(), e);
    }
}
