package io.github.wroom4j.at;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a firmware can do: one set of features and a few limits, filled from its dialect table.
 *
 * @param features what it has
 * @param links how many links at once
 * @param sslLinks how many of them may be SSL
 * @param sendLimit most bytes of one {@code AT+CIPSEND}
 * @param sslBufferLeast smallest {@code AT+CIPSSLSIZE}, 0 where the command is absent
 * @param sslBufferMost largest {@code AT+CIPSSLSIZE}
 */
public record Capabilities(
        Set<Feature> features, int links, int sslLinks, int sendLimit, int sslBufferLeast, int sslBufferMost) {

    /** Things that some firmware has and another lacks. */
    public enum Feature {
        /** {@code AT+CIPSTART="SSL"}. */
        SSL,
        /**
         * TLS for C code beside the AT commands: {@code espconn_secure_connect} of the NonOS SDK. AT 0.40 has it without
         * {@link #SSL} (at-protocol §8.1).
         */
        SDK_TLS,
        /** {@code AT+CIPSSLSIZE}. */
        SSL_BUFFER_SIZE,
        /** The module can verify the server by a CA. */
        SSL_VERIFY,
        /** The module can present a client certificate. */
        SSL_CLIENT_CERTIFICATE,
        /** A CA can be loaded over AT, not only flashed. */
        SSL_LOAD_CA,
        /** The module compares a SHA-1 fingerprint. */
        SSL_FINGERPRINT,
        SSL_SERVER_NAME,
        SSL_COMMON_NAME,
        SSL_ALPN,
        SSL_PSK,
        /** The module can probe and use a maximum fragment length. */
        SSL_FRAGMENT_LENGTH,
        /** {@code AT+CIPRECVMODE=1} for TCP. */
        PASSIVE_RECEIVE,
        /** Passive receive for SSL links too. */
        PASSIVE_RECEIVE_SSL,
        UDP,
        /** A UDP link to a group hears the group. */
        MULTICAST,
        SERVER,
        /** {@code AT+CIPDOMAIN}. */
        RESOLVE,
        PING,
        SNTP,
        HOSTNAME,
        /** Setting DNS servers. */
        DNS_SERVERS,
        /** {@code AT+SYSRAM?}. */
        FREE_MEMORY,
        /** Closing by reset. */
        ABORTIVE_CLOSE,
        SOFT_AP,
        DEEP_SLEEP,
        /** {@code AT+SLEEP}. */
        SLEEP_MODE,
        /** {@code AT+UART_CUR}. */
        UART_SPEED
    }

    public Capabilities {
        features = features.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(features));
    }

    /** Whether it has a feature. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }
}
