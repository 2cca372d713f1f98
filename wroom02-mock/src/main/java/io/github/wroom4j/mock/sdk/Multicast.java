package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Multicast: groups joined, and what multicast DNS would announce (espconn-sdk §3). No packet moves, since no multicast
 * reaches beyond a mock; what a network would hear is reported to the {@link Observer}.
 */
final class Multicast {
    private final SdkCore sdk;
    private final Set<Integer> groups = new HashSet<>();
    private boolean enabled;
    private boolean registered;
    private String hostName;
    private String serverName;
    private int serverPort;
    private int address;
    private List<String> text = List.of();

    Multicast(SdkCore sdk) {
        this.sdk = sdk;
    }

    // --- groups --------------------------------------------------------------------------------------------------

    /** lwIP's {@code igmp_joingroup}: −6 for what is not a group, or an interface that this module has not got. */
    int join(ip_addr_t host, ip_addr_t group) {
        int code = check(host, group);
        if (code == Lwip.ERR_OK) {
            groups.add(group.addr);
        }
        return code;
    }

    /** lwIP's {@code igmp_leavegroup}: −6 also for a group that was not joined. */
    int leave(ip_addr_t host, ip_addr_t group) {
        int code = check(host, group);
        return code != Lwip.ERR_OK || groups.remove(group.addr) ? code : Lwip.ERR_VAL;
    }

    private int check(ip_addr_t host, ip_addr_t group) {
        if (host == null || group == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        Ip4 own = Resolver.fromC(host);
        boolean ours = own.isAny()
                || own.equals(sdk.ip().station().ip())
                || own.equals(sdk.ip().softAp().ip());
        boolean isGroup = (group.octets()[0] & 0xF0) == 0xE0;
        return ours && isGroup ? Lwip.ERR_OK : Lwip.ERR_VAL;
    }

    // --- multicast DNS ---------------------------------------------------------------------------------------------

    int begin(mdns_info info) {
        if (info != null) {
            hostName = info.host_name;
            serverName = info.server_name;
            serverPort = info.server_port & 0xFFFF;
            address = info.ipAddr;
            var entries = new ArrayList<String>();
            for (String entry : info.txt_data) {
                if (entry == null) {
                    break; // C stops at the first NULL
                }
                entries.add(entry);
            }
            text = List.copyOf(entries);
            enabled = true;
            registered = true;
            report();
        }
        return 0;
    }

    int end() {
        registered = false;
        return enabled(false);
    }

    int enabled(boolean on) {
        enabled = on;
        report();
        return 0;
    }

    int registered(boolean on) {
        registered = on;
        report();
        return 0;
    }

    int hostName(String name) {
        hostName = name;
        report();
        return 0;
    }

    String hostName() {
        return hostName;
    }

    int serverName(String name) {
        serverName = name;
        report();
        return 0;
    }

    String serverName() {
        return serverName;
    }

    private void report() {
        sdk.observer().note("mDNS: " + announcement());
    }

    /** The records that a network would hear. */
    private String announcement() {
        if (!enabled || hostName == null) {
            return "silent";
        }
        String host = hostName + ".local A " + Resolver.fromC(ip());
        if (!registered || serverName == null) {
            return host;
        }
        return host + "; _" + serverName + "._tcp.local SRV " + hostName + ".local:" + serverPort
                + (text.isEmpty() ? "" : " TXT " + String.join(" ", text));
    }

    private ip_addr_t ip() {
        var ip = new ip_addr_t();
        ip.addr = address != 0 ? address : Resolver.toC(sdk.ip().station().ip()).addr;
        return ip;
    }
}
