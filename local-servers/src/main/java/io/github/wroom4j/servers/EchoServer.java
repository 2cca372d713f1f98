package io.github.wroom4j.servers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The echo service of RFC 862 on ephemeral ports: what comes over TCP or UDP goes back as it came. Thread-safe; {@link
 * #close()} leaves no thread and no socket.
 */
public final class EchoServer implements AutoCloseable {
    private final LoopbackServer tcp;
    private final DatagramPort udp;

    private EchoServer(InetAddress address) {
        tcp = new LoopbackServer(
                "wroom4j-demo-echo-tcp",
                new InetSocketAddress(address, 0),
                socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        try {
            udp = new DatagramPort("wroom4j-demo-echo-udp", address, Optional::of);
        } catch (RuntimeException e) {
            tcp.close();
            throw e;
        }
    }

    /**
     * Starts one on an address of this machine.
     *
     * @throws java.io.UncheckedIOException if no port can be opened there
     */
    public static EchoServer start(InetAddress address) {
        return new EchoServer(address);
    }

    /** The TCP port. */
    public int tcpPort() {
        return tcp.port();
    }

    /** The UDP port. */
    public int udpPort() {
        return udp.port();
    }

    @Override
    public void close() {
        tcp.close();
        udp.close();
    }
}
