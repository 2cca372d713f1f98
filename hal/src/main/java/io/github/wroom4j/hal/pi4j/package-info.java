/**
 * {@code pi:}: a module on the header of a Raspberry Pi, its UART through jSerialComm, its EN, RST and boot straps
 * through Pi4J.
 *
 * <p>{@link io.github.wroom4j.hal.pi4j.PiProvider} reads the address; start there. {@code PiBoard} knows how an ESP8266
 * wants to be reset, {@code PiHost} what a Raspberry Pi's own system may have done with the UART, {@code PiPins} is the
 * only file that names Pi4J.
 */
package io.github.wroom4j.hal.pi4j;
