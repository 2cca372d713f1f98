package io.github.wroom4j.mock.firmware.commands;

import java.util.List;

/**
 * The certificates in the module's partitions, as {@code CIPSSLCCONF} uses them (at-protocol §8.3). They outlive resets.
 *
 * @param authorities trusted certificates, DER
 * @param clientChain our own, leaf first, DER
 * @param clientKey our key, DER; null for none
 */
public record Certificates(List<byte[]> authorities, List<byte[]> clientChain, byte[] clientKey) {
    /** Nothing flashed, as modules are delivered. */
    public static final Certificates NONE = new Certificates(List.of(), List.of(), null);

    /** Whether there is a certificate and key of our own. */
    public boolean hasClient() {
        return !clientChain.isEmpty() && clientKey != null;
    }

    /** Whether there is a CA to check servers by. */
    public boolean hasAuthority() {
        return !authorities.isEmpty();
    }
}
