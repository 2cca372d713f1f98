package io.github.wroom4j.mock.lwip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where the module's ports open on this computer: where {@link #serve} says, else on a free port of loopback, which a
 * server that opens again keeps if it can. Each opening is logged, with the {@link Served} as the record's
 * parameter.
 *
 * <p>Outlives resets; any thread.
 */
public final class HostPorts {
    private static final System.Logger LOG = System.getLogger(HostPorts.class.getName());

    private final Map<Integer, Integer> fixed = new ConcurrentHashMap<>();
    private final Map<Door, Integer> last = new ConcurrentHashMap<>();
    private final Map<Door, Opened> opened = new ConcurrentHashMap<>();

    /** TCP and UDP count their ports apart. */
    private record Door(boolean datagrams, int port) {}

    /** Open as long as its channel is: a reset closes that without a word. */
    private record Opened(Served served, SelectableChannel channel) {}

    /**
     * Opens a port of the module's, TCP or UDP, on that one of loopback and no other.
     *
     * @param port the module's, 1 … 65535
     * @param hostPort this computer's, 1 … 65535
     * @throws IllegalArgumentException for a number that is not a port, or one that is given twice
     */
    public void serve(int port, int hostPort) {
        for (int number : new int[] {port, hostPort}) {
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException("serve=" + port + ":" + hostPort + ": a port is 1 … 65535");
            }
        }
        if (fixed.containsKey(port) || fixed.containsValue(hostPort)) {
            throw new IllegalArgumentException(
                    "serve=" + port + ":" + hostPort + ": each port can be served once, and in one place");
        }
        fixed.put(port, hostPort);
    }

    /**
     * Looks whether the ports that were named can be had.
     *
     * @throws UncheckedIOException naming the first that cannot, with the reason
     */
    public void check() {
        fixed.forEach((port, hostPort) -> {
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), hostPort));
            } catch (IOException e) {
                throw new UncheckedIOException(trouble(port, hostPort, e), e);
            }
        });
    }

    private static String trouble(int port, int hostPort, IOException why) {
        return "port " + port + " of the mock cannot open at 127.0.0.1:" + hostPort + ": " + why.getMessage()
                + "; end the program that has it, or serve it elsewhere, as in serve=" + port + ":"
                + (hostPort < 1024 ? 8000 + hostPort : hostPort == 65_535 ? 8080 : hostPort + 1);
    }

    /** Where a server of the module's can be reached on this machine's loopback: over TCP, else over UDP. */
    public Optional<Integer> at(int port) {
        return Stream.of(new Door(false, port), new Door(true, port))
                .map(opened::get)
                .filter(each -> each != null && each.channel().isOpen())
                .map(each -> each.served().at().getPort())
                .findFirst();
    }

    /** What is open now. */
    public List<Served> open() {
        return opened.values().stream()
                .filter(each -> each.channel().isOpen())
                .map(Opened::served)
                .toList();
    }

    /** Which of loopback's ports to take: the one named, the last one, or 0 for any. */
    int wanted(boolean datagrams, int port) {
        return fixed.getOrDefault(port, last.getOrDefault(new Door(datagrams, port), 0));
    }

    /** Whether nothing but the named port will do. */
    boolean isFixed(int port) {
        return fixed.containsKey(port);
    }

    /**
     * Whether a named port was closed in this very task: the system has it back when the loop has looked at its channels.
     */
    boolean isLeaving(boolean datagrams, int port) {
        Opened before = opened.get(new Door(datagrams, port));
        return fixed.containsKey(port)
                && before != null
                && !before.channel().isOpen()
                && before.channel().isRegistered();
    }

    void opened(Served served, SelectableChannel channel) {
        var door = new Door(served.transport() == Served.Transport.UDP, served.port());
        last.put(door, served.at().getPort());
        opened.put(door, new Opened(served, channel));
        LOG.log(System.Logger.Level.INFO, "{0}", served);
    }

    /** The firmware is refused its port; people get the reason. */
    void refused(int port, IOException why) {
        LOG.log(System.Logger.Level.WARNING, trouble(port, fixed.getOrDefault(port, 0), why));
    }
}
