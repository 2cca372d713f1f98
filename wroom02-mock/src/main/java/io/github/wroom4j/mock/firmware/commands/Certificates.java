package io.github.wroom4j.mock.firmware.commands;

import java.util.List;

/**
 * The certificates in the module's partitions, as {@code CIPSSLCCONF} uses them (at-protocol §8.3). They outlive resets.
 *
 * @param authorities trusted certificates, DER
 * @param clientChain our own, leaf first, DER
 * @param clientKey our key, DER; null for none
 * @param factory whether the factory image's lie there, which stand for no bytes here
 */
public record Certificates(List<byte[]> authorities, List<byte[]> clientChain, byte[] clientKey, boolean factory) {
    /** Nothing flashed, as modules with NonOS firmwares are delivered. */
    public static final Certificates NONE = new Certificates(List.of(), List.of(), null);

    /**
     * What ESP-AT's factory image holds: an authority and a certificate of Espressif's, which nobody here knows. A server
     * that is checked by them is refused, and one that asks for a certificate is shown none.
     */
    public static final Certificates FACTORY = new Certificates(List.of(), List.of(), null, true);

    /** What a user has flashed. */
    public Certificates(List<byte[]> authorities, List<byte[]> clientChain, byte[] clientKey) {
        this(authorities, clientChain, clientKey, false);
    }

    /** Whether there is a certificate and key of our own. */
    public boolean hasClient() {
        return factory || !clientChain.isEmpty() && clientKey != null;
    }

    /** Whether there is a CA to check servers by. */
    public boolean hasAuthority() {
        return factory || !authorities.isEmpty();
    }
}
