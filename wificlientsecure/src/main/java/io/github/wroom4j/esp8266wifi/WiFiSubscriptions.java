package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.esp8266wifi.WiFiEvents.SoftAPModeStation;
import io.github.wroom4j.esp8266wifi.WiFiEvents.WiFiEventHandler;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sketch's handlers of Wi-Fi's changes: on the driver's event thread, which finds their sketch (WF-24). */
final class WiFiSubscriptions {
    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");

    private final ModuleCalls calls;

    WiFiSubscriptions(ModuleCalls calls) {
        this.calls = calls;
    }

    WiFiEventHandler on(AtEvents.Kind kind, Consumer<AtEvents.Event> handler) {
        AtEvents.Subscription subscription = calls.module().events().subscribe(event -> {
            if (event.kind() == kind) {
                calls.context().runBound(() -> handler.accept(event));
            }
        });
        return lasting(subscription);
    }

    /** With the event's number, of one of {@code WIFI_EVENT_…} or of all. */
    WiFiEventHandler onNumber(IntConsumer handler, int wanted) {
        AtEvents.Subscription subscription = calls.module().events().subscribe(event -> {
            int number = number(event.kind());
            if (number >= 0 && (wanted == WiFiTypes.WIFI_EVENT_ANY || wanted == number)) {
                calls.context().runBound(() -> handler.accept(number));
            }
        });
        return lasting(subscription);
    }

    /** A handler belongs to the life of the sketch that it was given in, and ends with it. */
    private WiFiEventHandler lasting(AtEvents.Subscription subscription) {
        calls.context().untilReboot(subscription, subscription::close);
        return () -> {
            calls.context().endedBeforeReboot(subscription);
            subscription.close();
        };
    }

    /** The MAC in a line such as {@code +STA_CONNECTED:"aa:bb:…"}; the line itself where a firmware names none. */
    static SoftAPModeStation station(AtEvents.Event event) {
        Matcher mac = MAC.matcher(event.detail());
        return new SoftAPModeStation(mac.find() ? mac.group().toUpperCase(Locale.ROOT) : event.detail());
    }

    /** Its number, one of {@code WIFI_EVENT_…}; −1 for one that Arduino has none for. */
    private static int number(AtEvents.Kind kind) {
        return switch (kind) {
            case WIFI_CONNECTED -> WiFiTypes.WIFI_EVENT_STAMODE_CONNECTED;
            case WIFI_DISCONNECTED -> WiFiTypes.WIFI_EVENT_STAMODE_DISCONNECTED;
            case WIFI_GOT_IP -> WiFiTypes.WIFI_EVENT_STAMODE_GOT_IP;
            case DHCP_TIMEOUT -> WiFiTypes.WIFI_EVENT_STAMODE_DHCP_TIMEOUT;
            case SOFT_AP_CLIENT_CONNECTED -> WiFiTypes.WIFI_EVENT_SOFTAPMODE_STACONNECTED;
            case SOFT_AP_CLIENT_DISCONNECTED -> WiFiTypes.WIFI_EVENT_SOFTAPMODE_STADISCONNECTED;
            default -> -1;
        };
    }
}
