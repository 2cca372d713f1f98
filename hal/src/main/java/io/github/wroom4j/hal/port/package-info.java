/**
 * From a device that blocks as it pleases to a {@link io.github.wroom4j.hal.Uart} that keeps deadlines.
 *
 * <p>{@link io.github.wroom4j.hal.port.PortUart} is where to start: a reader thread and a writer thread around one
 * {@link io.github.wroom4j.hal.port.Device}, what happens when that vanishes, and how it comes back. Serial ports and
 * network benches are both devices; what is special about either stays in its own package.
 */
package io.github.wroom4j.hal.port;
