package io.github.wroom4j.hal;

import java.util.List;

/**
 * What a simulated board stands in: wires at its pins, access points, a network that may fail. For people who want to see
 * what their program does when somebody presses a button or the access point goes away.
 *
 * <p>Methods may be called from any thread. What they change holds through resets of the module.
 */
public interface Surroundings {

    /** What a wire at a pin brings. */
    enum Wire {
        /** Ground: what a button to ground does while it is pressed. */
        LOW,
        /** The supply voltage. */
        HIGH,
        /** Nothing: the wire is open, and the pin's own bias decides. */
        OPEN
    }

    /**
     * An access point.
     *
     * @param name its SSID, whatever its owner wrote there
     * @param channel 1 … 14
     * @param rssi in dBm, as a scan shows it
     * @param onAir whether it can be heard
     */
    record Network(String name, int channel, int rssi, boolean onAir) {}

    /**
     * Something that may go wrong.
     *
     * @param name by which {@link #trouble} knows it
     * @param does what it does, in a few English words
     * @param on whether it is switched on
     * @param once whether it happens at once and is over, so that there is nothing to switch off
     */
    record Trouble(String name, String does, boolean on, boolean once) {}

    /**
     * A port that the module has opened.
     *
     * @param port its number on the module
     * @param transport TCP, TLS or UDP
     * @param where it can be reached from this computer: a URL where a browser can open it, else address and port
     */
    record OpenPort(int port, String transport, String where) {}

    /**
     * Wires a pin. An output keeps the level that it drives.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if there is no such pin
     */
    void wire(int pin, Wire to);

    /** The access points around, those that are switched off too. */
    List<Network> networks();

    /**
     * Takes an access point out of the air, as a power cut does, or brings it back as it was.
     *
     * @throws IllegalArgumentException if there never was one of that name
     */
    void network(String name, boolean onAir);

    /** What may go wrong. */
    List<Trouble> troubles();

    /**
     * Switches a trouble on or off; one that happens once happens now.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    void trouble(String name, boolean on);

    /** What the module has opened, and where that is on this computer. */
    List<OpenPort> ports();
}
