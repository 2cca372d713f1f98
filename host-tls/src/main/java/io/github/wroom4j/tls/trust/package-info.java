/**
 * Whether a certificate is to be believed, and if not, why: policies, path, names, keys in files.
 *
 * <p>Knows certificates only: no link, no handshake, no Arduino. {@link io.github.wroom4j.tls.trust.PeerCheck} applies
 * a {@link io.github.wroom4j.tls.trust.TrustPolicy} to a chain as it came from the wire and answers with nothing or
 * with a {@link io.github.wroom4j.tls.trust.TrustRefusal}. The order of checks is BearSSL's
 * ({@link io.github.wroom4j.tls.trust.CertificatePath}); what differs on purpose stands in
 * {@code docs/certificate-checks.md}.
 */
package io.github.wroom4j.tls.trust;
