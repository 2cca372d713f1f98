package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.Station;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The module as an access point (WF-30, WF-31). */
final class WiFiSoftAp {
    private final ModuleCalls calls;
    private final WiFiMode mode;
    private String name = "";
    private String password = "";

    WiFiSoftAp(ModuleCalls calls, WiFiMode mode) {
        this.calls = calls;
        this.mode = mode;
    }

    boolean start(String newName, String newPassword, int channel, boolean hidden, int maxConnections) {
        String secret = newPassword == null ? "" : newPassword;
        int bytes = newName == null ? 0 : newName.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 32) {
            return calls.refused("an access point's name has 1 … 32 bytes");
        }
        if (!secret.isEmpty() && (secret.length() < 8 || secret.length() > 63)) {
            return calls.refused("an access point's password is empty or has 8 … 63 characters");
        }
        if (channel < 1 || channel > 13 || maxConnections < 1 || maxConnections > 8) {
            return calls.refused("channel is 1 … 13 and maxConnections 1 … 8");
        }
        mode.accessPoint(true);
        var config = new SoftAp.Config(newName, secret, channel, hidden, maxConnections);
        boolean started = calls.done(() -> calls.module().softAp().start(config, calls.commandDeadline()));
        name = started ? newName : name;
        password = started ? secret : password;
        return started;
    }

    boolean address(IPAddress local, IPAddress gateway, IPAddress subnet) {
        if (!local.isSet() || (local.v4() & subnet.v4()) != (gateway.v4() & subnet.v4())) {
            return calls.refused("gateway " + gateway + " is not in the network of " + local);
        }
        mode.accessPoint(true);
        var fixed = new Station.IpConfig(local.toInetAddress(), gateway.toInetAddress(), subnet.toInetAddress());
        return calls.done(() -> calls.module().softAp().address(fixed, calls.commandDeadline()));
    }

    boolean stop(boolean wifiOff) {
        boolean stopped = calls.done(() -> calls.module().softAp().stop(calls.commandDeadline()));
        if (wifiOff) {
            mode.accessPoint(false);
        }
        name = "";
        password = "";
        return stopped;
    }

    /** Who is connected; empty if the module does not say. */
    List<SoftAp.Client> clients() {
        return calls.asked(() -> calls.module().softAp().clients(calls.commandDeadline()), List.of());
    }

    /** Its own addresses; empty if the module does not say. */
    Optional<SoftAp.Client> self() {
        return Optional.ofNullable(calls.asked(() -> calls.module().softAp().self(calls.commandDeadline()), null));
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }
}
