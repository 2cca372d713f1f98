package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The module as a Wi-Fi station. */
public interface Station {

    /** State as last reported by the firmware; sends no command. */
    State state();

    /** Where a station stands. */
    enum State {
        IDLE,
        JOINING,
        CONNECTED,
        WRONG_PASSWORD,
        NO_SUCH_ACCESS_POINT,
        CONNECT_FAILED,
        CONNECTION_LOST
    }

    /**
     * Leaves the access point.
     *
     * @throws AtException of kind {@link AtException.Kind#ERROR_REPLY} if the firmware refuses; the network is not
     *     joined again by itself all the same
     */
    void leave(Deadline deadline);

    /**
     * The access point in use, or empty.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    Optional<AccessPoint> accessPoint(Deadline deadline);

    /**
     * Address, gateway, mask; empty without one.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    Optional<IpConfig> address(Deadline deadline);

    /**
     * The station's MAC, {@code aa:bb:cc:dd:ee:ff}.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    String mac(Deadline deadline);

    /**
     * Takes a static address, or DHCP again when empty.
     *
     * @throws AtException of kind {@link AtException.Kind#ERROR_REPLY} if the firmware refuses the address
     */
    void address(Optional<IpConfig> fixed, Deadline deadline);

    /**
     * Sets DNS servers; an empty list returns to DHCP's.
     *
     * @param servers the first two are used
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+CIPDNS}
     */
    void dnsServers(List<InetAddress> servers, Deadline deadline);

    /**
     * The DNS servers in use, first one first; empty where there is none yet.
     *
     * @return one or two of them: ESP-AT 2.0 tells one (at-recorded-esp-at E34)
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+CIPDNS}
     */
    List<InetAddress> dnsServers(Deadline deadline);

    /**
     * Sets the host name sent to DHCP; 1 … 32 characters.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+CWHOSTNAME}
     * @throws IllegalArgumentException if the name has another length, or holds CR, LF or NUL
     */
    void hostname(String name, Deadline deadline);

    /**
     * The host name in use.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+CWHOSTNAME}
     */
    String hostname(Deadline deadline);

    /**
     * Whether the networks joined from now on are kept in the module's flash, so that it joins by itself when it is switched
     * on; false by default. A firmware that knows no choice keeps each of them.
     */
    void persistent(boolean on);

    /** Whether the driver joins again by itself after a loss; true by default. */
    void autoReconnect(boolean on);

    /**
     * An address with its network.
     *
     * @param ip the address
     * @param gateway the router
     * @param netmask the mask
     */
    record IpConfig(InetAddress ip, InetAddress gateway, InetAddress netmask) {}
}
