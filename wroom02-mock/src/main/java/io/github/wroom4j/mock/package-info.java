/**
 * An ESP-WROOM-02 in the same process, from the antenna to the UART.
 *
 * <p>Start at {@link io.github.wroom4j.mock.MockWroom02}: its builder puts a chip, an SDK, a TLS library and a firmware
 * together as a {@link io.github.wroom4j.mock.Profile} says, and the result is a
 * {@link io.github.wroom4j.hal.Board} like any other. {@code Boards.open("mock:…")} finds it through
 * {@link io.github.wroom4j.mock.MockProvider}. Only this package sees all floors; below, {@code firmware} knows no
 * profile and {@code sdk} knows no firmware.
 */
package io.github.wroom4j.mock;
