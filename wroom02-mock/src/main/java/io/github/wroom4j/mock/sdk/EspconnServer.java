package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpEvents;
import io.github.wroom4j.mock.lwip.TcpListenPcb;
import io.github.wroom4j.mock.lwip.TcpPcb;

/** A listening espconn: each accepted link gets an espconn of its own, with the listener's callbacks (espconn-sdk §2.4). */
final class EspconnServer implements EspconnLink.Acceptor {
    /** espconn-sdk §4.5. */
    static final int DEFAULT_IDLE_SECONDS = 10;

    private final SdkCore sdk;
    private final EspconnLinks links;
    private final espconn listener;
    private final TcpListenPcb pcb;
    private final int heap;
    private final boolean secure;
    private int idleSeconds = DEFAULT_IDLE_SECONDS;
    int maxConnections = 5;

    EspconnServer(SdkCore sdk, EspconnLinks links, espconn listener, int heap, boolean secure) {
        this.sdk = sdk;
        this.links = links;
        this.listener = listener;
        this.heap = heap;
        this.secure = secure;
        this.pcb = sdk.ip().listener(listener.proto.tcp.local_port, secure, this::accepted);
    }

    /** Whether it listens now; if this computer does not give the port, nothing is left of it. */
    boolean listen() {
        if (pcb.listen() != Lwip.ERR_OK) {
            close();
            return false;
        }
        listener.state = EspconnCodes.ESPCONN_LISTEN;
        return true;
    }

    private TcpEvents accepted(TcpPcb connection) {
        if (links.of(this).count() >= maxConnections) {
            return null;
        }
        if (secure && links.active().anyMatch(link -> link.secure != null)) {
            sdk.observer().note("a client of the SSL server was refused: the one SSL connection exists already");
            return null;
        }
        var conn = new espconn();
        conn.type = EspconnCodes.ESPCONN_TCP;
        conn.state = EspconnCodes.ESPCONN_WAIT;
        conn.recv_callback = listener.recv_callback;
        conn.sent_callback = listener.sent_callback;
        conn.reverse = listener.reverse;
        var tcp = new esp_tcp();
        tcp.local_port = listener.proto.tcp.local_port;
        tcp.remote_port = connection.remotePort();
        System.arraycopy(connection.remoteIp().octets(), 0, tcp.remote_ip, 0, 4);
        tcp.connect_callback = listener.proto.tcp.connect_callback;
        tcp.reconnect_callback = listener.proto.tcp.reconnect_callback;
        tcp.disconnect_callback = listener.proto.tcp.disconnect_callback;
        tcp.write_finish_fn = listener.proto.tcp.write_finish_fn;
        conn.proto.tcp = tcp;
        int block = sdk.chip().heap().malloc(EspconnLinks.MSG_SIZE);
        if (block == 0) {
            return null;
        }
        return links.adopt(conn, this, connection, block);
    }

    @Override
    public espconn listener() {
        return listener;
    }

    boolean isSecure() {
        return secure;
    }

    @Override
    public int idleSeconds() {
        return idleSeconds;
    }

    void idleSeconds(int seconds) {
        idleSeconds = seconds;
    }

    void close() {
        pcb.close();
        sdk.chip().heap().free(heap);
        listener.state = EspconnCodes.ESPCONN_NONE;
    }
}
