package io.github.wroom4j.mock.sdk;

/** {@code os_event_t}: what {@code system_os_post} hands to a task. */
public class os_event_t {
    public int sig;
    public int par;
}
