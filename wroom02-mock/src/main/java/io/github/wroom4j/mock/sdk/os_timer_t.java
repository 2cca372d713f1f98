package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.loop.Lane;

/** {@code os_timer_t}: a software timer (espconn-sdk §12). */
public class os_timer_t {
    os_timer_func_t func;
    Object arg;
    Lane.Timer pending;
}
