package io.github.wroom4j.testing;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.SslSettings;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.Transcript;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A module whose links are loopback sockets: no UART, no AT, five links, TCP only. Names given to {@link #host} (and
 * {@code localhost}) lead to 127.0.0.1; every other name is unknown. {@link #opened} tells what was asked for.
 */
public final class SocketModule implements AtModule {
    private static final int LINKS = 5;

    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final Set<SocketLink> links = ConcurrentHashMap.newKeySet();
    private final List<LinkRequest> opened = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean closed;
    private volatile Clock clock = Clock.system();
    private volatile TimeSource time;

    /** With another clock. */
    public SocketModule on(Clock another) {
        clock = another;
        return this;
    }

    /** With an SNTP client. */
    public SocketModule time(TimeSource source) {
        time = source;
        return this;
    }

    /** Makes a name known. */
    public SocketModule host(String name) {
        return host(name, 0);
    }

    /** Makes a name known and leads every port of it to one port of this machine (0: the port asked for). */
    public SocketModule host(String name, int port) {
        hosts.put(name.toLowerCase(java.util.Locale.ROOT), port);
        return this;
    }

    /** Every link asked for, whether it came about or not. */
    public List<LinkRequest> opened() {
        return List.copyOf(opened);
    }

    /** Links that stand at present: a test that ends with any has leaked. */
    public int openLinks() {
        return links.size();
    }

    /** Bytes sent by all links so far. */
    public long bytesSent() {
        return sent.get();
    }

    /** Bytes received by all links so far. */
    public long bytesReceived() {
        return received.get();
    }

    /** Irregularities while closing. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    void note(String text) {
        notes.add(text);
    }

    void sent(int count) {
        sent.addAndGet(count);
    }

    void received(int count) {
        received.addAndGet(count);
    }

    void freed(SocketLink link) {
        links.remove(link);
    }

    @Override
    public Firmware version() {
        return new Firmware(
                Firmware.Family.NONOS,
                "1.7.4.0",
                "3.0.4",
                List.of("AT version:1.7.4.0(test module of sockets)", "SDK version:3.0.4"),
                "sockets",
                false);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                EnumSet.of(Capabilities.Feature.RESOLVE, Capabilities.Feature.SERVER), LINKS, 0, 2048, 0, 0);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Timeouts timeouts() {
        return Timeouts.DEFAULT;
    }

    @Override
    public void join(String ssid, String password, Deadline deadline) {
        requireOpen();
    }

    @Override
    public Station station() {
        throw lacking("a station");
    }

    @Override
    public SoftAp softAp() {
        throw lacking("a soft access point");
    }

    @Override
    public TimeSource time() {
        if (time == null) {
            throw lacking("SNTP");
        }
        return time;
    }

    @Override
    public SslSettings ssl() {
        throw lacking("module TLS");
    }

    @Override
    public List<AccessPoint> scan(Deadline deadline) {
        return List.of();
    }

    @Override
    public InetAddress resolve(String host, Deadline deadline) {
        requireOpen();
        String name = host.toLowerCase(java.util.Locale.ROOT);
        if (!hosts.containsKey(name) && !name.equals("localhost") && !name.startsWith("127.")) {
            throw new AtException(AtException.Kind.NAME_NOT_FOUND, "no address for " + host, "DNS Fail");
        }
        try {
            return InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1});
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public int ping(String host, Deadline deadline) {
        throw lacking("ping");
    }

    @Override
    public Link open(LinkRequest request, Deadline deadline) {
        requireOpen();
        opened.add(request);
        if (request.type() != LinkRequest.Type.TCP) {
            throw lacking(request.type() + " links");
        }
        InetAddress address = resolve(request.host(), deadline);
        if (links.size() >= LINKS) {
            throw new AtException(AtException.Kind.NO_FREE_LINK, "all " + LINKS + " links are taken", "");
        }
        int led = hosts.getOrDefault(request.host().toLowerCase(java.util.Locale.ROOT), 0);
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos());
            socket.connect(new InetSocketAddress(address, led == 0 ? request.port() : led), (int)
                    Math.max(1, Math.min(millis, 3_600_000)));
        } catch (IOException refused) {
            throw new AtException(AtException.Kind.CONNECT_FAILED, refused.getMessage(), "ERROR", refused);
        }
        var link = new SocketLink(this, request, socket);
        links.add(link);
        if (!link.isOpen()) {
            links.remove(link);
        }
        return link;
    }

    @Override
    public Listener listen(int port, Deadline deadline) {
        requireOpen();
        try {
            return new SocketListener(this, new ServerSocket(port, 5, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            throw new AtException(AtException.Kind.ERROR_REPLY, taken.getMessage(), "ERROR", taken);
        }
    }

    private record SocketListener(SocketModule module, ServerSocket server) implements Listener {
        @Override
        public int port() {
            return server.getLocalPort();
        }

        @Override
        public Optional<Link> accept(Deadline deadline) {
            try {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos());
                server.setSoTimeout((int) Math.max(1, Math.min(millis, 3_600_000)));
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                var link = new SocketLink(module, LinkRequest.tcp("127.0.0.1", Math.max(1, socket.getPort())), socket);
                module.links.add(link);
                return Optional.of(link);
            } catch (SocketTimeoutException none) {
                return Optional.empty();
            } catch (IOException closed) {
                throw new AtException(AtException.Kind.CLOSED, closed.getMessage(), "", closed);
            }
        }

        @Override
        public void idleTimeout(int seconds, Deadline deadline) {
            module.note("idle timeout " + seconds + " s");
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException late) {
                module.note("closing the listener: " + late.getMessage());
            }
        }
    }

    @Override
    public List<String> raw(String command, Deadline deadline) {
        throw lacking("AT commands");
    }

    @Override
    public AtEvents events() {
        return listener -> () -> note("subscription closed");
    }

    @Override
    public Transcript transcript() {
        return new Transcript() {
            @Override
            public String text() {
                return "";
            }

            @Override
            public String tail(int lines) {
                return "";
            }
        };
    }

    @Override
    public void restart(Deadline deadline) {
        links.forEach(SocketLink::close);
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(SocketLink::close);
    }

    private void requireOpen() {
        if (closed) {
            throw new AtException(AtException.Kind.CLOSED, "the module was closed", "");
        }
    }

    private static AtException lacking(String what) {
        return new AtException(AtException.Kind.UNSUPPORTED, "the module made of sockets has no " + what, "");
    }
}
