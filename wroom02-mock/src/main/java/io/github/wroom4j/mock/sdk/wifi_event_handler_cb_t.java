package io.github.wroom4j.mock.sdk;

/** {@code wifi_event_handler_cb_t}: a change of the Wi-Fi state (espconn-sdk §12). */
@FunctionalInterface
public interface wifi_event_handler_cb_t {
    /** Called from the SDK's task. */
    void call(System_Event_t event);
}
