package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A TCP connection as lwIP's raw API offers it, on a real non-blocking socket. Written bytes are limited to
 * {@link Lwip#SEND_BUFFER} until acknowledged; received ones to {@link Lwip#WINDOW} until {@link #recved} opens the
 * window again. An acknowledgement is taken to arrive when the socket has taken the bytes and
 * {@link NetworkConditions#ackDelay} has passed. {@link TcpIn} and {@link TcpOut} move the bytes.
 *
 * <p>For tasks of the chip's lane. Events come from later tasks, never from inside a call; none comes after
 * {@link #close} or {@link #abort}, or after {@link TcpEvents#error}.
 */
public final class TcpPcb implements Netif.Attached {
    private static final System.Logger LOG = System.getLogger(TcpPcb.class.getName());

    private final Netif ip;
    private final Lane lane;
    private final TcpEvents events;
    private final TcpIn in;
    private final TcpOut out;
    private Carrier socket;
    private TcpState state = TcpState.CLOSED;
    private Ip4 remoteIp = Ip4.ANY;
    private int remotePort;
    private boolean detached;
    private boolean finSent;
    private TcpTuning tuning = TcpTuning.STANDARD;
    private Lane.Timer patience;
    private KeepAlive keepAlive;

    TcpPcb(Netif ip, TcpEvents events) {
        this.ip = ip;
        this.lane = ip.lane();
        this.events = events;
        this.in = new TcpIn(this, ip);
        this.out = new TcpOut(this, ip);
    }

    /** Takes over an accepted socket. */
    static TcpPcb accepted(Netif ip, SocketChannel channel, TcpEvents events) throws IOException {
        var pcb = new TcpPcb(ip, events);
        var remote = (InetSocketAddress) channel.getRemoteAddress();
        pcb.remoteIp = Ip4.of(remote.getAddress());
        pcb.remotePort = remote.getPort();
        pcb.state = TcpState.ESTABLISHED;
        pcb.socket = HostSocket.accepted(pcb.lane, channel, pcb::ready);
        ip.attach(pcb);
        pcb.expectReset();
        return pcb;
    }

    /** Takes over a call of a peer of this process. */
    static TcpPcb called(Netif ip, Peer peer, Reach.Endpoint from, TcpEvents events) {
        var pcb = new TcpPcb(ip, events);
        pcb.remoteIp = from.ip();
        pcb.remotePort = from.port();
        pcb.state = TcpState.ESTABLISHED;
        var line = new PeerCarrier(pcb.lane, peer, pcb::ready);
        pcb.socket = line;
        line.accepted();
        ip.attach(pcb);
        pcb.expectReset();
        return pcb;
    }

    /** What the application wants otherwise than lwIP; an attempt that runs begins its wait anew. */
    public void tune(TcpTuning wanted) {
        tuning = wanted;
        in.window(wanted.window(), wanted.segment());
        if (state == TcpState.SYN_SENT) {
            giveUpAfter(tuning.synPatience(), () -> fail(Lwip.ERR_ABRT, true));
        }
    }

    TcpTuning tuning() {
        return tuning;
    }

    // --- opening -------------------------------------------------------------------------------------------------

    /** Sends the SYN. The answer, or its absence, arrives as an event. */
    public void connect(Ip4 to, int port) {
        remoteIp = to;
        remotePort = port;
        state = TcpState.SYN_SENT;
        ip.attach(this);
        giveUpAfter(tuning.synPatience(), () -> fail(Lwip.ERR_ABRT, true));
        if (ip.conditions().synLost() || !ip.isUp()) {
            return;
        }
        Optional<Supplier<Peer>> peers = ip.reach().peers(to, port);
        Optional<InetSocketAddress> target = ip.reach().target(to, port);
        if (peers.isEmpty() && target.isEmpty()) {
            // As a router does that refuses: the module sees a RST.
            LOG.log(System.Logger.Level.WARNING, Reach.refusal(to, port));
            lane.post(() -> fail(Lwip.ERR_RST, false));
            return;
        }
        try {
            socket = peers.isPresent()
                    ? new PeerCarrier(lane, peers.get().get(), this::ready)
                    : HostSocket.open(lane, this::ready);
            if (socket.connect(target.orElse(null))) {
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

    private void finishConnect() {
        try {
            if (socket.finishConnect()) {
                established();
            }
        } catch (IOException e) {
            socket.interest(0);
            refused(e);
        }
    }

    private void established() {
        if (state != TcpState.SYN_SENT) {
            return;
        }
        patience.cancel();
        state = TcpState.ESTABLISHED;
        updateInterest();
        expectReset();
        events.connected();
    }

    private void expectReset() {
        Duration time = ip.conditions().resetTime();
        if (!time.isZero()) {
            lane.after(time, () -> fail(Lwip.ERR_RST, false));
        }
    }

    // --- bytes ---------------------------------------------------------------------------------------------------

    private void ready(int operations) {
        try {
            if ((operations & SelectionKey.OP_CONNECT) != 0) {
                finishConnect();
            }
            if ((operations & SelectionKey.OP_READ) != 0) {
                receive();
            }
            if ((operations & SelectionKey.OP_WRITE) != 0 && state != TcpState.CLOSED) {
                transmit();
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void broken(IOException e) {
        LOG.log(System.Logger.Level.DEBUG, remoteIp + ":" + remotePort, e);
        fail(Lwip.ERR_RST, false);
    }

    private void receive() throws IOException {
        if (detached) {
            in.drain(socket);
            if (in.isEnded() && finSent) {
                dispose();
            }
        } else {
            out.answered();
            if (isAttached()) {
                in.receive(socket);
            }
        }
        updateInterest();
    }

    void received(byte[] bytes) {
        heard();
        events.received(bytes);
    }

    void finReceived() {
        if (state == TcpState.ESTABLISHED) {
            state = TcpState.CLOSE_WAIT;
            events.finished();
        }
    }

    /** How many bytes {@link #write} takes now. */
    public int sendBuffer() {
        return out.space();
    }

    /** How many segments wait for acknowledgement, lwIP's {@code snd_queuelen}. */
    public int queueLength() {
        return (Lwip.SEND_BUFFER - out.space() + Lwip.MSS - 1) / Lwip.MSS;
    }

    /** Queues a copy of the bytes: 0, {@link Lwip#ERR_MEM} if they do not fit, {@link Lwip#ERR_CONN} if not connected. */
    public int write(byte[] bytes, int from, int length) {
        if (detached || state != TcpState.ESTABLISHED && state != TcpState.CLOSE_WAIT) {
            return Lwip.ERR_CONN;
        }
        if (!out.queue(bytes, from, length)) {
            return Lwip.ERR_MEM;
        }
        try {
            transmit();
        } catch (IOException e) {
            lane.post(() -> broken(e));
        }
        return Lwip.ERR_OK;
    }

    private void transmit() throws IOException {
        out.transmit(socket);
        if (detached && out.isEmpty() && !finSent) {
            finSent = true;
            socket.finish();
            if (in.isEnded()) {
                dispose();
                return;
            }
        }
        updateInterest();
    }

    void acknowledged(int bytes) {
        if (detached) {
            return;
        }
        if (patience != null) {
            patience.cancel();
        }
        heard();
        events.sent(bytes);
    }

    /** Opens the window by that many bytes. */
    public void recved(int bytes) {
        in.opened(bytes);
        if (in.nextFits()) {
            lane.post(() -> {
                if (isAttached()) {
                    in.receiveNext();
                    updateInterest();
                }
            });
        }
        updateInterest();
    }

    /** The station came or went. */
    @Override
    public void mediumChanged() {
        if (socket == null || state == TcpState.SYN_SENT || state == TcpState.CLOSED) {
            return;
        }
        try {
            transmit();
        } catch (IOException e) {
            broken(e);
        }
    }

    private void updateInterest() {
        if (socket == null || state == TcpState.CLOSED || state == TcpState.SYN_SENT) {
            return;
        }
        int operations = 0;
        if (ip.isUp()) {
            operations |= in.interest(detached);
            operations |= out.isEmpty() ? 0 : SelectionKey.OP_WRITE;
        }
        socket.interest(operations);
    }

    // --- patience ------------------------------------------------------------------------------------------------

    /** Starts the one timer that a connection waits by, in place of the last. */
    void giveUpAfter(Duration time, Runnable end) {
        if (patience != null) {
            patience.cancel();
        }
        patience = lane.after(time, end);
    }

    /**
     * Switches keep-alive on, in place of earlier settings: probes after {@code idle} without a segment from the peer,
     * then every {@code interval}; {@code count} unanswered ones end the connection with {@link Lwip#ERR_ABRT}.
     */
    public void keepAlive(Duration idle, Duration interval, int count) {
        noKeepAlive();
        if (isAttached()) {
            keepAlive = new KeepAlive(ip, idle, interval, count, () -> fail(Lwip.ERR_ABRT, false));
        }
    }

    /** Switches keep-alive off. */
    public void noKeepAlive() {
        if (keepAlive != null) {
            keepAlive.stop();
            keepAlive = null;
        }
    }

    private void heard() {
        if (keepAlive != null) {
            keepAlive.heard();
        }
    }

    // --- the end -------------------------------------------------------------------------------------------------

    /**
     * Closes in order: what is queued is sent, then a FIN. No event follows. With received bytes that were not taken, it
     * resets instead, as lwIP does.
     */
    public void close() {
        if (detached || state == TcpState.CLOSED) {
            return;
        }
        if (state == TcpState.SYN_SENT || in.holdsUntaken() && state == TcpState.ESTABLISHED) {
            abort();
            return;
        }
        state = state == TcpState.CLOSE_WAIT ? TcpState.LAST_ACK : TcpState.FIN_WAIT;
        detached = true;
        noKeepAlive();
        socket.notAwaited();
        giveUpAfter(Lwip.FIN_WAIT_2, this::dispose);
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

    void fail(int err, boolean retriesSpent) {
        TcpState at = state;
        if (at == TcpState.CLOSED) {
            return;
        }
        boolean report = !detached;
        detached = true;
        dispose();
        if (report) {
            events.error(err, at, retriesSpent);
        }
    }

    private void dispose() {
        if (state == TcpState.CLOSED) {
            return;
        }
        state = TcpState.CLOSED;
        noKeepAlive();
        if (patience != null) {
            patience.cancel();
        }
        if (socket != null) {
            socket.close();
        }
        ip.detach(this);
    }

    /** Whether events may still be reported. */
    boolean isAttached() {
        return !detached && state != TcpState.CLOSED;
    }

    /** How many bytes the peer may send before {@link #recved} opens the window again. */
    public int windowLeft() {
        return in.window();
    }

    /** How many bytes have been received so far. */
    public long receivedSoFar() {
        return in.total();
    }

    /** Its state. */
    public TcpState state() {
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
