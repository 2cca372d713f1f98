package io.github.wroom4j.at;

import java.util.List;
import java.util.Optional;

/**
 * What an SSL link wants of the firmware. An option that the firmware cannot honour is refused before a byte is sent
 * (see {@link Capabilities}), never dropped.
 *
 * @param bufferSize record buffer for {@code AT+CIPSSLSIZE}; empty leaves the firmware's default
 * @param verifyServer verify the server by the CA that was loaded into the module
 * @param clientCertificate present the client certificate that was loaded into the module
 * @param serverName SNI to send
 * @param commonName name that the firmware compares with the certificate
 * @param alpn protocols to offer
 * @param fingerprint SHA-1 of the leaf certificate, 20 bytes as 40 hex digits (ESP_ATMod)
 * @param preSharedKey identity and key, where a firmware takes them
 */
public record SslOptions(
        Optional<Integer> bufferSize,
        boolean verifyServer,
        boolean clientCertificate,
        Optional<String> serverName,
        Optional<String> commonName,
        List<String> alpn,
        Optional<String> fingerprint,
        Optional<PreSharedKey> preSharedKey) {

    /** Nothing beyond the firmware's defaults. */
    public static final SslOptions NONE = new SslOptions(
            Optional.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    /** A pre-shared key; the key is masked in every text. */
    public record PreSharedKey(String identity, String key) {
        @Override
        public String toString() {
            return "PreSharedKey[identity=" + identity + ", key=***]";
        }
    }

    public SslOptions {
        alpn = List.copyOf(alpn);
    }
}
