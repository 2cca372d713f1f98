package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtEvents;
import java.util.function.Consumer;

/**
 * Being told of Wi-Fi's changes (WF-24). Handlers run on the driver's event thread and must not block on the network. The
 * subscription lasts until the returned handler is closed: it does not end when the handler is dropped, as in C++.
 */
abstract class WiFiEvents extends WiFiScan {
    WiFiEvents(SketchContext context) {
        super(context);
    }

    /** A subscription; closing it ends it. */
    @FunctionalInterface
    public interface WiFiEventHandler extends AutoCloseable {
        @Override
        void close();
    }

    /** Joined. */
    public record StationModeConnected(String ssid) {}

    /** Left or lost; AT tells the reason in words or not at all. */
    public record StationModeDisconnected(String ssid, String reason) {}

    /** The station has an address. */
    public record StationModeGotIP(IPAddress ip, IPAddress mask, IPAddress gw) {}

    /** Somebody joined or left the soft access point. */
    public record SoftAPModeStation(String mac) {}

    private WiFiEventHandler on(AtEvents.Kind kind, Consumer<AtEvents.Event> handler) {
        AtEvents.Subscription subscription = module().events().subscribe(event -> {
            if (event.kind() == kind) {
                handler.accept(event);
            }
        });
        return subscription::close;
    }

    /** The name of the network in use or remembered. */
    public abstract String SSID();

    /** The station's address. */
    public abstract IPAddress localIP();

    public abstract IPAddress subnetMask();

    public abstract IPAddress gatewayIP();

    public WiFiEventHandler onStationModeConnected(Consumer<StationModeConnected> handler) {
        return on(AtEvents.Kind.WIFI_CONNECTED, event -> handler.accept(new StationModeConnected(SSID())));
    }

    public WiFiEventHandler onStationModeDisconnected(Consumer<StationModeDisconnected> handler) {
        return on(
                AtEvents.Kind.WIFI_DISCONNECTED,
                event -> handler.accept(new StationModeDisconnected(SSID(), event.detail())));
    }

    /** The address is asked for when the event comes, in a thread of its own: the event thread may not wait. */
    public WiFiEventHandler onStationModeGotIP(Consumer<StationModeGotIP> handler) {
        return on(
                AtEvents.Kind.WIFI_GOT_IP,
                event -> background(
                        "wroom4j-got-ip",
                        () -> handler.accept(new StationModeGotIP(localIP(), subnetMask(), gatewayIP()))));
    }

    public WiFiEventHandler onStationModeDHCPTimeout(Runnable handler) {
        return on(AtEvents.Kind.DHCP_TIMEOUT, event -> handler.run());
    }

    public WiFiEventHandler onSoftAPModeStationConnected(Consumer<SoftAPModeStation> handler) {
        return on(
                AtEvents.Kind.SOFT_AP_CLIENT_CONNECTED, event -> handler.accept(new SoftAPModeStation(event.detail())));
    }

    public WiFiEventHandler onSoftAPModeStationDisconnected(Consumer<SoftAPModeStation> handler) {
        return on(
                AtEvents.Kind.SOFT_AP_CLIENT_DISCONNECTED,
                event -> handler.accept(new SoftAPModeStation(event.detail())));
    }
}
