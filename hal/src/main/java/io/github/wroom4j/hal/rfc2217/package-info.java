/**
 * A bench across the network: {@code rfc2217://host:port} and {@code tcp://host:port}, as ser2net and labgrid exporters
 * serve them.
 *
 * <p>{@link io.github.wroom4j.hal.rfc2217.NetworkProvider} reads the address; start there. RFC 2217 carries the line
 * format and the modem lines beside the bytes; {@code ComPort} holds its numbers, {@code TelnetDevice} speaks it and is
 * the only file that names Commons Net. A plain {@code tcp:} port carries bytes and nothing else.
 */
package io.github.wroom4j.hal.rfc2217;
