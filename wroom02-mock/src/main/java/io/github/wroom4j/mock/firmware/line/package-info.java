/**
 * The AT core's two ends of the UART: from bytes to a command line, and from pieces of text to bytes.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.firmware.line.LineInput} (the parser states 0 to 7 of at-protocol
 * §3.1), {@link io.github.wroom4j.mock.firmware.line.CommandLine} and
 * {@link io.github.wroom4j.mock.firmware.line.Parameters} (a line taken apart as libat does),
 * {@link io.github.wroom4j.mock.firmware.line.OutputQueue} (one piece per print, with room for an event between any
 * two), {@code NonOsNumbers} and {@code EspAtNumbers} (how each family reads a number), and {@link io.github.wroom4j.mock.firmware.line.AtVersion} (what differs between versions: data). No command
 * and no link may live here. Start at {@code LineInput}.
 */
package io.github.wroom4j.mock.firmware.line;
