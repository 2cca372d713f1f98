package io.github.wroom4j.mock.sdk;

/** {@code dns_found_callback}: the answer of a name server, null for a failure (espconn-sdk §2.4). */
@FunctionalInterface
public interface dns_found_callback {
    /** Called from the SDK's task. */
    void call(String name, ip_addr_t ipaddr, Object callback_arg);
}
