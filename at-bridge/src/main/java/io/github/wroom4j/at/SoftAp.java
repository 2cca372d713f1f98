package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.List;

/** The module as an access point. */
public interface SoftAp {

    /** Starts it. */
    void start(Config config, Deadline deadline);

    /** Stops it. */
    void stop(Deadline deadline);

    /** Who is connected. */
    List<Client> clients(Deadline deadline);

    /** Its own address and MAC. */
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
