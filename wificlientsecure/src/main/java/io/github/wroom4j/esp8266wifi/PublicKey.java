package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.tls.trust.PemFiles;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * A public key, RSA or EC (BH-1): PEM {@code PUBLIC KEY} and {@code RSA PUBLIC KEY}, or DER. What cannot be read is
 * neither RSA nor EC, and {@link #getLastError()} says why. One thread at a time.
 *
 * <p><b>Caveats:</b> it has no issuer, no name and no expiry: who pins a key must also have a way to change it. A
 * certificate's PEM is not read here; take it from an {@link X509List}.
 */
public final class PublicKey extends ParsedKey<java.security.PublicKey> {
    /** No key yet. */
    public PublicKey() {}

    public PublicKey(String pem) {
        parse(pem);
    }

    public PublicKey(byte[] der) {
        parse(der);
    }

    public PublicKey(byte[] der, int length) {
        parse(der, length);
    }

    /** Reads a stream to its end. */
    public PublicKey(Stream stream) {
        parse(stream, -1);
    }

    /** Reads {@code size} bytes of a stream. */
    public PublicKey(Stream stream, int size) {
        parse(stream, size);
    }

    @Override
    java.security.PublicKey read(byte[] derOrPem) {
        return PemFiles.publicKey(derOrPem);
    }

    public boolean isRSA() {
        return getRSA() != null;
    }

    public boolean isEC() {
        return getEC() != null;
    }

    /** The key, or null when it is not an RSA key. */
    public RSAPublicKey getRSA() {
        return as(RSAPublicKey.class);
    }

    /** The key, or null when it is not an EC key. */
    public ECPublicKey getEC() {
        return as(ECPublicKey.class);
    }
}
