package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.UDP;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.UdpLink;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Datagrams through the module, to anybody and from anybody (rules WU-1, WU-2). Each object takes one of the module's five
 * links while it is open; a name is asked for once a minute at most. One thread at a time.
 *
 * <p><b>Caveats:</b> a datagram can be lost without a word, also inside the module, whose buffer for unread ones is
 * small. Multicast needs a firmware that joins groups; the others refuse it by name.
 */
public class WiFiUDP extends UDP implements AutoCloseable {
    /** The longest datagram that every firmware sends whole; espconn cuts off what is beyond without a word. */
    public static final int LARGEST = 1460;

    private static final int FIRST_FREE_PORT = 49_152;
    private static final Duration NAME_LASTS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Datagram NONE = new Datagram("", 0, new byte[0]);

    private final SketchContext context;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Datagram packet = NONE;
    private int at;
    private LinkRequest request;
    private UdpLink link;
    private HeldLink held;
    private final OpenSockets.Stoppable socket = new AmongOthers();
    private Deadline nextTry;
    private String target = "";
    private int targetPort;
    private String askedName = "";
    private String askedAddress = "";
    private Deadline askedUntil;
    private ClientError lastError = ClientError.NONE;

    /** This object as one of those that share the module's links. */
    private final class AmongOthers implements OpenSockets.Stoppable {
        @Override
        public Object owner() {
            return WiFiUDP.this;
        }

        @Override
        public void stop() {
            WiFiUDP.this.stop();
        }

        @Override
        public String holding() {
            return request == null
                    ? ""
                    : "UDP "
                            + (request.localPort().isPresent()
                                    ? request.localPort().getAsInt()
                                    : request.port());
        }
    }

    public WiFiUDP() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public WiFiUDP(SketchContext context) {
        this.context = context;
    }

    /** Receives on a port, which must be joined to a network; 0 chooses one. 1, or 0 with {@link #getLastError()} (WU-1). */
    @Override
    public int begin(int port) {
        stop();
        if (port < 0 || port > 65_535) {
            return failed(new ClientError(Stage.SETTINGS, "a port is 0 … 65535, not " + port));
        }
        if (context == null) {
            return failed(new ClientError(Stage.MODULE, SketchContext.NOT_BOUND));
        }
        return open(LinkRequest.udpServer(port == 0 ? freePort() : port));
    }

    /** Two objects of a sketch must not listen on one port. */
    private int freePort() {
        return context.part(FreePorts.class, c -> new FreePorts()).next.getAndIncrement();
    }

    private static final class FreePorts {
        private final AtomicInteger next = new AtomicInteger(FIRST_FREE_PORT);
    }

    private int open(LinkRequest wanted) {
        lastError = ClientError.NONE;
        try {
            link = OpenSockets.of(context).open(() -> context.module().openUdp(wanted));
            held = OpenSockets.of(context).hold(socket, link::close);
            request = wanted;
            OpenSockets.of(context).add(socket);
            return 1;
        } catch (AtException failure) {
            String holders =
                    OpenSockets.noFreeLink(failure) ? OpenSockets.of(context).holders() : "";
            return failed(new ClientError(Stage.MODULE, failure.getMessage() + holders, failure));
        }
    }

    /**
     * Receives what is sent to a group and to this port. 0 where the firmware joins no group: that of the NonOS family (WU-1).
     */
    @Override
    public int beginMulticast(IPAddress group, int port) {
        stop();
        if (group.get(0) < 224 || group.get(0) > 239 || port < 1 || port > 65_535) {
            return failed(new ClientError(
                    Stage.SETTINGS,
                    "a group is 224.0.0.0 … 239.255.255.255 and a port 1 … 65535, not " + group + ":" + port));
        }
        if (context == null) {
            return failed(new ClientError(Stage.MODULE, SketchContext.NOT_BOUND));
        }
        if (!context.module().capabilities().has(Feature.MULTICAST)) {
            return failed(new ClientError(Stage.MODULE, "this module's firmware joins no multicast group"));
        }
        return open(LinkRequest.udp(group.dotted(), port, port));
    }

    /** The same; the module has one interface that it can use. */
    public int beginMulticast(IPAddress ownAddress, IPAddress group, int port) {
        return beginMulticast(group, port);
    }

    private int failed(ClientError error) {
        lastError = error;
        return 0;
    }

    @Override
    public void stop() {
        if (link != null) {
            held.close();
            OpenSockets.of(context).remove(socket);
        }
        link = null;
        request = null;
        nextTry = null;
        packet = NONE;
        at = 0;
        target = "";
        targetPort = 0;
        out.reset();
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops every one of the sketch's board (WU-1). */
    public static void stopAll() {
        stopAllExcept(null);
    }

    /** Stops every other one; null spares none (WU-1). */
    public static void stopAllExcept(WiFiUDP survivor) {
        OpenSockets.of(SketchContext.required()).stopAllExcept(WiFiUDP.class, survivor);
    }

    /** Whether there is a link; one that the module lost is opened again, every second at most. */
    private boolean linked() {
        if (link == null || link.isOpen() || (nextTry != null && !nextTry.expired())) {
            return link != null && link.isOpen();
        }
        nextTry = Deadline.in(context.clock(), BETWEEN_TRIES);
        held.close();
        return open(request) == 1;
    }

    @Override
    public int beginPacket(IPAddress address, int port) {
        return beginPacket(address.dotted(), port);
    }

    /** Starts a datagram to any peer; 0 if the name is unknown or no link is free (WU-2). */
    @Override
    public int beginPacket(String name, int port) {
        String host = CString.of(name);
        out.reset();
        target = "";
        if (context == null) {
            return failed(new ClientError(Stage.MODULE, SketchContext.NOT_BOUND));
        }
        if (port < 1 || port > 65_535 || host == null || host.isEmpty()) {
            return failed(new ClientError(Stage.SETTINGS, "a peer has a name and a port of 1 … 65535, not " + port));
        }
        if (link == null ? open(LinkRequest.udpServer(freePort())) == 0 : !linked()) {
            return 0;
        }
        lastError = ClientError.NONE;
        try {
            target = address(host);
            targetPort = port;
            return 1;
        } catch (AtException failure) {
            return failed(new ClientError(Stage.RESOLVE, failure.getMessage(), failure));
        } catch (IllegalArgumentException bad) {
            return failed(new ClientError(Stage.SETTINGS, bad.getMessage(), bad));
        }
    }

    /** Starts a datagram to a group; reach and interface are the firmware's own. */
    public int beginPacketMulticast(IPAddress group, int port, IPAddress ownAddress, int ttl) {
        return beginPacket(group, port);
    }

    private String address(String host) {
        if (!context.module().capabilities().has(Feature.RESOLVE) || new IPAddress().fromString(host)) {
            return host; // a firmware that cannot be asked looks names up as it sends
        }
        if (!host.equals(askedName) || askedUntil.expired()) {
            Deadline deadline =
                    Deadline.in(context.clock(), context.module().timeouts().resolve());
            InetAddress found = context.module().resolve(host, deadline);
            askedName = host;
            askedAddress = found.getHostAddress();
            askedUntil = Deadline.in(context.clock(), NAME_LASTS);
        }
        return askedAddress;
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Adds to the datagram; what would exceed {@link #LARGEST} is not taken. */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        int count = target.isEmpty() ? 0 : Math.min(length, LARGEST - out.size());
        out.write(buffer, offset, count);
        return count;
    }

    /** Sends the datagram; 0 if none was begun, it is empty, or the module did not take it (WU-2). */
    @Override
    public int endPacket() {
        if (target.isEmpty()) {
            return 0;
        }
        byte[] datagram = out.toByteArray();
        String host = target;
        out.reset();
        target = "";
        try {
            Deadline deadline =
                    Deadline.in(context.clock(), context.module().timeouts().send());
            link.send(host, targetPort, datagram, 0, datagram.length, deadline);
            return 1;
        } catch (AtException failure) {
            return failed(new ClientError(Stage.SEND, failure.getMessage(), failure));
        }
    }

    /** Size of the next datagram; the rest of the one before is dropped; 0 if none has come (WU-2). */
    @Override
    public int parsePacket() {
        packet = NONE;
        at = 0;
        if (!linked()) {
            return 0;
        }
        try {
            // A datagram that the module still holds (passive receive) needs a command to be fetched: let it take its
            // time.
            Duration patience =
                    link.available() > 0 ? context.module().timeouts().command() : Duration.ZERO;
            packet = link.receive(Deadline.in(context.clock(), patience)).orElse(NONE);
        } catch (AtException failure) {
            lastError = new ClientError(Stage.RECEIVE, failure.getMessage(), failure);
        }
        return packet.bytes().length;
    }

    @Override
    public int available() {
        return packet.bytes().length - at;
    }

    @Override
    public int read() {
        return available() > 0 ? packet.bytes()[at++] & 0xFF : -1;
    }

    @Override
    public int peek() {
        return available() > 0 ? packet.bytes()[at] & 0xFF : -1;
    }

    /** {@link #endPacket()} (WU-2). */
    @Override
    public void flush() {
        endPacket();
    }

    /** Who sent the datagram that {@link #parsePacket} found; unset before (WU-2). */
    @Override
    public IPAddress remoteIP() {
        var ip = new IPAddress();
        ip.fromString(packet.host());
        return ip;
    }

    /** From which port; 0 before a datagram was found. */
    @Override
    public int remotePort() {
        return packet.port();
    }

    /** The station's own address: AT does not report whether it was sent to a group or to all (WU-2). */
    public IPAddress destinationIP() {
        return packet == NONE ? new IPAddress() : ESP8266WiFiClass.of(context).localIP();
    }

    /** The port on which this object receives; 0 before {@link #begin}. */
    public int localPort() {
        return request == null ? 0 : request.localPort().orElse(0);
    }

    /** How many datagrams came faster than they were read and are lost. */
    public long dropped() {
        return link == null ? 0 : link.dropped();
    }

    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }
}
