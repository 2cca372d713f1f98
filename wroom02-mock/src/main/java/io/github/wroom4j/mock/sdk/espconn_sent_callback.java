package io.github.wroom4j.mock.sdk;

/** {@code espconn_sent_callback}: what was sent is acknowledged (espconn-sdk §2.4). */
@FunctionalInterface
public interface espconn_sent_callback {
    /** Called from the SDK's task. */
    void call(Object arg);
}
