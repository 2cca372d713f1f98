package io.github.wroom4j.mock.sdk;

/** {@code os_task_t}: what a user task runs for each posted event (espconn-sdk §12). */
@FunctionalInterface
public interface os_task_t {
    /** Called from the SDK's task. */
    void call(os_event_t e);
}
