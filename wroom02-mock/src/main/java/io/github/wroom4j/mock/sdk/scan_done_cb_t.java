package io.github.wroom4j.mock.sdk;

/** {@code scan_done_cb_t}: a scan's end; {@code arg} is a list of bss_info (espconn-sdk §12). */
@FunctionalInterface
public interface scan_done_cb_t {
    /** Called from the SDK's task. */
    void call(Object arg, int status);
}
