package io.github.wroom4j.mock.sdk;

/** {@code os_timer_func_t}: what a timer runs (espconn-sdk §12). */
@FunctionalInterface
public interface os_timer_func_t {
    /** Called from the SDK's task. */
    void call(Object timer_arg);
}
