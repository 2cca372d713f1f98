/**
 * The ground floor: a UART, a few pins, a board that has both, and time.
 *
 * <p>What lives here knows neither AT commands nor TLS. Start reading at {@link io.github.wroom4j.hal.Uart}, then
 * {@link io.github.wroom4j.hal.Board}, and {@link io.github.wroom4j.hal.Boards}, which turns one address string into
 * any kind of board. Every wait in the project takes a {@link io.github.wroom4j.hal.Deadline} on a
 * {@link io.github.wroom4j.hal.Clock}, so that a test can let thirty days pass in a second.
 *
 * <p>Third-party libraries (jSerialComm, Pi4J, JNA, Commons Net) stay behind one adapter class each, in the
 * sub-package of that name.
 */
package io.github.wroom4j.hal;
