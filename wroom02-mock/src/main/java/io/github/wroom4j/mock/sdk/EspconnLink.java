package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpEvents;
import io.github.wroom4j.mock.lwip.TcpPcb;
import io.github.wroom4j.mock.lwip.TcpState;
import java.time.Duration;

/**
 * {@code espconn_msg}: one TCP connection of espconn's, client or accepted, plain or with a {@link TlsLayer} on top
 * (espconn-sdk §4). At its end exactly one of disconcb and reconcb is called, from a task.
 */
final class EspconnLink implements TcpEvents {
    /** The table of links that it stands in. */
    interface Owner {
        /** A free local port. */
        int ephemeralPort();

        /** TCP has failed: the task takes the link out of the table. */
        void signalError(EspconnLink link, int code);

        /** TCP is closed: the task takes the link out of the table. */
        void signalClosed(EspconnLink link);
    }

    /** The server that accepted it. */
    interface Acceptor {
        /** The espconn that listens. */
        espconn listener();

        /** Seconds without traffic after which its links are closed. */
        int idleSeconds();
    }

    private final SdkCore sdk;
    private final Owner links;
    final espconn conn;
    /** The server that accepted it, or null. */
    final Acceptor server;

    final Attempt attempt;
    /** Set while this link is to carry TLS. */
    TlsLayer secure;

    int options;
    int idleSeconds;
    final int[] keepalive = {120, 10, 9};
    private final int[] heap;
    private TcpPcb pcb;
    private final EspconnSends sends;
    private boolean held;
    private int heldBytes;
    /** Not read from {@code conn.state}: that is the application's to write, and two links may share one espconn. */
    private boolean closing;

    private boolean ended;
    private Lane.Timer idle;

    EspconnLink(SdkCore sdk, Owner links, espconn conn, Acceptor server, Attempt attempt, int... heap) {
        this.sdk = sdk;
        this.links = links;
        this.conn = conn;
        this.server = server;
        this.attempt = attempt;
        this.heap = heap;
        this.sends = new EspconnSends(sdk, this);
    }

    void attach(TcpPcb connection) {
        pcb = connection;
    }

    TcpPcb pcb() {
        return pcb;
    }

    boolean isClosing() {
        return closing;
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
        restartKeepAlive();
        if (secure != null) {
            secure.tcpConnected();
            return;
        }
        conn.state = EspconnCodes.ESPCONN_CONNECT;
        espconn_connect_callback callback = conn.proto.tcp.connect_callback;
        if (callback != null) {
            sdk.callback("connect_callback", () -> callback.call(conn));
        }
    }

    @Override
    public void received(byte[] bytes) {
        restartIdle();
        if (secure != null) {
            secure.cpu().whenFree(() -> secure.tcpReceived(bytes));
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
        conn.state = EspconnCodes.ESPCONN_READ;
        if (conn.recv_callback != null) {
            sdk.callback("recv_callback", () -> conn.recv_callback.call(conn, bytes, bytes.length));
        }
        if (conn.state == EspconnCodes.ESPCONN_READ) {
            conn.state = before == EspconnCodes.ESPCONN_WRITE ? before : EspconnCodes.ESPCONN_CONNECT;
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
        if (secure != null && secure.cpu().isBusy()) {
            secure.cpu().whenFree(this::finished);
            return;
        }
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
            secure.cpu().whenFree(() -> secure.tcpSent(bytes));
            return;
        }
        sends.acknowledged(bytes);
    }

    /** What was sent is acknowledged: back to CONNECT, then sentcb. */
    void wasSent() {
        conn.state = EspconnCodes.ESPCONN_CONNECT;
        if (conn.sent_callback != null) {
            sdk.callback("sent_callback", () -> conn.sent_callback.call(conn));
        }
    }

    @Override
    public void error(int err, TcpState at, boolean retriesSpent) {
        if (secure != null && secure.cpu().isBusy()) {
            secure.cpu().whenFree(() -> error(err, at, retriesSpent));
            return;
        }
        int code = codeOf(err, at, retriesSpent);
        attempt.event(sdk.lane().nanos(), "TCP error " + code + " (" + EspconnCodes.nameOf(code) + ")");
        closing = true;
        conn.state = EspconnCodes.ESPCONN_CLOSE;
        stopIdle();
        links.signalError(this, code);
    }

    /** espconn-sdk §4.4. */
    static int codeOf(int err, TcpState at, boolean retriesSpent) {
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
        boolean permitted = pcb.state() == TcpState.ESTABLISHED
                && (conn.state == EspconnCodes.ESPCONN_CONNECT
                        || conn.state == EspconnCodes.ESPCONN_WRITE
                        || conn.state == EspconnCodes.ESPCONN_READ);
        if (!permitted) {
            return EspconnCodes.ESPCONN_ARG;
        }
        return sends.send(data, length);
    }

    EspconnSends sends() {
        return sends;
    }

    void taken(int bytes) {
        int now = Math.min(bytes, heldBytes);
        if (now > 0 && pcb.state() == TcpState.ESTABLISHED) {
            heldBytes -= now;
            pcb.recved(now);
        }
    }

    void hold(boolean on) {
        held = on;
        if (!on && heldBytes > 0 && pcb.state() == TcpState.ESTABLISHED) {
            int bytes = heldBytes;
            heldBytes = 0;
            pcb.recved(bytes);
        }
    }

    /** Closes TCP and lets the task report it. */
    void close() {
        if (closing) {
            return;
        }
        closing = true;
        conn.state = EspconnCodes.ESPCONN_CLOSE;
        stopIdle();
        pcb.close();
        links.signalClosed(this);
    }

    /** Resets TCP and lets the task report it. */
    void abort() {
        closing = true;
        conn.state = EspconnCodes.ESPCONN_CLOSE;
        stopIdle();
        pcb.abort();
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
        sends.free();
    }

    // --- keep-alive ------------------------------------------------------------------------------------------------

    /** Sets keep-alive as options and times say; called whenever one of them changes, and at connecting. */
    void restartKeepAlive() {
        if ((options & EspconnCodes.ESPCONN_KEEPALIVE) == 0) {
            pcb.noKeepAlive();
        } else {
            pcb.keepAlive(
                    Duration.ofSeconds(keepalive[EspconnCodes.ESPCONN_KEEPIDLE]),
                    Duration.ofSeconds(keepalive[EspconnCodes.ESPCONN_KEEPINTVL]),
                    keepalive[EspconnCodes.ESPCONN_KEEPCNT]);
        }
    }

    // --- the idle timeout of servers, and espconn_regist_time ------------------------------------------------------

    void restartIdle() {
        stopIdle();
        int seconds = idleSeconds > 0 ? idleSeconds : server == null ? 0 : server.idleSeconds();
        if (seconds > 0 && secure == null) {
            idle = sdk.lane().after(Duration.ofSeconds(seconds), this::close);
        }
    }

    private void stopIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }
}
