package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtEvents;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Being told of Wi-Fi's changes (WF-24). Handlers run on the driver's event thread and must not block on the network. The
 * subscription lasts until the returned handler is closed: it does not end when the handler is dropped, as in C++.
 *
 * <p><b>Caveats:</b> events come as the firmware tells them, and old firmwares tell few of them. A handler that blocks
 * holds up all others. Two kinds are never called, because AT has no word for them.
 */
public abstract class WiFiEvents extends WiFiScan {
    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");

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

    /** The MAC in a line such as {@code +STA_CONNECTED:"aa:bb:…"}; the line itself where a firmware names none. */
    private static SoftAPModeStation station(AtEvents.Event event) {
        Matcher mac = MAC.matcher(event.detail());
        return new SoftAPModeStation(mac.find() ? mac.group().toUpperCase(Locale.ROOT) : event.detail());
    }

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
        return on(AtEvents.Kind.SOFT_AP_CLIENT_CONNECTED, event -> handler.accept(station(event)));
    }

    public WiFiEventHandler onSoftAPModeStationDisconnected(Consumer<SoftAPModeStation> handler) {
        return on(AtEvents.Kind.SOFT_AP_CLIENT_DISCONNECTED, event -> handler.accept(station(event)));
    }

    /** Never called: AT does not tell of it (WF-24). */
    public WiFiEventHandler onStationModeAuthModeChanged(Runnable handler) {
        return () -> {};
    }

    /** Never called: AT does not tell of probe requests (WF-24). */
    public WiFiEventHandler onSoftAPModeProbeRequestReceived(Runnable handler) {
        return () -> {};
    }

    /** The core's old form: called with the number of every event, one of {@code WIFI_EVENT_…} (WF-5, WF-24). */
    public WiFiEventHandler onEvent(IntConsumer handler) {
        return onEvent(handler, WIFI_EVENT_ANY);
    }

    /** The same for one event alone. In C++ it cannot be ended; here closing ends it. */
    public WiFiEventHandler onEvent(IntConsumer handler, int wanted) {
        AtEvents.Subscription subscription = module().events().subscribe(event -> {
            int number = number(event.kind());
            if (number >= 0 && (wanted == WIFI_EVENT_ANY || wanted == number)) {
                handler.accept(number);
            }
        });
        return subscription::close;
    }

    private static int number(AtEvents.Kind kind) {
        return switch (kind) {
            case WIFI_CONNECTED -> WIFI_EVENT_STAMODE_CONNECTED;
            case WIFI_DISCONNECTED -> WIFI_EVENT_STAMODE_DISCONNECTED;
            case WIFI_GOT_IP -> WIFI_EVENT_STAMODE_GOT_IP;
            case DHCP_TIMEOUT -> WIFI_EVENT_STAMODE_DHCP_TIMEOUT;
            case SOFT_AP_CLIENT_CONNECTED -> WIFI_EVENT_SOFTAPMODE_STACONNECTED;
            case SOFT_AP_CLIENT_DISCONNECTED -> WIFI_EVENT_SOFTAPMODE_STADISCONNECTED;
            default -> -1;
        };
    }
}
