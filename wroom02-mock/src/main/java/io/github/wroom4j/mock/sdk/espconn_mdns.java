package io.github.wroom4j.mock.sdk;

/**
 * The multicast DNS group of {@code espconn.h} (espconn-sdk §3), in a class of its own. Names are kept as the SDK keeps
 * them; no packet leaves, since no multicast reaches beyond a mock.
 */
public final class espconn_mdns {
    /** What the chip's globals hold. */
    static final class State {
        boolean running;
        String hostName;
        String serverName;
    }

    private espconn_mdns() {}

    public static void espconn_mdns_init(mdns_info info) {
        Sdk.in("espconn_mdns_init", 0, sdk -> {
            if (info != null) {
                sdk.mdns().running = true;
                sdk.mdns().hostName = info.host_name;
                sdk.mdns().serverName = info.server_name;
            }
            return 0;
        });
    }

    public static void espconn_mdns_close() {
        set("espconn_mdns_close", false);
    }

    public static void espconn_mdns_enable() {
        set("espconn_mdns_enable", true);
    }

    public static void espconn_mdns_disable() {
        set("espconn_mdns_disable", false);
    }

    public static void espconn_mdns_server_register() {
        set("espconn_mdns_server_register", true);
    }

    public static void espconn_mdns_server_unregister() {
        set("espconn_mdns_server_unregister", false);
    }

    private static void set(String function, boolean running) {
        Sdk.in(function, 0, sdk -> {
            sdk.mdns().running = running;
            return 0;
        });
    }

    public static String espconn_mdns_get_servername() {
        return Sdk.in("espconn_mdns_get_servername", null, sdk -> sdk.mdns().serverName);
    }

    public static void espconn_mdns_set_servername(String name) {
        Sdk.in("espconn_mdns_set_servername", 0, sdk -> {
            sdk.mdns().serverName = name;
            return 0;
        });
    }

    public static String espconn_mdns_get_hostname() {
        return Sdk.in("espconn_mdns_get_hostname", null, sdk -> sdk.mdns().hostName);
    }

    public static void espconn_mdns_set_hostname(String name) {
        Sdk.in("espconn_mdns_set_hostname", 0, sdk -> {
            sdk.mdns().hostName = name;
            return 0;
        });
    }
}
