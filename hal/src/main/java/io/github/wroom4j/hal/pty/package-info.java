/**
 * Pseudo-terminals: serial ports made of nothing, for a mock that any program shall be able to open.
 *
 * <p>{@link io.github.wroom4j.hal.pty.Pty} is all there is, and the only class of the project that names JNA. The side
 * held here is the master, where a module sits; the slave is a device path for {@code serial:} and everybody else.
 * Linux only.
 */
package io.github.wroom4j.hal.pty;
