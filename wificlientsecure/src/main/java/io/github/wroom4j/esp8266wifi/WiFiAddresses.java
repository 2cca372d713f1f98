package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the station is called and where: fixed addresses, DNS servers, names, and those of others (WF-14, WF-15, WF-17, WF-18, WF-20). */
final class WiFiAddresses {
    private final ModuleCalls calls;
    private final WiFiStation station;

    WiFiAddresses(ModuleCalls calls, WiFiStation station) {
        this.calls = calls;
        this.station = station;
    }

    /** Takes a fixed address; all zero returns to DHCP (WF-14). Third argument 255.x: Espressif's order, else Arduino's. */
    boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth, IPAddress dns2) {
        boolean espressif = third.get(0) == 255 || third.v4() == 0;
        IPAddress gateway = espressif ? second : third;
        IPAddress mask = espressif ? third : fourth;
        IPAddress dns1 = espressif ? fourth : second;
        if (local.v4() == 0 && gateway.v4() == 0 && mask.v4() == 0) {
            return calls.done(() -> calls.module().station().address(Optional.empty(), calls.commandDeadline()));
        }
        if ((local.v4() & mask.v4()) != (gateway.v4() & mask.v4())) {
            return calls.refused("gateway " + gateway + " is not in the network of " + local);
        }
        var fixed = new Station.IpConfig(local.toInetAddress(), gateway.toInetAddress(), mask.toInetAddress());
        station.forgetAddress();
        return calls.done(() -> calls.module().station().address(Optional.of(fixed), calls.commandDeadline()))
                && (!dns1.isSet() || dnsServers(dns1, dns2));
    }

    boolean dnsServers(IPAddress first, IPAddress second) {
        List<InetAddress> servers = new ArrayList<>();
        for (IPAddress server : List.of(first, second)) {
            if (server.isSet()) {
                servers.add(server.toInetAddress());
            }
        }
        return calls.done(() -> calls.module().station().dnsServers(servers, calls.commandDeadline()));
    }

    /** {@code AA:BB:CC:DD:EE:FF}, or empty if the module does not answer. */
    String mac() {
        return calls.asked(() -> calls.module().station().mac(calls.commandDeadline()), "")
                .toUpperCase(Locale.ROOT);
    }

    /** {@code aa:bb:cc:dd:ee:ff} of six bytes. */
    static String macText(byte[] mac) {
        return HexFormat.ofDelimiter(":").formatHex(mac);
    }

    /** The six bytes of it; zeros for a text that is none. */
    static byte[] macBytes(String mac) {
        return mac.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
                ? HexFormat.ofDelimiter(":").parseHex(mac)
                : new byte[6];
    }

    /** Puts the six bytes of a MAC into an array that a sketch gave. */
    static byte[] fill(byte[] into, String mac) {
        System.arraycopy(macBytes(mac), 0, into, 0, 6);
        return into;
    }

    IPAddress dnsServer(int number) {
        List<InetAddress> servers =
                calls.asked(() -> calls.module().station().dnsServers(calls.commandDeadline()), List.of());
        return number >= 0 && number < servers.size() ? IPAddress.of(servers.get(number)) : new IPAddress();
    }

    String hostname() {
        return calls.asked(() -> calls.module().station().hostname(calls.commandDeadline()), "");
    }

    boolean hostname(String name) {
        if (name == null || !name.matches("[A-Za-z0-9-]{0,31}[A-Za-z0-9]")) {
            return calls.refused("a host name has 1 … 32 letters, digits or '-', which is not last");
        }
        return calls.done(() -> calls.module().station().hostname(name, calls.commandDeadline()));
    }

    /** Looks a name up; true if the result was filled, else it is unset. */
    boolean lookUp(String name, IPAddress result, long timeoutMs) {
        result.clear();
        if (name == null || name.isEmpty()) {
            return calls.refused("no name to look up was given");
        }
        if (result.fromString(name)) {
            calls.failed(ClientError.NONE);
            return true;
        }
        Deadline deadline = Deadline.in(calls.context().clock(), Duration.ofMillis(timeoutMs));
        InetAddress found = calls.asked(() -> calls.module().resolve(name, deadline), null);
        return found != null && result.fromString(IPAddress.of(found).dotted());
    }
}
