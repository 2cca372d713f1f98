package io.github.wroom4j.mock.radio;

/** What the station reports, as the SDK's {@code System_Event_t} (espconn-sdk §12). */
public sealed interface StationEvent {
    /** Associated; EVENT_STAMODE_CONNECTED. */
    record Connected(AirAccessPoint point) implements StationEvent {}

    /** Gone; EVENT_STAMODE_DISCONNECTED with the SDK's reason number. */
    record Disconnected(String ssid, int reason) implements StationEvent {}

    /** EVENT_STAMODE_GOT_IP. */
    record GotIp(Ip4 ip, Ip4 mask, Ip4 gateway) implements StationEvent {}

    /** Reasons of {@link Disconnected}: IEEE's below 200, the SDK's own above. */
    interface Reason {
        /** The station left by itself. */
        int ASSOC_LEAVE = 8;
        /** A wrong password shows as a four-way handshake that never ends. */
        int HANDSHAKE_TIMEOUT = 15;
        /** The access point's beacons are missing. */
        int BEACON_TIMEOUT = 200;
        /** No access point of that name. */
        int NO_AP_FOUND = 201;
    }
}
