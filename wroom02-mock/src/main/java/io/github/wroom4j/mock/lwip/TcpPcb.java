package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A TCP connection as lwIP's raw API offers it, on a real non-blocking socket. Written bytes are limited to
 * {@link Lwip#SEND_BUFFER} until acknowledged; received ones to {@link Lwip#WINDOW} until {@link #recved} opens the
 * window again. An acknowledgement is taken to arrive when the socket has taken the bytes and
 * {@link NetworkConditions#ackDelay} has passed.
 *
 * <p>For tasks of the chip's lane. Events come from later tasks, never from inside a call; none comes after
 * {@link #close} or {@link #abort}, or after {@link Events#error}.
 */
public final class TcpPcb {
    /** lwIP's states, as far as they can be told apart here. */
    public enum State {
        CLOSED,
        SYN_SENT,
        ESTABLISHED,
        CLOSE_WAIT,
        FIN_WAIT,
        LAST_ACK
    }

    /** What lwIP calls back. */
    public interface Events {
        /** The three-way handshake is done. */
        void connected();

        /** Bytes arrived; {@link TcpPcb#recved} must be called for them some time. */
        void received(byte[] bytes);

        /** The peer's FIN arrived; sending is still possible until {@link TcpPcb#close}. */
        void finished();

        /** That many bytes were acknowledged. */
        void sent(int bytes);

        /**
         * The connection is dead and the pcb gone.
         *
         * @param err {@link Lwip#ERR_ABRT} or {@link Lwip#ERR_RST}
         * @param at the state that it was in
         * @param retriesSpent whether retransmissions ran out
         */
        void error(int err, State at, boolean retriesSpent);
    }

    private static final System.Logger LOG = System.getLogger(TcpPcb.class.getName());

    private final IpStack ip;
    private final Lane lane;
    private final Events events;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private final ArrayDeque<Integer> unacked = new ArrayDeque<>();
    private SocketChannel channel;
    private Lane.Watch watch;
    private State state = State.CLOSED;
    private Ip4 remoteIp = Ip4.ANY;
    private int remotePort;
    private int sendBuffer = Lwip.SEND_BUFFER;
    private int window = Lwip.WINDOW;
    private long receivedTotal;
    private long deliverAfter;
    private boolean detached;
    private boolean finSent;
    private boolean finRead;
    private boolean ackPosted;
    private Lane.Timer patience;

    TcpPcb(IpStack ip, Events events) {
        this.ip = ip;
        this.lane = ip.lane();
        this.events = events;
    }

    /** Takes over an accepted socket. */
    static TcpPcb accepted(IpStack ip, SocketChannel channel, Events events) throws IOException {
        var pcb = new TcpPcb(ip, events);
        var remote = (InetSocketAddress) channel.getRemoteAddress();
        pcb.remoteIp = Ip4.of(remote.getAddress());
        pcb.remotePort = remote.getPort();
        pcb.channel = channel;
        pcb.state = State.ESTABLISHED;
        prepare(channel);
        pcb.watch = pcb.lane.watch(channel, SelectionKey.OP_READ, pcb::ready);
        pcb.watch.awaited(true);
        ip.opened(pcb);
        return pcb;
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Unless closed in order, a socket vanishes without a FIN: so does a chip that resets.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }

    /** Sends the SYN. The answer, or its absence, arrives as an event. */
    public void connect(Ip4 to, int port) {
        remoteIp = to;
        remotePort = port;
        state = State.SYN_SENT;
        ip.opened(this);
        patience = lane.after(Lwip.SYN_PATIENCE, () -> fail(Lwip.ERR_ABRT, true));
        if (ip.conditions().synLost() || !ip.isUp()) {
            return;
        }
        Optional<InetSocketAddress> target = ip.reach().target(to, port);
        if (target.isEmpty()) {
            // As a router does that refuses: the module sees a RST.
            LOG.log(System.Logger.Level.WARNING, Reach.refusal(to, port));
            lane.post(() -> fail(Lwip.ERR_RST, false));
            return;
        }
        try {
            channel = SocketChannel.open();
            prepare(channel);
            watch = lane.watch(channel, SelectionKey.OP_CONNECT, this::ready);
            watch.awaited(true);
            if (channel.connect(target.get())) {
                lane.post(this::established);
            }
        } catch (IOException e) {
            refused(e);
        }
    }

    private void refused(IOException e) {
        if (e instanceof java.net.ConnectException) {
            lane.post(() -> fail(Lwip.ERR_RST, false));
        } else {
            // lwIP does not heed ICMP: "no route to host" looks like silence until the SYNs are spent.
            LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
        }
    }

    private void established() {
        if (state != State.SYN_SENT) {
            return;
        }
        patience.cancel();
        state = State.ESTABLISHED;
        updateInterest();
        events.connected();
    }

    private void ready(int operations) {
        try {
            if ((operations & SelectionKey.OP_CONNECT) != 0) {
                finishConnect();
            }
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                transmit();
            }
            if ((operations & SelectionKey.OP_READ) != 0) {
                receive();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
            fail(Lwip.ERR_RST, false);
        }
    }

    private void finishConnect() {
        try {
            if (channel.finishConnect()) {
                established();
            }
        } catch (IOException e) {
            watch.interest(0);
            refused(e);
        }
    }

    private void receive() throws IOException {
        if (detached) {
            drain();
            return;
        }
        if (ackPosted && ip.conditions().ackDelay().isZero()) {
            // What answers our bytes carries their acknowledgement, and lwIP tells that first (espconn-sdk §6).
            acknowledged();
            if (state == State.CLOSED || detached) {
                return;
            }
        }
        var buffer = ByteBuffer.allocate(Math.min(ip.conditions().segment(), window));
        int n = window == 0 ? 0 : channel.read(buffer);
        if (n > 0) {
            window -= n;
            byte[] bytes = java.util.Arrays.copyOf(buffer.array(), n);
            receivedTotal += n;
            boolean cut = receivedTotal >= ip.conditions().resetAfter();
            deliver(n, () -> events.received(bytes));
            if (cut) {
                deliver(0, () -> fail(Lwip.ERR_RST, false));
            }
        } else if (n < 0) {
            finRead = true;
            deliver(0, () -> {
                if (state == State.ESTABLISHED) {
                    state = State.CLOSE_WAIT;
                    events.finished();
                }
            });
        }
        updateInterest();
    }

    /** Hands something upwards, as late as latency and bandwidth make it. */
    private void deliver(int bytes, Runnable what) {
        NetworkConditions c = ip.conditions();
        long now = lane.nanos();
        boolean delayed = !c.latency().isZero() || c.bytesPerSecond() > 0;
        if (!delayed && deliverAfter - now <= 0) {
            what.run();
            return;
        }
        long pace = c.bytesPerSecond() > 0 ? bytes * 1_000_000_000L / c.bytesPerSecond() : 0;
        deliverAfter = Math.max(now + c.latency().toNanos(), deliverAfter) + pace;
        lane.at(deliverAfter, () -> {
            if (!detached && state != State.CLOSED) {
                what.run();
            }
        });
    }

    /** After {@link #close}: what still comes is dropped, until the peer's FIN. */
    private void drain() throws IOException {
        int n = channel.read(ByteBuffer.allocate(Lwip.WINDOW));
        if (n < 0) {
            finRead = true;
            if (finSent) {
                dispose();
            } else {
                updateInterest();
            }
        }
    }

    /** How many bytes {@link #write} takes now. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** How many segments wait for acknowledgement, lwIP's {@code snd_queuelen}. */
    public int queueLength() {
        return (Lwip.SEND_BUFFER - sendBuffer + Lwip.MSS - 1) / Lwip.MSS;
    }

    /** Queues a copy of the bytes: 0, {@link Lwip#ERR_MEM} if they do not fit, {@link Lwip#ERR_CONN} if not connected. */
    public int write(byte[] bytes, int from, int length) {
        if (detached || state != State.ESTABLISHED && state != State.CLOSE_WAIT) {
            return Lwip.ERR_CONN;
        }
        if (length > sendBuffer) {
            return Lwip.ERR_MEM;
        }
        sendBuffer -= length;
        unsent.add(ByteBuffer.wrap(java.util.Arrays.copyOfRange(bytes, from, from + length)));
        try {
            transmit();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
            lane.post(() -> fail(Lwip.ERR_RST, false));
        }
        return Lwip.ERR_OK;
    }

    private void transmit() throws IOException {
        while (ip.isUp() && !unsent.isEmpty()) {
            ByteBuffer first = unsent.peek();
            int n = channel.write(first);
            if (n > 0) {
                unacked.add(n);
            }
            if (first.hasRemaining()) {
                break;
            }
            unsent.poll();
        }
        if (!unacked.isEmpty()) {
            expectAcks();
        }
        if (!ip.isUp() && !unsent.isEmpty()) {
            startRetransmissions();
        }
        if (detached && unsent.isEmpty() && !finSent) {
            finSent = true;
            channel.shutdownOutput();
            if (finRead) {
                dispose();
                return;
            }
        }
        updateInterest();
    }

    private void expectAcks() {
        if (ip.conditions().acksLost()) {
            startRetransmissions();
        } else if (!ackPosted) {
            ackPosted = true;
            Duration delay = ip.conditions().ackDelay();
            if (delay.isZero()) {
                lane.post(this::acknowledged);
            } else {
                lane.after(delay, this::acknowledged);
            }
        }
    }

    private void acknowledged() {
        ackPosted = false;
        if (state == State.CLOSED) {
            return;
        }
        int bytes = 0;
        for (Integer n; (n = unacked.poll()) != null; ) {
            bytes += n;
        }
        sendBuffer += bytes;
        if (!detached && bytes > 0) {
            if (patience != null) {
                patience.cancel();
            }
            events.sent(bytes);
        }
    }

    private void startRetransmissions() {
        if (patience != null) {
            patience.cancel();
        }
        patience = lane.after(Lwip.DATA_PATIENCE, () -> fail(Lwip.ERR_ABRT, true));
    }

    /** Opens the window by that many bytes. */
    public void recved(int bytes) {
        window = Math.min(Lwip.WINDOW, window + bytes);
        updateInterest();
    }

    /** The station came or went. */
    void mediumChanged() {
        if (channel == null || state == State.SYN_SENT || state == State.CLOSED) {
            return;
        }
        try {
            transmit();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
            fail(Lwip.ERR_RST, false);
        }
    }

    private void updateInterest() {
        if (watch == null || state == State.CLOSED || state == State.SYN_SENT) {
            return;
        }
        int operations = 0;
        if (ip.isUp()) {
            operations |= !finRead && (window > 0 || detached) ? SelectionKey.OP_READ : 0;
            operations |= unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE;
        }
        watch.interest(operations);
    }

    /**
     * Closes in order: what is queued is sent, then a FIN. No event follows. With received bytes that nobody took, it
     * resets instead, as lwIP does.
     */
    public void close() {
        if (detached || state == State.CLOSED) {
            return;
        }
        if (state == State.SYN_SENT || window < Lwip.WINDOW && state == State.ESTABLISHED) {
            abort();
            return;
        }
        state = state == State.CLOSE_WAIT ? State.LAST_ACK : State.FIN_WAIT;
        detached = true;
        watch.awaited(false);
        if (patience != null) {
            patience.cancel();
        }
        patience = lane.after(Lwip.FIN_WAIT_2, this::dispose);
        try {
            transmit();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
            dispose();
        }
    }

    /** Sends a RST and forgets the connection. No event follows. */
    public void abort() {
        detached = true;
        dispose();
    }

    private void fail(int err, boolean retriesSpent) {
        State at = state;
        if (at == State.CLOSED) {
            return;
        }
        boolean tell = !detached;
        detached = true;
        dispose();
        if (tell) {
            events.error(err, at, retriesSpent);
        }
    }

    private void dispose() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        if (patience != null) {
            patience.cancel();
        }
        if (watch != null) {
            watch.close();
        }
        ip.closed(this);
    }

    /** Its state. */
    public State state() {
        return state;
    }

    /** The peer's address, as the module sees it. */
    public Ip4 remoteIp() {
        return remoteIp;
    }

    /** The peer's port, as the module sees it. */
    public int remotePort() {
        return remotePort;
    }
}
