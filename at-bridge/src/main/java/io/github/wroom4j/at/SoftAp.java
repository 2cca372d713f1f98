package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.List;

/** The module as an access point. */
public interface SoftAp {

    /**
     * Starts it.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has none, or knows no hidden
     *     name or client limit and one is asked for
     * @throws IllegalArgumentException if a value of the configuration is out of its range
     */
    void start(Config config, Deadline deadline);

    /**
     * Stops it.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    void stop(Deadline deadline);

    /**
     * Who is connected.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    List<Client> clients(Deadline deadline);

    /**
     * Gives it another address and network than the firmware's; its DHCP server follows (at-protocol §6.6).
     *
     * @throws AtException of kind {@link AtException.Kind#ERROR_REPLY} if the firmware refuses them
     */
    default void address(Station.IpConfig fixed, Deadline deadline) {
        throw new AtException(AtException.Kind.UNSUPPORTED, "this soft access point keeps its address", "");
    }

    /**
     * Its own address and MAC.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} if none is running
     */
    Client self(Deadline deadline);

    /**
     * What it announces.
     *
     * @param ssid 1 … 32 bytes
     * @param password empty for an open network, else 8 … 63 characters
     * @param channel 1 … 13
     * @param hidden whether the name is withheld
     * @param maxClients 1 … 8
     */
    record Config(String ssid, String password, int channel, boolean hidden, int maxClients) {
        @Override
        public String toString() {
            return "Config[ssid=" + ssid + ", password=***, channel=" + channel + ", hidden=" + hidden + ", maxClients="
                    + maxClients + "]";
        }
    }

    /** A station connected to it. */
    record Client(InetAddress ip, String mac) {}
}
