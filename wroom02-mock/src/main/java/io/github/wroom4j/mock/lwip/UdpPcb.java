package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A UDP port of the module's, on a loopback port of this machine (any interface if the mock is open). */
public final class UdpPcb {
    /** Gets what arrives. */
    public interface Received {
        /** One datagram and who sent it, as the module sees them. */
        void datagram(Reach.Endpoint from, byte[] bytes);
    }

    private static final System.Logger LOG = System.getLogger(UdpPcb.class.getName());

    private final Netif ip;
    private final int port;
    private final Received received;
    private DatagramChannel channel;
    private Lane.Watch watch;
    private boolean closed;

    UdpPcb(Netif ip, int port, Received received) {
        this.ip = ip;
        this.port = port;
        this.received = received;
    }

    /** {@code udp_bind}: 0, or {@link Lwip#ERR_USE} if this computer does not give the port. */
    public int bind() {
        if (ip.reach().hostPorts().isLeaving(true, port)) {
            ip.lane().post(this::open);
            return Lwip.ERR_OK;
        }
        return open();
    }

    private int open() {
        HostPorts ports = ip.reach().hostPorts();
        if (closed) {
            return Lwip.ERR_CLSD;
        }
        try {
            channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            bind(ports.wanted(true, port), ports.isFixed(port));
            watch = ip.lane().watch(channel, SelectionKey.OP_READ, operations -> receive());
            watch.awaited(!ip.reach().playsWithin());
            if (port != 0) {
                int actual = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                ports.opened(
                        new Served(Served.Transport.UDP, port, new InetSocketAddress(loopback(), actual)), channel);
            }
            return Lwip.ERR_OK;
        } catch (IOException e) {
            ports.refused(port, e);
            close();
            return Lwip.ERR_USE;
        }
    }

    private void bind(int wanted, boolean fixed) throws IOException {
        try {
            channel.bind(local(wanted));
        } catch (BindException taken) {
            if (fixed || wanted == 0) {
                throw taken;
            }
            // It was this port's before, and is somebody else's now.
            channel.bind(local(0));
        }
    }

    private InetSocketAddress local(int number) throws UnknownHostException {
        return ip.reach().isOpen() ? new InetSocketAddress(number) : new InetSocketAddress(loopback(), number);
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** Sends one datagram: 0, {@link Lwip#ERR_RTE} without a network, {@link Lwip#ERR_IF} if the host refused it. */
    public int send(Ip4 to, int toPort, byte[] bytes, int from, int length) {
        if (!ip.isUp()) {
            return Lwip.ERR_RTE;
        }
        Optional<UnaryOperator<byte[]>> peer = ip.reach().datagramPeers(to, toPort);
        if (peer.isPresent()) {
            byte[] answer = peer.get().apply(Arrays.copyOfRange(bytes, from, from + length));
            if (answer != null) {
                // After the event that the datagram was sent.
                ip.lane().after(Duration.ofMillis(1), () -> arrived(new Reach.Endpoint(to, toPort), answer));
            }
            return Lwip.ERR_OK;
        }
        if (watch == null) {
            return Lwip.ERR_IF;
        }
        Optional<InetSocketAddress> target = ip.reach().target(to, toPort);
        if (target.isEmpty()) {
            // UDP gets no answer from where nothing listens.
            LOG.log(System.Logger.Level.WARNING, Reach.refusal(to, toPort));
            return Lwip.ERR_OK;
        }
        try {
            channel.send(ByteBuffer.wrap(bytes, from, length), target.get());
            return Lwip.ERR_OK;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, to + ":" + toPort, e);
            return Lwip.ERR_IF;
        }
    }

    private void receive() {
        var buffer = ByteBuffer.allocate(65_536);
        try {
            if (channel.receive(buffer) instanceof InetSocketAddress from) {
                arrived(ip.reach().seenAs(from), Arrays.copyOf(buffer.array(), buffer.position()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "UDP port " + port, e); // a refused datagram comes back as an error
        }
    }

    private void arrived(Reach.Endpoint from, byte[] bytes) {
        if (ip.isUp() && !closed) {
            received.datagram(from, bytes);
        }
    }

    /** Closes the port. */
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        } else if (channel != null) {
            closeUnwatched();
        }
    }

    private void closeUnwatched() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a port that did not open", e);
        }
    }
}
