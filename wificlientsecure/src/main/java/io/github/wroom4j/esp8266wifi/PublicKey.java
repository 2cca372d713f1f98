package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.tls.trust.PemFiles;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * A public key, RSA or EC (BH-1): PEM {@code PUBLIC KEY} and {@code RSA PUBLIC KEY}, or DER. What cannot be read is
 * neither RSA nor EC, and {@link #getLastError()} says why.
 */
public final class PublicKey {
    private java.security.PublicKey key;
    private String lastError = "";

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

    public PublicKey(Stream stream) {
        parse(KeyBytes.of(stream, -1));
    }

    public PublicKey(Stream stream, int size) {
        parse(KeyBytes.of(stream, size));
    }

    /** Reads PEM; false if that fails. */
    public boolean parse(String pem) {
        return parse(pem.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Reads DER or PEM; false if that fails. */
    public boolean parse(byte[] derOrPem) {
        key = null;
        try {
            key = PemFiles.publicKey(derOrPem);
            return true;
        } catch (IllegalArgumentException unreadable) {
            lastError = unreadable.getMessage();
            return false;
        }
    }

    /** Reads the first {@code length} bytes; false if that fails. */
    public boolean parse(byte[] der, int length) {
        return parse(Arrays.copyOf(der, length));
    }

    public boolean isRSA() {
        return key instanceof RSAPublicKey;
    }

    public boolean isEC() {
        return key instanceof ECPublicKey;
    }

    /** The key, or null when it is no RSA key. */
    public RSAPublicKey getRSA() {
        return key instanceof RSAPublicKey rsa ? rsa : null;
    }

    /** The key, or null when it is no EC key. */
    public ECPublicKey getEC() {
        return key instanceof ECPublicKey ec ? ec : null;
    }

    /** Why the last reading failed; empty if it did not. */
    public String getLastError() {
        return lastError;
    }

    Optional<java.security.PublicKey> key() {
        return Optional.ofNullable(key);
    }
}
