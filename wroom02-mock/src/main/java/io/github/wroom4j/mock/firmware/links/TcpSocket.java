package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpEvents;
import io.github.wroom4j.mock.lwip.TcpPcb;
import io.github.wroom4j.mock.lwip.TcpState;
import io.github.wroom4j.mock.radio.Ip4;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/** A TCP link on a socket. What is sent counts as sent when lwIP has taken it (at-protocol §7.4). */
class TcpSocket implements LinkSocket, TcpEvents {
    final SocketGround ground;
    private final IpStack ip;
    private final LinkWish wish;
    private final TcpPcb pcb;
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private final int localPort;
    LinkEvents events;
    private int unacknowledgedWindow;
    private boolean held;
    private boolean sending;
    private boolean closing;
    private boolean sentPending;

    TcpSocket(SocketGround ground, LinkWish wish, LinkEvents events) {
        this.ground = ground;
        this.ip = ground.ip();
        this.wish = wish;
        this.events = events;
        this.pcb = ip.tcp(this);
        pcb.tune(ground.tuning());
        this.localPort = ground.ephemeralPort();
    }

    /** An accepted link; {@link #adopt} gives it its events. */
    TcpSocket(SocketGround ground, TcpPcb accepted, int port) {
        this.ground = ground;
        this.ip = ground.ip();
        this.wish = null;
        this.pcb = accepted;
        pcb.tune(ground.tuning());
        this.localPort = port;
    }

    TcpEvents adopt(LinkEvents target) {
        events = target;
        return this;
    }

    @Override
    public int connect() {
        pcb.connect(wish.ip(), wish.port());
        return 0;
    }

    // ---- from lwIP ----

    @Override
    public void connected() {
        if (wish != null) {
            events.connected();
        }
    }

    @Override
    public void received(byte[] bytes) {
        fireSent();
        unacknowledgedWindow += bytes.length;
        take(bytes);
        if (!held) {
            openWindow();
        }
    }

    void take(byte[] bytes) {
        events.received(bytes, pcb.remoteIp(), pcb.remotePort());
    }

    private void openWindow() {
        int bytes = unacknowledgedWindow;
        unacknowledgedWindow = 0;
        pcb.recved(bytes);
    }

    @Override
    public void finished() {
        fireSent();
        if (!closing) {
            closing = true;
            openWindow();
            pcb.close();
            afterFins(events::closed);
        }
    }

    private void afterFins(Runnable what) {
        Duration delay = ip.conditions().closeDelay();
        if (delay.isZero()) {
            what.run();
        } else {
            ip.lane().after(delay, what);
        }
    }

    @Override
    public void sent(int bytes) {
        pump();
    }

    @Override
    public void error(int err, TcpState at, boolean retriesSpent) {
        if (!closing) {
            closing = true;
            events.failed(err);
        }
    }

    // ---- from the link ----

    @Override
    public int send(byte[] bytes) {
        if (bytes.length == 0) {
            return Lwip.ERR_ARG;
        }
        sending = true;
        write(bytes);
        return 0;
    }

    /** Queues bytes for the wire. */
    void write(byte[] bytes) {
        unsent.add(bytes);
        pump();
    }

    private void pump() {
        while (!unsent.isEmpty()) {
            byte[] first = unsent.peek();
            int n = Math.min(first.length, pcb.sendBuffer());
            if (n == 0) {
                return;
            }
            int code = pcb.write(first, 0, n);
            if (code != 0) {
                return;
            }
            unsent.poll();
            if (n < first.length) {
                unsent.addFirst(Arrays.copyOfRange(first, n, first.length));
            }
        }
        if (sending) {
            sending = false;
            reportSent();
        }
    }

    /** Reports in a task of its own that a send is done; what the peer answers to it cannot come before. */
    void reportSent() {
        sentPending = true;
        ip.lane().post(this::fireSent);
    }

    private void fireSent() {
        if (sentPending) {
            sentPending = false;
            events.sent();
        }
    }

    @Override
    public int sendTo(byte[] bytes, Ip4 to, int port) {
        return Lwip.ERR_ARG;
    }

    @Override
    public void hold(boolean on) {
        held = on;
        if (!on && unacknowledgedWindow > 0) {
            openWindow();
        }
    }

    @Override
    public void taken(int bytes) {
        if (held) {
            int taken = Math.min(bytes, unacknowledgedWindow);
            unacknowledgedWindow -= taken;
            pcb.recved(taken);
        }
    }

    @Override
    public void close() {
        end(false);
    }

    @Override
    public void abort() {
        end(true);
    }

    private void end(boolean reset) {
        if (closing) {
            return;
        }
        closing = true;
        openWindow();
        if (reset) {
            pcb.abort();
        } else {
            pcb.close();
        }
        ip.lane().post(reset ? events::closed : () -> afterFins(events::closed));
    }

    /** Ends the link with an error of ours. */
    void fail(int code) {
        if (!closing) {
            closing = true;
            pcb.abort();
            ip.lane().post(() -> events.failed(code));
        }
    }

    boolean isClosing() {
        return closing;
    }

    @Override
    public Ip4 remoteIp() {
        return pcb.remoteIp();
    }

    @Override
    public int remotePort() {
        return pcb.remotePort();
    }

    @Override
    public int localPort() {
        return localPort;
    }
}
