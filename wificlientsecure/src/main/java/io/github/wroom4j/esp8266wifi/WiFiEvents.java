package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;

/**
 * The events of {@code WiFi} and their subscribers (WF-24).
 *
 * <p><b>Caveats:</b> a subscription does not end when its handler is dropped, as it does in C++: it lasts until it is closed,
 * or the sketch restarts.
 */
public interface WiFiEvents {
    /** A subscription; closing it ends it. */
    @FunctionalInterface
    interface WiFiEventHandler extends AutoCloseable {
        @Override
        void close();
    }

    /** Joined. */
    record StationModeConnected(String ssid) {}

    /** Left or lost; AT gives the reason in words or not at all. */
    record StationModeDisconnected(String ssid, String reason) {}

    /** The station has an address. */
    record StationModeGotIP(IPAddress ip, IPAddress mask, IPAddress gw) {}

    /** Somebody joined or left the soft access point. */
    record SoftAPModeStation(String mac) {}
}
