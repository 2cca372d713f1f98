package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.TcpPcb;
import io.github.wroom4j.mock.radio.Ip4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * espconn over TCP: the active links and listeners, the return codes of espconn-sdk §4, and the task that reports
 * their ends.
 */
final class EspconnLinks implements EspconnLink.Owner {
    /** {@code espconn_msg} and {@code tcp_pcb} (espconn-sdk §10.3). */
    static final int MSG_SIZE = 100;

    static final int PCB_SIZE = 172;

    /** What a draw of a port costs the processor. */
    private static final long DRAW_MICROS = 7;

    private final SdkCore sdk;
    private final Wifi wifi;
    private Tls tls;
    private final List<EspconnLink> active = new ArrayList<>();
    private final List<EspconnServer> servers = new ArrayList<>();
    private int maxConnections = 5;
    private int nextEphemeral = 49_152;
    private int lastPort;
    private final Set<Integer> drawn = new HashSet<>();
    private long draws;

    EspconnLinks(SdkCore sdk, Wifi wifi) {
        this.sdk = sdk;
        this.wifi = wifi;
    }

    /** {@code espconn_secure_*}, as far as links that carry TLS need it. */
    interface Tls {
        /** Whether the program has used it in this life of the chip. */
        boolean wasUsed();

        /** What reconcb gets for a failed TCP connection. */
        int codeForError(EspconnLink link, int tcpCode);

        /** What the task makes of a closed connection: 0 for disconcb. */
        int codeForClose(EspconnLink link);

        /** TLS on top of an accepted link. */
        TlsLayer layer(EspconnLink link);
    }

    void tls(Tls above) {
        tls = above;
    }

    // --- looking up ----------------------------------------------------------------------------------------------

    EspconnLink find(espconn conn) {
        return active.stream().filter(link -> link.conn == conn).findFirst().orElse(null);
    }

    EspconnServer server(espconn conn) {
        return servers.stream().filter(s -> s.listener() == conn).findFirst().orElse(null);
    }

    Stream<EspconnLink> of(EspconnLink.Acceptor server) {
        return active.stream().filter(link -> link.server == server);
    }

    Stream<EspconnLink> active() {
        return active.stream();
    }

    static boolean isTcp(espconn conn) {
        return conn != null && conn.type == EspconnCodes.ESPCONN_TCP && conn.proto.tcp != null;
    }

    @Override
    public int ephemeralPort() {
        nextEphemeral = nextEphemeral == 65_535 ? 49_152 : nextEphemeral + 1;
        return nextEphemeral;
    }

    /** {@code espconn_port}: from the time, with its uneven distribution (espconn-sdk §4.5). */
    int port() {
        int port;
        do {
            // A processor's own time goes on with every call. On a clock that stands still, or moves by whole multiples
            // of 50 ms, two links would else draw one port, and espconn_connect refuse the second (espconn-sdk §4.1).
            draws++;
            port = (int) Math.floorMod(sdk.chip().uptimeMicros() + draws * DRAW_MICROS, 50_000L);
            if (port <= 1_023) {
                port += 1_024;
            }
        } while (port == lastPort);
        lastPort = port;
        drawn.add(port);
        return port;
    }

    /** Whether {@link #port} gave that number: a client's port, where nothing arrives unasked. */
    boolean isDrawn(int port) {
        return drawn.contains(port);
    }

    // --- opening -------------------------------------------------------------------------------------------------

    /** {@code espconn_connect}, checks in the order of espconn-sdk §4.1. */
    int connect(espconn conn) {
        if (!isTcp(conn)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (active.size() >= maxConnections) {
            return EspconnCodes.ESPCONN_ISCONN;
        }
        int route = wifi.routeTo(Ip4.of(conn.proto.tcp.remote_ip));
        if (route != 0) {
            return route;
        }
        for (EspconnLink other : active) {
            if (other.conn == conn || other.conn.proto.tcp.local_port == conn.proto.tcp.local_port) {
                return EspconnCodes.ESPCONN_ISCONN;
            }
        }
        return open(conn, sdk.observer().begin(sdk.release(), sdk.lane().nanos(), conn, false)) == null
                ? EspconnCodes.ESPCONN_MEM
                : EspconnCodes.ESPCONN_OK;
    }

    /** Allocates and sends the SYN; null without heap. */
    EspconnLink open(espconn conn, Attempt attempt) {
        int msg = sdk.chip().heap().malloc(MSG_SIZE);
        int pcb = msg == 0 ? 0 : sdk.chip().heap().malloc(PCB_SIZE);
        if (pcb == 0) {
            sdk.chip().heap().free(msg);
            conn.state = EspconnCodes.ESPCONN_NONE;
            attempt.refused(EspconnCodes.ESPCONN_MEM, "no heap for the link's own structures");
            return null;
        }
        var link = new EspconnLink(sdk, this, conn, null, attempt, msg, pcb);
        TcpPcb connection = sdk.ip().tcp(link);
        link.attach(connection);
        active.add(link);
        conn.state = EspconnCodes.ESPCONN_WAIT;
        connection.connect(Ip4.of(conn.proto.tcp.remote_ip), conn.proto.tcp.remote_port & 0xFFFF);
        return link;
    }

    int accept(espconn conn) {
        return accept(conn, false);
    }

    int accept(espconn conn, boolean withTls) {
        if (!isTcp(conn)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (withTls && servers.stream().anyMatch(EspconnServer::isSecure)) {
            return EspconnCodes.ESPCONN_ISCONN;
        }
        for (EspconnServer other : servers) {
            if (other.listener() == conn || other.listener().proto.tcp.local_port == conn.proto.tcp.local_port) {
                return EspconnCodes.ESPCONN_ISCONN;
            }
        }
        int heap = sdk.chip().heap().malloc(MSG_SIZE);
        if (heap == 0) {
            return EspconnCodes.ESPCONN_MEM;
        }
        var server = new EspconnServer(sdk, this, conn, heap, withTls);
        if (!server.listen()) {
            return EspconnCodes.ESPCONN_ISCONN;
        }
        servers.add(server);
        return EspconnCodes.ESPCONN_OK;
    }

    EspconnLink adopt(espconn conn, EspconnServer server, TcpPcb connection, int heap) {
        var link = new EspconnLink(
                sdk,
                this,
                conn,
                server,
                sdk.observer().begin(sdk.release(), sdk.lane().nanos(), conn, server.isSecure()),
                heap);
        link.attach(connection);
        if (server.isSecure()) {
            link.secure = tls.layer(link);
        }
        active.add(link);
        server.listener().link_cnt = (int) of(server).count();
        return link;
    }

    // --- closing -------------------------------------------------------------------------------------------------

    int disconnect(espconn conn) {
        EspconnLink link = isTcp(conn) ? find(conn) : null;
        if (link == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (link.isClosing()) {
            return EspconnCodes.ESPCONN_INPROGRESS;
        }
        link.attempt.event(sdk.lane().nanos(), "closed by the application");
        if (link.secure != null) {
            link.secure.closedByApplication();
        }
        link.close();
        return EspconnCodes.ESPCONN_OK;
    }

    /** 1.5.0's: a RST instead of a FIN; reported as any other close (weak, no source says otherwise). */
    int abort(espconn conn) {
        EspconnLink link = isTcp(conn) && sdk.release().aborts() ? find(conn) : null;
        if (link == null || link.secure != null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (link.isClosing()) {
            return EspconnCodes.ESPCONN_INPROGRESS;
        }
        link.attempt.event(sdk.lane().nanos(), "aborted by the application");
        link.abort();
        return EspconnCodes.ESPCONN_OK;
    }

    int delete(espconn conn) {
        EspconnServer server = server(conn);
        if (server == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (of(server).findAny().isPresent()) {
            return EspconnCodes.ESPCONN_INPROGRESS;
        }
        server.close();
        servers.remove(server);
        return EspconnCodes.ESPCONN_OK;
    }

    /** Task signal 1: TCP failed (espconn-sdk §8.4). */
    @Override
    public void signalError(EspconnLink link, int code) {
        sdk.post(() -> {
            if (isLost(link)) {
                return;
            }
            end(link, link.secure == null ? code : tls.codeForError(link, code));
        });
    }

    /** Task signal 7: closed, once the FINs have been exchanged. */
    @Override
    public void signalClosed(EspconnLink link) {
        Runnable signal = () -> {
            if (isLost(link)) {
                return;
            }
            end(link, link.secure == null ? 0 : tls.codeForClose(link));
        };
        Duration delay = sdk.ip().conditions().closeDelay();
        if (delay.isZero()) {
            sdk.post(signal);
        } else {
            sdk.lane().after(delay, signal);
        }
    }

    /** The defect of P0: from the first secure use on, plain TCP's signals reach a task that does not know them. */
    private boolean isLost(EspconnLink link) {
        if (link.isEnded()) {
            return true;
        }
        if (link.secure == null && sdk.release().secureTaskReplacesTcpTask() && tls.wasUsed()) {
            link.attempt.event(
                    sdk.lane().nanos(),
                    "the SDK lost this link's end: since the first secure connection, its SSL task takes plain TCP's"
                            + " events (1.3.0 defect, espconn-sdk §8.6)");
            return true;
        }
        return false;
    }

    private void end(EspconnLink link, int code) {
        active.remove(link);
        if (link.secure != null) {
            link.secure.free();
        }
        link.release();
        link.conn.state = EspconnCodes.ESPCONN_CLOSE;
        if (link.server != null) {
            link.server.listener().link_cnt = (int) of(link.server).count();
        }
        esp_tcp tcp = link.conn.proto.tcp;
        if (code == 0) {
            link.attempt.ended(sdk.lane().nanos(), "disconcb", 0);
            if (tcp.disconnect_callback != null) {
                sdk.callback("disconnect_callback", () -> tcp.disconnect_callback.call(link.conn));
            }
        } else {
            link.attempt.ended(sdk.lane().nanos(), "reconcb", code);
            if (tcp.reconnect_callback != null) {
                sdk.callback("reconnect_callback", () -> tcp.reconnect_callback.call(link.conn, code));
            }
        }
    }

    // --- limits --------------------------------------------------------------------------------------------------

    int maxConnections() {
        return maxConnections;
    }

    int maxConnections(int n) {
        if (n < 1 || n > 15) {
            return EspconnCodes.ESPCONN_ARG;
        }
        maxConnections = n;
        return EspconnCodes.ESPCONN_OK;
    }
}
