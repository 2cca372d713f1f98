package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpPcb;
import java.util.Arrays;

/**
 * {@code espconn_msg}: one TCP connection of espconn's, client or accepted, plain or with a {@link SecureLink} on top
 * (espconn-sdk §4). At its end exactly one of disconcb and reconcb is called, from a task.
 */
final class EspconnLink implements TcpPcb.Events {
    private final Sdk sdk;
    private final EspconnLinks links;
    final espconn conn;
    /** The server that accepted it, or null. */
    final EspconnServer server;

    final Attempt attempt;
    /** Set while this link is to carry TLS. */
    SecureLink secure;

    int options;
    int idleSeconds;
    final int[] keepalive = {120, 10, 9};
    private final int[] heap;
    private TcpPcb pcb;
    private byte[] sending;
    private int sendLength;
    private int handedOver;
    private int acknowledged;
    private int descriptor;
    private boolean held;
    private int heldBytes;
    private boolean ended;
    private io.github.wroom4j.mock.loop.Lane.Timer idle;

    EspconnLink(Sdk sdk, EspconnLinks links, espconn conn, EspconnServer server, Attempt attempt, int... heap) {
        this.sdk = sdk;
        this.links = links;
        this.conn = conn;
        this.server = server;
        this.attempt = attempt;
        this.heap = heap;
    }

    void attach(TcpPcb connection) {
        pcb = connection;
    }

    TcpPcb pcb() {
        return pcb;
    }

    boolean isEnded() {
        return ended;
    }

    // --- lwIP's events -------------------------------------------------------------------------------------------

    @Override
    public void connected() {
        attempt.connected(sdk.lane().nanos());
        if (conn.proto.tcp.local_port == 0) {
            conn.proto.tcp.local_port = links.ephemeralPort();
        }
        System.arraycopy(sdk.ip().station().ip().octets(), 0, conn.proto.tcp.local_ip, 0, 4);
        restartIdle();
        if (secure != null) {
            secure.tcpConnected();
            return;
        }
        conn.state = espconn_h.ESPCONN_CONNECT;
        espconn_connect_callback callback = conn.proto.tcp.connect_callback;
        if (callback != null) {
            sdk.callback("connect_callback", () -> callback.call(conn));
        }
    }

    @Override
    public void received(byte[] bytes) {
        restartIdle();
        if (secure != null) {
            secure.tcpReceived(bytes);
            return;
        }
        deliver(bytes);
        if (!ended) {
            opened(bytes.length);
        }
    }

    /** Hands bytes to recvcb in a heap block of their own, which is freed right after. */
    void deliver(byte[] bytes) {
        int block = sdk.chip().heap().malloc(bytes.length + 1);
        if (block == 0) {
            sdk.observer().note(bytes.length + " received bytes lost: no heap for recvcb");
            return;
        }
        handOut(bytes);
        sdk.chip().heap().free(block);
    }

    /** Calls recvcb with bytes that already lie somewhere. */
    void handOut(byte[] bytes) {
        int before = conn.state;
        conn.state = espconn_h.ESPCONN_READ;
        if (conn.recv_callback != null) {
            sdk.callback("recv_callback", () -> conn.recv_callback.call(conn, bytes, bytes.length));
        }
        if (conn.state == espconn_h.ESPCONN_READ) {
            conn.state = before == espconn_h.ESPCONN_WRITE ? before : espconn_h.ESPCONN_CONNECT;
        }
    }

    /** Lets the peer send that much more, unless receiving is held. */
    void opened(int bytes) {
        if (held) {
            heldBytes += bytes;
        } else {
            pcb.recved(bytes);
        }
    }

    @Override
    public void finished() {
        attempt.event(sdk.lane().nanos(), "FIN received");
        if (secure != null) {
            secure.tcpFinished();
        }
        close();
    }

    @Override
    public void sent(int bytes) {
        restartIdle();
        if (secure != null) {
            secure.tcpSent(bytes);
            return;
        }
        acknowledged += bytes;
        if (sending == null) {
            return;
        }
        if (acknowledged >= sendLength) {
            sending = null;
            sdk.chip().heap().free(descriptor);
            descriptor = 0;
            wasSent();
        } else {
            pump();
        }
    }

    /** What was sent is acknowledged: back to CONNECT, then sentcb. */
    void wasSent() {
        conn.state = espconn_h.ESPCONN_CONNECT;
        if (conn.sent_callback != null) {
            sdk.callback("sent_callback", () -> conn.sent_callback.call(conn));
        }
    }

    @Override
    public void error(int err, TcpPcb.State at, boolean retriesSpent) {
        int code = codeOf(err, at, retriesSpent);
        attempt.event(sdk.lane().nanos(), "TCP error " + code + " (" + espconn_h.nameOf(code) + ")");
        conn.state = espconn_h.ESPCONN_CLOSE;
        stopIdle();
        links.signalError(this, code);
    }

    /** espconn-sdk §4.4. */
    private static int codeOf(int err, TcpPcb.State at, boolean retriesSpent) {
        if (err != Lwip.ERR_ABRT) {
            return err;
        }
        return switch (at) {
            case CLOSED -> Lwip.ERR_CONN;
            case SYN_SENT -> retriesSpent ? Lwip.ERR_CONN : Lwip.ERR_ABRT;
            case FIN_WAIT -> Lwip.ERR_CLSD;
            case ESTABLISHED, CLOSE_WAIT, LAST_ACK -> retriesSpent ? Lwip.ERR_TIMEOUT : Lwip.ERR_ABRT;
        };
    }

    // --- espconn's calls -----------------------------------------------------------------------------------------

    int send(byte[] data, int length) {
        boolean permitted = pcb.state() == TcpPcb.State.ESTABLISHED
                && (conn.state == espconn_h.ESPCONN_CONNECT
                        || conn.state == espconn_h.ESPCONN_WRITE
                        || conn.state == espconn_h.ESPCONN_READ);
        if (!permitted) {
            return espconn_h.ESPCONN_ARG;
        }
        if (sending != null) {
            return espconn_h.ESPCONN_MAXNUM;
        }
        descriptor = sdk.chip().heap().malloc(20);
        if (descriptor == 0) {
            return espconn_h.ESPCONN_MEM;
        }
        if (pcb.queueLength() >= 8) {
            sdk.chip().heap().free(descriptor);
            descriptor = 0;
            return espconn_h.ESPCONN_MEM;
        }
        // With ESPCONN_COPY a copy; else the caller's own bytes, which must stay until sentcb (espconn-sdk §4.2).
        boolean copy = (options & espconn_h.ESPCONN_COPY) != 0;
        sending = copy ? Arrays.copyOf(data, length) : data;
        sendLength = length;
        handedOver = 0;
        acknowledged = 0;
        conn.state = espconn_h.ESPCONN_WRITE;
        pump();
        if (copy && conn.proto.tcp.write_finish_fn != null) {
            sdk.post(() -> {
                if (!ended && conn.proto.tcp.write_finish_fn != null) {
                    sdk.callback("write_finish_fn", () -> conn.proto.tcp.write_finish_fn.call(conn));
                }
            });
        }
        return espconn_h.ESPCONN_OK;
    }

    private void pump() {
        int n = Math.min(sendLength - handedOver, pcb.sendBuffer());
        if (n > 0 && pcb.write(sending, handedOver, n) == Lwip.ERR_OK) {
            handedOver += n;
        }
    }

    void hold(boolean on) {
        held = on;
        if (!on && heldBytes > 0 && pcb.state() == TcpPcb.State.ESTABLISHED) {
            int bytes = heldBytes;
            heldBytes = 0;
            pcb.recved(bytes);
        }
    }

    /** Closes TCP and lets the task tell. */
    void close() {
        if (conn.state == espconn_h.ESPCONN_CLOSE) {
            return;
        }
        conn.state = espconn_h.ESPCONN_CLOSE;
        stopIdle();
        pcb.close();
        links.signalClosed(this);
    }

    /** Takes the link out of the world: what both closing signals begin with. */
    void release() {
        ended = true;
        stopIdle();
        pcb.abort(); // nothing if it has been closed in order
        for (int block : heap) {
            sdk.chip().heap().free(block);
        }
        sdk.chip().heap().free(descriptor);
    }

    int pending() {
        return sending == null ? 0 : sendLength - acknowledged;
    }

    // --- the idle timeout of servers, and espconn_regist_time ------------------------------------------------------

    void restartIdle() {
        stopIdle();
        int seconds = idleSeconds > 0 ? idleSeconds : server == null ? 0 : server.idleSeconds();
        if (seconds > 0 && secure == null) {
            idle = sdk.lane().after(java.time.Duration.ofSeconds(seconds), this::close);
        }
    }

    private void stopIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }
}
