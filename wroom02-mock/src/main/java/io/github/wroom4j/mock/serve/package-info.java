/**
 * A module as a device for any program: its UART behind a pseudo-terminal or a TCP port.
 *
 * <p>What lives here: the two devices and the pumps that carry bytes. What may not: anything that looks at the bytes.
 * Both work for any {@link io.github.wroom4j.hal.Board}.
 *
 * <p>Start with {@link io.github.wroom4j.mock.serve.PtyDevice}.
 */
package io.github.wroom4j.mock.serve;
