package io.github.wroom4j.mock.sdk;

/** {@code espconn_connect_callback}: connected, disconnected or write finished; {@code arg} is the espconn (espconn-sdk §2.4). */
@FunctionalInterface
public interface espconn_connect_callback {
    /** Called from the SDK's task. */
    void call(Object arg);
}
