package io.github.wroom4j.mock.sdk;

import java.util.List;

/** What can be set and asked of links and servers: timeouts, options, keep-alive, hold, peers (espconn-sdk §4.5). */
final class EspconnOptions {
    private static final int MOST_CONNECTIONS = 15;

    private final EspconnLinks links;

    EspconnOptions(EspconnLinks links) {
        this.links = links;
    }

    int maxConnections(espconn conn) {
        EspconnServer server = links.server(conn);
        return server == null ? EspconnCodes.ESPCONN_ARG : server.maxConnections;
    }

    int maxConnections(espconn conn, int number) {
        EspconnServer server = links.server(conn);
        if (server == null || number < 1 || number > MOST_CONNECTIONS) {
            return EspconnCodes.ESPCONN_ARG;
        }
        server.maxConnections = number;
        return EspconnCodes.ESPCONN_OK;
    }

    int idle(espconn conn, int seconds, int flag) {
        if (conn == null || flag < 0 || flag > 1) {
            return EspconnCodes.ESPCONN_ARG;
        }
        if (flag == 0) {
            EspconnServer server = links.server(conn);
            if (server == null) {
                return EspconnCodes.ESPCONN_ARG;
            }
            server.idleSeconds(seconds);
            links.of(server).forEach(EspconnLink::restartIdle);
            return EspconnCodes.ESPCONN_OK;
        }
        EspconnLink link = links.find(conn);
        if (link == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.idleSeconds = seconds;
        link.restartIdle();
        return EspconnCodes.ESPCONN_OK;
    }

    int peers(espconn conn, remot_info[] info) {
        if (conn == null || info == null || info.length == 0) {
            return EspconnCodes.ESPCONN_ARG;
        }
        EspconnServer server = links.server(conn);
        List<EspconnLink> found = server == null
                ? links.active().filter(l -> l.conn == conn).toList()
                : links.of(server).toList();
        if (found.isEmpty() && server == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        for (int i = 0; i < Math.min(info.length, found.size()); i++) {
            espconn peer = found.get(i).conn;
            info[i] = new remot_info();
            info[i].state = peer.state;
            info[i].remote_port = peer.proto.tcp.remote_port;
            System.arraycopy(peer.proto.tcp.remote_ip, 0, info[i].remote_ip, 0, 4);
        }
        return EspconnCodes.ESPCONN_OK;
    }

    int packet(espconn conn, espconn_packet packet) {
        EspconnLink link = links.find(conn);
        if (link == null || packet == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.sends().describe(packet);
        packet.snd_buf_size = link.pcb().sendBuffer();
        packet.snd_queuelen = link.pcb().queueLength();
        return EspconnCodes.ESPCONN_OK;
    }

    int option(espconn conn, int option, boolean set) {
        EspconnLink link = links.find(conn);
        if (link == null || option < EspconnCodes.ESPCONN_START || option >= EspconnCodes.ESPCONN_END) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.options = set ? link.options | option : link.options & ~option;
        link.restartKeepAlive();
        return EspconnCodes.ESPCONN_OK;
    }

    int setKeepalive(espconn conn, int level, int[] value) {
        EspconnLink link = keptAlive(conn, level, value);
        if (link == null || value[0] < 0) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.keepalive[level] = value[0];
        link.restartKeepAlive();
        return EspconnCodes.ESPCONN_OK;
    }

    int getKeepalive(espconn conn, int level, int[] value) {
        EspconnLink link = keptAlive(conn, level, value);
        if (link == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        value[0] = link.keepalive[level];
        return EspconnCodes.ESPCONN_OK;
    }

    /** The link, if the option is set and the arguments are right; else null. */
    private EspconnLink keptAlive(espconn conn, int level, int[] value) {
        EspconnLink link = links.find(conn);
        boolean right = link != null
                && (link.options & EspconnCodes.ESPCONN_KEEPALIVE) != 0
                && level >= EspconnCodes.ESPCONN_KEEPIDLE
                && level <= EspconnCodes.ESPCONN_KEEPCNT
                && value != null
                && value.length > 0;
        return right ? link : null;
    }

    int hold(espconn conn, boolean on) {
        EspconnLink link = links.find(conn);
        if (link == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.hold(on);
        return EspconnCodes.ESPCONN_OK;
    }
}
