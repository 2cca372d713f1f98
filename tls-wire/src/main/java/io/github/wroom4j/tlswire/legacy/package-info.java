/**
 * The TLS of 2015 on today's Bouncy Castle: RC4, RSA key exchange, TLS 1.1, a hello of 56 bytes.
 *
 * <p>For the mock's module TLS, for probes and for test servers; never for the host's own connections. Bouncy Castle
 * dropped RC4 from its static suite tables, its jar is signed and the tables are package-private, so the two RC4
 * suites run under the numbers of two suites that are never offered ({@link
 * io.github.wroom4j.tlswire.legacy.AliasSuites}); on the wire, and so in the transcript hash, stand the real numbers.
 *
 * <p>Not here: sockets, trust decisions, HTTP. Start reading at {@code LegacyTlsClient}.
 */
package io.github.wroom4j.tlswire.legacy;
