/**
 * What this module's tests stand on: a module made of loopback sockets, and the annotation that ties a test to a rule.
 *
 * <p>{@link io.github.wroom4j.testing.SocketModule} has no UART and no AT: it proves what stands above a
 * {@link io.github.wroom4j.at.Link}. Whatever depends on the driver is tested with the driver and the mock.
 */
package io.github.wroom4j.testing;
