package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The station's addresses and names, and those of others (WF-14, WF-15, WF-17, WF-18, WF-20). */
abstract class WiFiAddresses extends WiFiSoftAp {
    private volatile Station.IpConfig cachedAddress;

    WiFiAddresses(SketchContext context) {
        super(context);
    }

    /** Whether the station has joined and nothing has been heard against it; never asks. */
    abstract boolean joined();

    /** The address may be another one now. */
    final void forgetAddress() {
        cachedAddress = null;
    }

    private Optional<Station.IpConfig> address() {
        if (!joined()) {
            return Optional.empty();
        }
        Station.IpConfig known = cachedAddress;
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Station.IpConfig> told = asked(() -> module().station().address(commandDeadline()), Optional.empty());
        cachedAddress = told.orElse(null);
        return told;
    }

    /** Takes a fixed address; all zero returns to DHCP (WF-14). Third argument 255.x: Espressif's order, else Arduino's. */
    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth, IPAddress dns2) {
        boolean espressif = third.get(0) == 255 || third.v4() == 0;
        IPAddress gateway = espressif ? second : third;
        IPAddress mask = espressif ? third : fourth;
        IPAddress dns1 = espressif ? fourth : second;
        if (local.v4() == 0 && gateway.v4() == 0 && mask.v4() == 0) {
            return done(() -> module().station().address(Optional.empty(), commandDeadline()));
        }
        if ((local.v4() & mask.v4()) != (gateway.v4() & mask.v4())) {
            failed(new ClientError(Stage.SETTINGS, "gateway " + gateway + " is not in the network of " + local));
            return false;
        }
        var fixed = new Station.IpConfig(local.toInetAddress(), gateway.toInetAddress(), mask.toInetAddress());
        forgetAddress();
        return done(() -> module().station().address(Optional.of(fixed), commandDeadline()))
                && (!dns1.isSet() || setDNS(dns1, dns2));
    }

    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth) {
        return config(local, second, third, fourth, new IPAddress());
    }

    public boolean config(IPAddress local, IPAddress gateway, IPAddress subnet) {
        return config(local, gateway, subnet, new IPAddress(), new IPAddress());
    }

    /** The gateway ends in 1, the mask is 255.255.255.0 (WF-14). */
    public boolean config(IPAddress local, IPAddress dns) {
        var gateway = new IPAddress(local);
        gateway.set(3, 1);
        return config(local, gateway, new IPAddress(255, 255, 255, 0), dns);
    }

    public boolean setDNS(IPAddress first) {
        return setDNS(first, new IPAddress());
    }

    public boolean setDNS(IPAddress first, IPAddress second) {
        List<InetAddress> servers = new ArrayList<>();
        for (IPAddress server : List.of(first, second)) {
            if (server.isSet()) {
                servers.add(server.toInetAddress());
            }
        }
        return done(() -> module().station().dnsServers(servers, commandDeadline()));
    }

    /** The station's address; unset without one (WF-17). */
    public IPAddress localIP() {
        return address().map(a -> IPAddress.of(a.ip())).orElseGet(IPAddress::new);
    }

    public IPAddress subnetMask() {
        return address().map(a -> IPAddress.of(a.netmask())).orElseGet(IPAddress::new);
    }

    public IPAddress gatewayIP() {
        return address().map(a -> IPAddress.of(a.gateway())).orElseGet(IPAddress::new);
    }

    public IPAddress broadcastIP() {
        return address()
                .map(a -> new IPAddress(
                        IPAddress.of(a.ip()).v4() | ~IPAddress.of(a.netmask()).v4()))
                .orElseGet(IPAddress::new);
    }

    /** Unset: AT tells the DNS servers in no portable way (WF-17). */
    public IPAddress dnsIP() {
        return new IPAddress();
    }

    /** {@code AA:BB:CC:DD:EE:FF}, or empty if the module does not answer (WF-17). */
    public String macAddress() {
        return asked(() -> module().station().mac(commandDeadline()), "").toUpperCase(Locale.ROOT);
    }

    public String hostname() {
        return asked(() -> module().station().hostname(commandDeadline()), "");
    }

    public String getHostname() {
        return hostname();
    }

    /** Letters, digits and '-' (not last), 1 … 32 of them; to be set before joining (WF-18). */
    public boolean hostname(String name) {
        if (name == null || !name.matches("[A-Za-z0-9-]{0,31}[A-Za-z0-9]")) {
            failed(new ClientError(Stage.SETTINGS, "a host name has 1 … 32 letters, digits or '-', which is not last"));
            return false;
        }
        return done(() -> module().station().hostname(name, commandDeadline()));
    }

    public boolean setHostname(String name) {
        return hostname(name);
    }

    /** Looks a name up within ten seconds; 1 and the address, or 0 and an unset one (WF-20). */
    public int hostByName(String name, IPAddress result) {
        return hostByName(name, result, 10_000);
    }

    public int hostByName(String name, IPAddress result, long timeoutMs) {
        result.clear();
        if (name == null || name.isEmpty()) {
            return 0;
        }
        if (result.fromString(name)) {
            return 1;
        }
        Deadline deadline = Deadline.in(context().clock(), Duration.ofMillis(timeoutMs));
        InetAddress found = asked(() -> module().resolve(name, deadline), null);
        return found != null && result.fromString(IPAddress.of(found).dotted()) ? 1 : 0;
    }
}
