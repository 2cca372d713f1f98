package io.github.wroom4j.mock.sdk;

/** {@code espconn_reconnect_callback}: despite its name the error callback; nothing reconnects (espconn-sdk §2.4). */
@FunctionalInterface
public interface espconn_reconnect_callback {
    /** Called from the SDK's task. */
    void call(Object arg, int err);
}
