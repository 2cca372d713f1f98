package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.radio.Ip4;

/**
 * {@code espconn.h} of SDK 1.3.0: the functions under their C names, acting on the chip whose task is running
 * (espconn-sdk §§2–7). They return the SDK's codes, never throw, and never call back before they return.
 */
public final class espconn_h {
    public static final int ESPCONN_OK = 0;
    public static final int ESPCONN_MEM = -1;
    public static final int ESPCONN_TIMEOUT = -3;
    public static final int ESPCONN_RTE = -4;
    public static final int ESPCONN_INPROGRESS = -5;
    public static final int ESPCONN_MAXNUM = -7;
    public static final int ESPCONN_ABRT = -8;
    public static final int ESPCONN_RST = -9;
    public static final int ESPCONN_CLSD = -10;
    public static final int ESPCONN_CONN = -11;
    public static final int ESPCONN_ARG = -12;
    public static final int ESPCONN_IF = -14;
    public static final int ESPCONN_ISCONN = -15;
    public static final int ESPCONN_HANDSHAKE = -28;
    public static final int ESPCONN_SSL_INVALID_DATA = -61;

    public static final int ESPCONN_INVALID = 0;
    public static final int ESPCONN_TCP = 0x10;
    public static final int ESPCONN_UDP = 0x20;

    public static final int ESPCONN_NONE = 0;
    public static final int ESPCONN_WAIT = 1;
    public static final int ESPCONN_LISTEN = 2;
    public static final int ESPCONN_CONNECT = 3;
    public static final int ESPCONN_WRITE = 4;
    public static final int ESPCONN_READ = 5;
    public static final int ESPCONN_CLOSE = 6;

    public static final int ESPCONN_START = 0x00;
    public static final int ESPCONN_REUSEADDR = 0x01;
    public static final int ESPCONN_NODELAY = 0x02;
    public static final int ESPCONN_COPY = 0x04;
    public static final int ESPCONN_KEEPALIVE = 0x08;
    public static final int ESPCONN_END = 9;

    public static final int ESPCONN_KEEPIDLE = 0;
    public static final int ESPCONN_KEEPINTVL = 1;
    public static final int ESPCONN_KEEPCNT = 2;

    public static final int ESPCONN_IDLE = 0;
    public static final int ESPCONN_CLIENT = 1;
    public static final int ESPCONN_SERVER = 2;
    public static final int ESPCONN_BOTH = 3;
    public static final int ESPCONN_MAX = 4;

    private espconn_h() {}

    /** A code's name, for messages. */
    public static String nameOf(int code) {
        return switch (code) {
            case ESPCONN_OK -> "OK";
            case ESPCONN_MEM -> "out of memory";
            case ESPCONN_TIMEOUT -> "timeout";
            case ESPCONN_RTE -> "routing problem";
            case ESPCONN_INPROGRESS -> "in progress";
            case ESPCONN_MAXNUM -> "too many";
            case ESPCONN_ABRT -> "aborted";
            case ESPCONN_RST -> "reset";
            case ESPCONN_CLSD -> "closed";
            case ESPCONN_CONN -> "not connected";
            case ESPCONN_ARG -> "illegal argument";
            case ESPCONN_IF -> "interface error";
            case ESPCONN_ISCONN -> "already connected";
            case ESPCONN_HANDSHAKE -> "SSL handshake failed";
            case -29 -> "SSL handshake timeout";
            case ESPCONN_SSL_INVALID_DATA -> "SSL data invalid";
            default -> "code " + code;
        };
    }

    // --- TCP and UDP ---------------------------------------------------------------------------------------------

    public static int espconn_connect(espconn conn) {
        return Sdk.in("espconn_connect", ESPCONN_ARG, sdk -> sdk.links().connect(conn));
    }

    public static int espconn_disconnect(espconn conn) {
        return Sdk.in("espconn_disconnect", ESPCONN_ARG, sdk -> sdk.links().disconnect(conn));
    }

    public static int espconn_delete(espconn conn) {
        return Sdk.in(
                "espconn_delete",
                ESPCONN_ARG,
                sdk -> conn == null
                        ? ESPCONN_ARG
                        : sdk.udp().owns(conn)
                                ? sdk.udp().delete(conn)
                                : sdk.links().delete(conn));
    }

    public static int espconn_accept(espconn conn) {
        return Sdk.in("espconn_accept", ESPCONN_ARG, sdk -> sdk.links().accept(conn));
    }

    public static int espconn_create(espconn conn) {
        return Sdk.in("espconn_create", ESPCONN_ARG, sdk -> sdk.udp().create(conn));
    }

    public static int espconn_tcp_get_max_con() {
        return Sdk.in("espconn_tcp_get_max_con", 0, sdk -> sdk.links().maxConnections());
    }

    public static int espconn_tcp_set_max_con(int num) {
        return Sdk.in("espconn_tcp_set_max_con", ESPCONN_ARG, sdk -> sdk.links().maxConnections(num));
    }

    public static int espconn_tcp_get_max_con_allow(espconn conn) {
        return Sdk.in("espconn_tcp_get_max_con_allow", ESPCONN_ARG, sdk -> {
            EspconnServer server = sdk.links().server(conn);
            return server == null ? ESPCONN_ARG : server.maxConnections;
        });
    }

    public static int espconn_tcp_set_max_con_allow(espconn conn, int num) {
        return Sdk.in("espconn_tcp_set_max_con_allow", ESPCONN_ARG, sdk -> {
            EspconnServer server = sdk.links().server(conn);
            if (server == null || num < 1 || num > 15) {
                return ESPCONN_ARG;
            }
            server.maxConnections = num;
            return ESPCONN_OK;
        });
    }

    /** Seconds of silence after which a link is closed; {@code type_flag} 0 for all of a server's links, 1 for this. */
    public static int espconn_regist_time(espconn conn, int interval, int type_flag) {
        return Sdk.in("espconn_regist_time", ESPCONN_ARG, sdk -> {
            if (conn == null || type_flag < 0 || type_flag > 1) {
                return ESPCONN_ARG;
            }
            if (type_flag == 0) {
                EspconnServer server = sdk.links().server(conn);
                if (server == null) {
                    return ESPCONN_ARG;
                }
                server.idleSeconds(interval);
                sdk.links().of(server).forEach(EspconnLink::restartIdle);
                return ESPCONN_OK;
            }
            EspconnLink link = sdk.links().find(conn);
            if (link == null) {
                return ESPCONN_ARG;
            }
            link.idleSeconds = interval;
            link.restartIdle();
            return ESPCONN_OK;
        });
    }

    /** The peer of a link: {@code typeflags} 0 for the link itself. {@code info} gets a filled struct at index 0. */
    public static int espconn_get_connection_info(espconn conn, remot_info[] info, int typeflags) {
        return Sdk.in("espconn_get_connection_info", ESPCONN_ARG, sdk -> {
            if (conn == null || info == null || info.length == 0) {
                return ESPCONN_ARG;
            }
            EspconnServer server = sdk.links().server(conn);
            var links = server == null
                    ? sdk.links().active().filter(l -> l.conn == conn).toList()
                    : sdk.links().of(server).toList();
            if (links.isEmpty() && server == null) {
                return ESPCONN_ARG;
            }
            for (int i = 0; i < Math.min(info.length, links.size()); i++) {
                espconn peer = links.get(i).conn;
                info[i] = new remot_info();
                info[i].state = peer.state;
                info[i].remote_port = peer.proto.tcp.remote_port;
                System.arraycopy(peer.proto.tcp.remote_ip, 0, info[i].remote_ip, 0, 4);
            }
            return ESPCONN_OK;
        });
    }

    public static int espconn_get_packet_info(espconn conn, espconn_packet packet) {
        return Sdk.in("espconn_get_packet_info", ESPCONN_ARG, sdk -> {
            EspconnLink link = sdk.links().find(conn);
            if (link == null || packet == null) {
                return ESPCONN_ARG;
            }
            packet.sent_length = link.pending();
            packet.snd_buf_size = link.pcb().sendBuffer();
            packet.snd_queuelen = link.pcb().queueLength();
            packet.total_queuelen = 8;
            packet.packnum = link.pending() > 0 ? 1 : 0;
            return ESPCONN_OK;
        });
    }

    public static int espconn_regist_connectcb(espconn conn, espconn_connect_callback callback) {
        if (!EspconnLinks.isTcp(conn)) {
            return ESPCONN_ARG;
        }
        conn.proto.tcp.connect_callback = callback;
        return ESPCONN_OK;
    }

    public static int espconn_regist_reconcb(espconn conn, espconn_reconnect_callback callback) {
        if (!EspconnLinks.isTcp(conn)) {
            return ESPCONN_ARG;
        }
        conn.proto.tcp.reconnect_callback = callback;
        return ESPCONN_OK;
    }

    public static int espconn_regist_disconcb(espconn conn, espconn_connect_callback callback) {
        if (!EspconnLinks.isTcp(conn)) {
            return ESPCONN_ARG;
        }
        conn.proto.tcp.disconnect_callback = callback;
        return ESPCONN_OK;
    }

    public static int espconn_regist_recvcb(espconn conn, espconn_recv_callback callback) {
        if (conn == null) {
            return ESPCONN_ARG;
        }
        conn.recv_callback = callback;
        return ESPCONN_OK;
    }

    public static int espconn_regist_sentcb(espconn conn, espconn_sent_callback callback) {
        if (conn == null) {
            return ESPCONN_ARG;
        }
        conn.sent_callback = callback;
        return ESPCONN_OK;
    }

    public static int espconn_regist_write_finish(espconn conn, espconn_connect_callback callback) {
        if (!EspconnLinks.isTcp(conn)) {
            return ESPCONN_ARG;
        }
        conn.proto.tcp.write_finish_fn = callback;
        return ESPCONN_OK;
    }

    /** Sends; the bytes must stay as they are until sentcb. */
    public static int espconn_sent(espconn conn, byte[] psent, int length) {
        return Sdk.in("espconn_sent", ESPCONN_ARG, sdk -> {
            // length is a uint16: 65536 would be 0, and what C would read past the end does not exist here.
            if (conn == null || psent == null || length < 1 || length > 65_535 || length > psent.length) {
                return ESPCONN_ARG;
            }
            if (sdk.udp().owns(conn)) {
                return sdk.udp().send(conn, psent, length);
            }
            EspconnLink link = sdk.links().find(conn);
            return link == null || link.secure != null ? ESPCONN_ARG : link.send(psent, length);
        });
    }

    /** The same as {@link #espconn_sent}: new in 1.3.0. */
    public static int espconn_send(espconn conn, byte[] psent, int length) {
        return espconn_sent(conn, psent, length);
    }

    public static int espconn_port() {
        return Sdk.in("espconn_port", 0, sdk -> sdk.links().port());
    }

    public static int espconn_set_opt(espconn conn, int opt) {
        return option("espconn_set_opt", conn, opt, true);
    }

    public static int espconn_clear_opt(espconn conn, int opt) {
        return option("espconn_clear_opt", conn, opt, false);
    }

    private static int option(String name, espconn conn, int opt, boolean set) {
        return Sdk.in(name, ESPCONN_ARG, sdk -> {
            EspconnLink link = sdk.links().find(conn);
            if (link == null || opt < ESPCONN_START || opt >= ESPCONN_END) {
                return ESPCONN_ARG;
            }
            link.options = set ? link.options | opt : link.options & ~opt;
            return ESPCONN_OK;
        });
    }

    /** {@code value[0]} holds seconds for idle and interval, a count for {@code ESPCONN_KEEPCNT}. */
    public static int espconn_set_keepalive(espconn conn, int level, int[] value) {
        return keepalive("espconn_set_keepalive", conn, level, value, true);
    }

    public static int espconn_get_keepalive(espconn conn, int level, int[] value) {
        return keepalive("espconn_get_keepalive", conn, level, value, false);
    }

    private static int keepalive(String name, espconn conn, int level, int[] value, boolean set) {
        return Sdk.in(name, ESPCONN_ARG, sdk -> {
            EspconnLink link = sdk.links().find(conn);
            if (link == null
                    || (link.options & ESPCONN_KEEPALIVE) == 0
                    || level < ESPCONN_KEEPIDLE
                    || level > ESPCONN_KEEPCNT
                    || value == null
                    || value.length == 0) {
                return ESPCONN_ARG;
            }
            if (set) {
                link.keepalive[level] = value[0];
            } else {
                value[0] = link.keepalive[level];
            }
            return ESPCONN_OK;
        });
    }

    public static int espconn_gethostbyname(espconn conn, String hostname, ip_addr_t addr, dns_found_callback found) {
        return Sdk.in(
                "espconn_gethostbyname", ESPCONN_ARG, sdk -> sdk.resolver().query(conn, hostname, addr, found));
    }

    public static void espconn_dns_setserver(int numdns, ip_addr_t dnsserver) {
        Sdk.in("espconn_dns_setserver", ESPCONN_ARG, sdk -> {
            sdk.ip().dns().server(numdns, dnsserver == null ? Ip4.ANY : Resolver.fromC(dnsserver));
            return ESPCONN_OK;
        });
    }

    public static int espconn_recv_hold(espconn conn) {
        return hold("espconn_recv_hold", conn, true);
    }

    public static int espconn_recv_unhold(espconn conn) {
        return hold("espconn_recv_unhold", conn, false);
    }

    private static int hold(String name, espconn conn, boolean on) {
        return Sdk.in(name, ESPCONN_ARG, sdk -> {
            EspconnLink link = sdk.links().find(conn);
            if (link == null) {
                return ESPCONN_ARG;
            }
            link.hold(on);
            return ESPCONN_OK;
        });
    }

    /** Joining a multicast group succeeds and nothing ever arrives from it: no such packets reach the mock. */
    public static int espconn_igmp_join(ip_addr_t host, ip_addr_t multicast) {
        return Sdk.in("espconn_igmp_join", ESPCONN_ARG, sdk -> multicast(host, multicast));
    }

    public static int espconn_igmp_leave(ip_addr_t host, ip_addr_t multicast) {
        return Sdk.in("espconn_igmp_leave", ESPCONN_ARG, sdk -> multicast(host, multicast));
    }

    private static int multicast(ip_addr_t host, ip_addr_t group) {
        return host != null && group != null && (group.octets()[0] & 0xF0) == 0xE0 ? ESPCONN_OK : Lwip.ERR_VAL;
    }

    // --- SSL -----------------------------------------------------------------------------------------------------

    /**
     * Declares the linker input of that name, which 1.3.0 wants even of a client: null and 0 there. A function here,
     * because C's global belongs to a chip.
     */
    public static void default_certificate(byte[] certificate, int len) {
        Sdk.in("default_certificate", 0, sdk -> sdk.secure().declareCertificate(certificate, len));
    }

    /** Declares the other linker input; see {@link #default_certificate}. */
    public static void default_private_key(byte[] key, int len) {
        Sdk.in("default_private_key", 0, sdk -> sdk.secure().declareKey(key, len));
    }

    public static int espconn_secure_connect(espconn conn) {
        return Sdk.in("espconn_secure_connect", ESPCONN_ARG, sdk -> sdk.secure().connect(conn));
    }

    public static int espconn_secure_disconnect(espconn conn) {
        return Sdk.in(
                "espconn_secure_disconnect", ESPCONN_ARG, sdk -> sdk.secure().disconnect(conn));
    }

    public static int espconn_secure_accept(espconn conn) {
        return Sdk.in("espconn_secure_accept", ESPCONN_ARG, sdk -> sdk.secure().accept(conn));
    }

    /** Sends in records of at most 1024 bytes; the bytes must stay as they are until sentcb. */
    public static int espconn_secure_sent(espconn conn, byte[] psent, int length) {
        return Sdk.in("espconn_secure_sent", ESPCONN_ARG, sdk -> sdk.secure().send(conn, psent, length));
    }

    /** The same as {@link #espconn_secure_sent}: new in 1.3.0. */
    public static int espconn_secure_send(espconn conn, byte[] psent, int length) {
        return espconn_secure_sent(conn, psent, length);
    }

    /** 2048 … 8192: the binary refuses less, whatever the documents say (espconn-sdk §7.1). */
    public static boolean espconn_secure_set_size(int level, int size) {
        return Sdk.in("espconn_secure_set_size", false, sdk -> sdk.secure().setSize(level, size));
    }

    public static int espconn_secure_get_size(int level) {
        return Sdk.in(
                "espconn_secure_get_size", ESPCONN_ARG, sdk -> sdk.secure().getSize(level));
    }

    public static boolean espconn_secure_ca_enable(int level, int flash_sector) {
        return Sdk.in(
                "espconn_secure_ca_enable", false, sdk -> sdk.secure().authority(level, flash_sector & 0xFF, true));
    }

    public static boolean espconn_secure_ca_disable(int level) {
        return Sdk.in("espconn_secure_ca_disable", false, sdk -> sdk.secure().authority(level, 0, false));
    }

    /** 1.4.0's setter; false before it, where the name does not exist. */
    public static boolean espconn_secure_set_default_certificate(byte[] certificate, int length) {
        return Sdk.in("espconn_secure_set_default_certificate", false, sdk -> {
            boolean exists = sdk.release().certificateSetters();
            return exists && sdk.secure().declareCertificate(certificate, length) == ESPCONN_OK;
        });
    }

    /** 1.4.0's setter; false before it, where the name does not exist. */
    public static boolean espconn_secure_set_default_private_key(byte[] key, int length) {
        return Sdk.in("espconn_secure_set_default_private_key", false, sdk -> {
            boolean exists = sdk.release().certificateSetters();
            return exists && sdk.secure().declareKey(key, length) == ESPCONN_OK;
        });
    }
}
