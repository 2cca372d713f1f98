package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.Ip4;

/**
 * {@code espconn.h} of SDK 1.3.0: every function under its C name, acting on the chip whose task is running
 * (espconn-sdk §§3–9). They return the SDK's codes, never throw, and never call back before they return.
 */
public final class espconn_h extends EspconnCodes {
    private espconn_h() {}

    // --- TCP and UDP ---------------------------------------------------------------------------------------------

    public static int espconn_connect(espconn conn) {
        return Sdk.in("espconn_connect", ESPCONN_ARG, sdk -> sdk.links().connect(conn));
    }

    public static int espconn_disconnect(espconn conn) {
        return Sdk.in("espconn_disconnect", ESPCONN_ARG, sdk -> sdk.links().disconnect(conn));
    }

    /** 1.5.0's; {@link #ESPCONN_ARG} before it, where the name does not exist. */
    public static int espconn_abort(espconn conn) {
        return Sdk.in("espconn_abort", ESPCONN_ARG, sdk -> sdk.links().abort(conn));
    }

    public static int espconn_delete(espconn conn) {
        return Sdk.in(
                "espconn_delete",
                ESPCONN_ARG,
                sdk -> conn != null && sdk.udp().owns(conn)
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
        return Sdk.in(
                "espconn_tcp_get_max_con_allow",
                ESPCONN_ARG,
                sdk -> sdk.options().maxConnections(conn));
    }

    public static int espconn_tcp_set_max_con_allow(espconn conn, int num) {
        return Sdk.in(
                "espconn_tcp_set_max_con_allow",
                ESPCONN_ARG,
                sdk -> sdk.options().maxConnections(conn, num));
    }

    /** Seconds of silence after which a link is closed; {@code type_flag} 0 for all of a server's links, 1 for this. */
    public static int espconn_regist_time(espconn conn, int interval, int type_flag) {
        return Sdk.in("espconn_regist_time", ESPCONN_ARG, sdk -> sdk.options().idle(conn, interval, type_flag));
    }

    /** The peers of a server, or of a link: {@code info} gets a filled struct for each, as far as it reaches. */
    public static int espconn_get_connection_info(espconn conn, remot_info[] info, int typeflags) {
        return Sdk.in(
                "espconn_get_connection_info", ESPCONN_ARG, sdk -> sdk.options().peers(conn, info));
    }

    public static int espconn_get_packet_info(espconn conn, espconn_packet packet) {
        return Sdk.in(
                "espconn_get_packet_info", ESPCONN_ARG, sdk -> sdk.options().packet(conn, packet));
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
        return Sdk.in("espconn_set_opt", ESPCONN_ARG, sdk -> sdk.options().option(conn, opt, true));
    }

    public static int espconn_clear_opt(espconn conn, int opt) {
        return Sdk.in("espconn_clear_opt", ESPCONN_ARG, sdk -> sdk.options().option(conn, opt, false));
    }

    /** {@code value[0]} holds seconds for idle and interval, a count for {@code ESPCONN_KEEPCNT}. */
    public static int espconn_set_keepalive(espconn conn, int level, int[] value) {
        return Sdk.in("espconn_set_keepalive", ESPCONN_ARG, sdk -> sdk.options().setKeepalive(conn, level, value));
    }

    public static int espconn_get_keepalive(espconn conn, int level, int[] value) {
        return Sdk.in("espconn_get_keepalive", ESPCONN_ARG, sdk -> sdk.options().getKeepalive(conn, level, value));
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
        return Sdk.in("espconn_recv_hold", ESPCONN_ARG, sdk -> sdk.options().hold(conn, true));
    }

    public static int espconn_recv_unhold(espconn conn) {
        return Sdk.in("espconn_recv_unhold", ESPCONN_ARG, sdk -> sdk.options().hold(conn, false));
    }

    // --- multicast: settings are kept, no packet moves -------------------------------------------------------------

    public static int espconn_igmp_join(ip_addr_t host, ip_addr_t multicast) {
        return Sdk.in("espconn_igmp_join", ESPCONN_ARG, sdk -> sdk.multicast().join(host, multicast));
    }

    public static int espconn_igmp_leave(ip_addr_t host, ip_addr_t multicast) {
        return Sdk.in("espconn_igmp_leave", ESPCONN_ARG, sdk -> sdk.multicast().leave(host, multicast));
    }

    public static void espconn_mdns_init(mdns_info info) {
        Sdk.in("espconn_mdns_init", 0, sdk -> sdk.multicast().begin(info));
    }

    public static void espconn_mdns_close() {
        Sdk.in("espconn_mdns_close", 0, sdk -> sdk.multicast().end());
    }

    public static void espconn_mdns_server_register() {
        Sdk.in("espconn_mdns_server_register", 0, sdk -> sdk.multicast().registered(true));
    }

    public static void espconn_mdns_server_unregister() {
        Sdk.in("espconn_mdns_server_unregister", 0, sdk -> sdk.multicast().registered(false));
    }

    public static void espconn_mdns_enable() {
        Sdk.in("espconn_mdns_enable", 0, sdk -> sdk.multicast().enabled(true));
    }

    public static void espconn_mdns_disable() {
        Sdk.in("espconn_mdns_disable", 0, sdk -> sdk.multicast().enabled(false));
    }

    public static void espconn_mdns_set_servername(String name) {
        Sdk.in("espconn_mdns_set_servername", 0, sdk -> sdk.multicast().serverName(name));
    }

    public static void espconn_mdns_set_hostname(String name) {
        Sdk.in("espconn_mdns_set_hostname", 0, sdk -> sdk.multicast().hostName(name));
    }

    public static String espconn_mdns_get_servername() {
        return Sdk.in(
                "espconn_mdns_get_servername", null, sdk -> sdk.multicast().serverName());
    }

    public static String espconn_mdns_get_hostname() {
        return Sdk.in("espconn_mdns_get_hostname", null, sdk -> sdk.multicast().hostName());
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

    /** 1.4.0's: shows the certificate of that sector to servers that ask; false before it, where the name is missing. */
    public static boolean espconn_secure_cert_req_enable(int level, int flash_sector) {
        return Sdk.in(
                "espconn_secure_cert_req_enable",
                false,
                sdk -> sdk.release().certificateSetters()
                        && sdk.secure().certificateRequest(level, flash_sector & 0xFF, true));
    }

    /** 1.4.0's: see {@link #espconn_secure_cert_req_enable}. */
    public static boolean espconn_secure_cert_req_disable(int level) {
        return Sdk.in(
                "espconn_secure_cert_req_disable",
                false,
                sdk -> sdk.release().certificateSetters() && sdk.secure().certificateRequest(level, 0, false));
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
