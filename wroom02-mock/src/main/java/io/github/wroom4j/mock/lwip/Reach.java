package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.radio.Ip4;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where the module's packets may go. A mock connects where its user says, by {@link #dns}, {@link #route} and
 * {@link #host}, and otherwise only to loopback; {@link #open} lifts that. This is the one place where it is decided.
 *
 * <p>Outlives resets; any thread.
 */
public final class Reach {
    private final Map<String, Ip4> names = new ConcurrentHashMap<>();
    private final Set<Ip4> named = ConcurrentHashMap.newKeySet();
    /** Hosts that may be asked for on this computer's own network, each with its ports; 0 stands for all. */
    private final Map<String, Set<Integer>> hosts = new ConcurrentHashMap<>();

    private final Set<Endpoint> found = ConcurrentHashMap.newKeySet();
    private volatile Function<String, Optional<Ip4>> resolver = Reach::askThisComputer;
    private final Map<Endpoint, InetSocketAddress> routes = new ConcurrentHashMap<>();
    private final Map<Endpoint, Endpoint> origins = new ConcurrentHashMap<>();
    private final Map<Endpoint, Supplier<Peer>> peers = new ConcurrentHashMap<>();
    private final Map<Endpoint, UnaryOperator<byte[]>> datagramPeers = new ConcurrentHashMap<>();
    private final Map<Integer, Listener> listeners = new ConcurrentHashMap<>();
    private final HostPorts hostPorts = new HostPorts();
    private final AtomicInteger invented = new AtomicInteger();
    private volatile boolean open;

    /** An address and a port as the module sees them. */
    public record Endpoint(Ip4 ip, int port) {
        @Override
        public String toString() {
            return ip + ":" + port;
        }
    }

    /** A server of the module's, as programs of this process call it. */
    interface Listener {
        /** A program of this process connects. Any thread. */
        void called(Endpoint from, Peer caller);
    }

    /** Loopback only, no names but {@code localhost}. */
    public Reach() {
        names.put("localhost", Ip4.LOOPBACK);
    }

    /** Lets the module's resolver know a name; the module may then connect to that address. */
    public void dns(String host, Ip4 ip) {
        names.put(host.toLowerCase(Locale.ROOT), ip);
        named.add(ip);
    }

    /**
     * Leads what the module sends to one host and port to another. A host given by name is made known to the module's
     * resolver, with an address of 198.18.0.0/15 (RFC 2544: never on the internet) unless {@link #dns} has named one.
     *
     * @throws IllegalArgumentException if either side is not {@code host:port}
     */
    public void route(String from, String to) {
        String host = hostOf(from);
        Ip4 ip = Ip4.parse(host)
                .orElseGet(() -> names.computeIfAbsent(host.toLowerCase(Locale.ROOT), h -> {
                    int n = invented.incrementAndGet();
                    return new Ip4(198, 18, n >> 8, n);
                }));
        var target = new InetSocketAddress(hostOf(to), portOf(to));
        if (target.isUnresolved()) {
            throw new IllegalArgumentException("route to " + to + ": the host machine does not know that name");
        }
        var seen = new Endpoint(ip, portOf(from));
        routes.put(seen, target);
        origins.put(new Endpoint(Ip4.of(target.getAddress()), target.getPort()), seen);
    }

    /**
     * Puts programs of this process behind an address: each connection gets one of its own from {@code made}, and is
     * refused where that gives null. No socket lies between.
     */
    public void peer(Ip4 ip, int port, Supplier<Peer> made) {
        peers.put(new Endpoint(ip, port), made);
    }

    /** Answers datagrams to an address within this process; null for no answer. */
    public void datagramPeer(Ip4 ip, int port, UnaryOperator<byte[]> answer) {
        datagramPeers.put(new Endpoint(ip, port), answer);
    }

    /**
     * Lets a program of this process call a server of the module's.
     *
     * @param port the module's port
     * @param from what the module is to see as the caller's address
     * @return false if nothing listens there
     */
    public boolean dial(int port, Endpoint from, Peer caller) {
        Listener listener = listeners.get(port);
        if (listener == null) {
            return false;
        }
        listener.called(from, caller);
        return true;
    }

    /** Whether datagrams are answered within this process: nothing outside is waited for then. */
    boolean playsWithin() {
        return !datagramPeers.isEmpty();
    }

    Optional<Supplier<Peer>> peers(Ip4 ip, int port) {
        return Optional.ofNullable(peers.get(new Endpoint(ip, port)));
    }

    Optional<UnaryOperator<byte[]>> datagramPeers(Ip4 ip, int port) {
        return Optional.ofNullable(datagramPeers.get(new Endpoint(ip, port)));
    }

    /**
     * Lets the module reach one host on one port over this computer's own network: the name is looked up when the module
     * asks for it, by this computer's resolver, and no other port and no other host opens up.
     *
     * @param host a name, or an address of IPv4; another address of the same host stays closed
     * @param port 1 … 65535, or 0 for every port of that host
     */
    public void host(String host, int port) {
        var ip = Ip4.parse(host);
        if (ip.isPresent()) {
            found.add(new Endpoint(ip.get(), port));
        } else {
            hosts.computeIfAbsent(host.toLowerCase(Locale.ROOT), h -> ConcurrentHashMap.newKeySet())
                    .add(port);
        }
    }

    /** Whether this computer's resolver may be asked for that name. */
    public boolean mayLookUp(String host) {
        return open || hosts.containsKey(host.toLowerCase(Locale.ROOT));
    }

    /** Asks this computer's resolver, which may take its time, and opens what {@link #host} has named of that host. */
    Optional<Ip4> lookUp(String host) {
        Optional<Ip4> answer = resolver.apply(host);
        answer.ifPresent(ip -> hosts.getOrDefault(host.toLowerCase(Locale.ROOT), Set.of())
                .forEach(port -> found.add(new Endpoint(ip, port))));
        return answer;
    }

    /** Puts another resolver in the place of this computer's. */
    public void resolver(Function<String, Optional<Ip4>> other) {
        resolver = other;
    }

    private static Optional<Ip4> askThisComputer(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .filter(Inet4Address.class::isInstance)
                    .map(Ip4::of)
                    .findFirst();
        } catch (UnknownHostException e) {
            System.getLogger(Reach.class.getName()).log(System.Logger.Level.DEBUG, host, e);
            return Optional.empty();
        }
    }

    private static String hostOf(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"" + endpoint + "\" is not host:port");
        }
        return endpoint.substring(0, colon);
    }

    private static int portOf(String endpoint) {
        String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : -1;
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("\"" + endpoint + "\": a port is 1 … 65535");
        }
        return number;
    }

    /** Lifts the restriction, or restores it. */
    public void open(boolean anywhere) {
        open = anywhere;
    }

    /** Whether anything may be reached. */
    public boolean isOpen() {
        return open;
    }

    /** What the module's name server answers by itself. */
    public Optional<Ip4> lookup(String host) {
        return Optional.ofNullable(names.get(host.toLowerCase(Locale.ROOT)));
    }

    /** Where packets for this address really go; empty if that is not allowed. */
    public Optional<InetSocketAddress> target(Ip4 ip, int port) {
        InetSocketAddress route = routes.get(new Endpoint(ip, port));
        if (route != null) {
            return Optional.of(route);
        }
        boolean asked = found.contains(new Endpoint(ip, port)) || found.contains(new Endpoint(ip, 0));
        return open || ip.isLoopback() || named.contains(ip) || asked
                ? Optional.of(new InetSocketAddress(ip.toInetAddress(), port))
                : Optional.empty();
    }

    /** The address under which the module knows this host address: the reverse of {@link #target}. */
    public Endpoint seenAs(InetSocketAddress address) {
        var real = new Endpoint(Ip4.of(address.getAddress()), address.getPort());
        return origins.getOrDefault(real, real);
    }

    /** The sentence for whoever wonders why a connection was refused. */
    public static String refusal(Ip4 ip, int port) {
        return refusal(ip + ":" + port);
    }

    /** The same for a name. */
    static String refusal(String what) {
        return what + " is outside what this mock may reach: name it with dns or route, or open the mock";
    }

    /** Where a server of the module's can be reached on this machine's loopback, if it listens on that port. */
    public Optional<Integer> serverPort(int port) {
        return hostPorts.at(port);
    }

    void listening(int port, Listener listener) {
        listeners.put(port, listener);
    }

    void notListening(int port) {
        listeners.remove(port);
    }

    /** Where the module's ports open on this computer. */
    public HostPorts hostPorts() {
        return hostPorts;
    }
}
