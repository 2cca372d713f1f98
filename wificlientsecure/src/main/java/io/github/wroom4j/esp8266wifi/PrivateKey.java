package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.tls.trust.PemFiles;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;

/**
 * A private key, RSA or EC (BH-2): PEM {@code PRIVATE KEY} (PKCS#8, not encrypted), {@code RSA PRIVATE KEY} (PKCS#1),
 * {@code EC PRIVATE KEY} (SEC1), or their DER; also from PKCS#12 and a {@link KeyStore}. What cannot be read is neither
 * RSA nor EC. No text of this class ever shows the key.
 */
public final class PrivateKey {
    private java.security.PrivateKey key;
    private String lastError = "";

    /** No key yet. */
    public PrivateKey() {}

    public PrivateKey(String pem) {
        parse(pem);
    }

    public PrivateKey(byte[] der) {
        parse(der);
    }

    public PrivateKey(byte[] der, int length) {
        parse(der, length);
    }

    public PrivateKey(Stream stream) {
        parse(KeyBytes.of(stream, -1));
    }

    public PrivateKey(Stream stream, int size) {
        parse(KeyBytes.of(stream, size));
    }

    /** The first key of a key store. */
    public static PrivateKey of(KeyStore store, char[] password) {
        var found = new PrivateKey();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    Key entry = store.getKey(alias, password);
                    if (entry instanceof java.security.PrivateKey secret) {
                        found.key = secret;
                        return found;
                    }
                }
            }
            found.lastError = "the key store holds no private key";
        } catch (GeneralSecurityException locked) {
            found.lastError = "the key store's key cannot be opened: wrong password?";
        }
        return found;
    }

    /** The key of a PKCS#12 file. */
    public static PrivateKey fromPkcs12(byte[] file, String password) {
        return of(PemFiles.pkcs12(file, password.toCharArray()), password.toCharArray());
    }

    /** Reads PEM; false if that fails. */
    public boolean parse(String pem) {
        return parse(pem.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Reads DER or PEM; false if that fails. */
    public boolean parse(byte[] derOrPem) {
        key = null;
        try {
            key = PemFiles.privateKey(derOrPem);
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
        return key instanceof RSAPrivateKey;
    }

    public boolean isEC() {
        return key instanceof ECPrivateKey;
    }

    /** Why the last reading failed; empty if it did not. */
    public String getLastError() {
        return lastError;
    }

    Optional<java.security.PrivateKey> key() {
        return Optional.ofNullable(key);
    }

    @Override
    public String toString() {
        return "PrivateKey[" + (isRSA() ? "RSA" : isEC() ? "EC" : "none") + ", ***]";
    }
}
