package io.github.wroom4j.mock.sdk;

/** {@code espconn_recv_callback}: bytes arrived; {@code pdata} is valid during the call only (espconn-sdk §2.4). */
@FunctionalInterface
public interface espconn_recv_callback {
    /** Called from the SDK's task. */
    void call(Object arg, byte[] pdata, int len);
}
