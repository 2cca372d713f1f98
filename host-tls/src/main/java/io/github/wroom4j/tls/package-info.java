/**
 * One TLS seam for two places: a link goes in, a link comes out.
 *
 * <p>{@link io.github.wroom4j.tls.TlsConnector} is the seam. On the JVM it wraps a TCP link; in the module it asks for
 * an SSL link after one method has refused what the firmware cannot honour. Every failure is a
 * {@link io.github.wroom4j.tls.TlsFailure} that says at which stage, with which alert, and what to do.
 */
package io.github.wroom4j.tls;
