package io.github.wroom4j.tls;

import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What a TLS server on the JVM shows and asks for.
 *
 * @param key its chain and key, RSA or EC
 * @param leastVersion lowest version, {@code 0x0301} … {@code 0x0304}
 * @param mostVersion highest version
 * @param clients whose certificates clients must show; empty asks for none
 * @param sessions where TLS 1.2 sessions are kept for clients that come back; empty resumes none
 * @param time the time at which clients' certificates are judged
 */
public record ServerSettings(
        ClientKey key,
        int leastVersion,
        int mostVersion,
        Optional<TrustPolicy.Anchors> clients,
        Optional<ServerSessionCache> sessions,
        InstantSource time) {

    public ServerSettings {
        Objects.requireNonNull(key);
        Objects.requireNonNull(time);
        if (leastVersion < TlsSettings.TLS10 || mostVersion > TlsSettings.TLS13 || leastVersion > mostVersion) {
            throw new IllegalArgumentException(String.format(
                    "versions are 0x0301 … 0x0304 and not turned round: 0x%04x … 0x%04x", leastVersion, mostVersion));
        }
    }
}
