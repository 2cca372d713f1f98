package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.SleepMode;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.Station;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings that the user asked for and a restart of the module loses (at-protocol §2.3, §13): recovery restores them.
 * Any thread may read and write them.
 */
public final class DesiredSettings {
    /** An access point to be joined to. */
    record Network(String ssid, String password, Optional<String> bssid) {
        @Override
        public String toString() {
            return "Network[ssid=" + ssid + ", password=***"
                    + bssid.map(b -> ", bssid=" + b).orElse("") + "]";
        }
    }

    volatile Optional<Network> network = Optional.empty();
    volatile Optional<Station.IpConfig> address = Optional.empty();
    volatile List<InetAddress> dns = List.of();
    volatile Optional<String> hostname = Optional.empty();
    volatile Optional<SoftAp.Config> softAp = Optional.empty();
    volatile Optional<List<String>> timeServers = Optional.empty();
    volatile OptionalInt serverPort = OptionalInt.empty();
    volatile OptionalInt serverIdle = OptionalInt.empty();
    volatile Optional<SleepMode> sleep = Optional.empty();
    volatile OptionalInt speed = OptionalInt.empty();
    volatile boolean autoReconnect = true;
    volatile boolean persistent;

    /** Whether the station should be joined, and joined again by itself. */
    public boolean rejoins() {
        return autoReconnect && network.isPresent();
    }

    /** The line speed that was asked for, beyond the one the module boots with. */
    public OptionalInt speed() {
        return speed;
    }

    /** Notes the line speed. */
    public void speed(OptionalInt baud) {
        speed = baud;
    }
}
