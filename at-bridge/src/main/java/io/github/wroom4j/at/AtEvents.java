package io.github.wroom4j.at;

import java.util.function.Consumer;

/** Unsolicited events, delivered in order on one thread that is not the reader's. */
public interface AtEvents {

    /** Registers a listener; closing the returned handle removes it. */
    Subscription subscribe(Consumer<Event> listener);

    /** A registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Something happened.
     *
     * @param kind what
     * @param detail the firmware's text, masked
     * @param atNanos when it was read, on the module's clock: it may be delivered a little later
     */
    record Event(Kind kind, String detail, long atNanos) {}

    /** What may happen. */
    enum Kind {
        WIFI_CONNECTED,
        WIFI_GOT_IP,
        WIFI_DISCONNECTED,
        DHCP_TIMEOUT,
        SOFT_AP_CLIENT_CONNECTED,
        SOFT_AP_CLIENT_ADDRESS,
        SOFT_AP_CLIENT_DISCONNECTED,
        LINK_OPENED,
        LINK_CLOSED,
        MODULE_RESET,
        MODULE_READY,
        PORT_LOST,
        PORT_BACK
    }
}
