/**
 * The TLS libraries that the module's firmwares carry: axTLS of the 2015 SDK, mbedTLS of later ones, BearSSL of
 * ESP_ATMod.
 *
 * <p>A stack turns bytes from a peer into plaintext and results; it owns no socket, no heap and no callback of the
 * SDK's. Each makes its own hello: nothing is shared with the table of hellos in {@code tls-wire}, so that the two can be
 * tested against each other.
 *
 * <p>Start reading at {@link io.github.wroom4j.mock.tls.TlsStack}.
 */
package io.github.wroom4j.mock.tls;
