package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.tls.trust.PemFiles;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Collections;

/**
 * A private key, RSA or EC (BH-2): PEM {@code PRIVATE KEY} (PKCS#8, not encrypted), {@code RSA PRIVATE KEY} (PKCS#1),
 * {@code EC PRIVATE KEY} (SEC1), or their DER; also from PKCS#12 and a {@link KeyStore}. What cannot be read is neither
 * RSA nor EC. No text of this class ever shows the key. One thread at a time.
 *
 * <p><b>Caveats:</b> encrypted PEM is not read; decrypt it, or use PKCS#12. The key stays in the heap until it is
 * collected, unlike a key in a security module. A key that was not read gives no error by itself: look at {@link
 * #getLastError()}.
 */
public final class PrivateKey extends ParsedKey<java.security.PrivateKey> {
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

    /** Reads a stream to its end. */
    public PrivateKey(Stream stream) {
        parse(stream, -1);
    }

    /** Reads {@code size} bytes of a stream. */
    public PrivateKey(Stream stream, int size) {
        parse(stream, size);
    }

    /** The first key of a key store. */
    public static PrivateKey of(KeyStore store, char[] password) {
        var found = new PrivateKey();
        found.take(null, "the key store holds no private key");
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getKey(alias, password) instanceof java.security.PrivateKey secret) {
                    found.take(secret, "");
                    return found;
                }
            }
        } catch (GeneralSecurityException locked) {
            found.take(null, "the key store's key cannot be opened: wrong password?");
        }
        return found;
    }

    /**
     * The key of a PKCS#12 file.
     *
     * @throws IllegalArgumentException if the file cannot be opened
     */
    public static PrivateKey fromPkcs12(byte[] file, String password) {
        char[] given = (password == null ? "" : CString.of(password)).toCharArray();
        return of(PemFiles.pkcs12(file, given), given);
    }

    @Override
    java.security.PrivateKey read(byte[] derOrPem) {
        return PemFiles.privateKey(derOrPem);
    }

    public boolean isRSA() {
        return as(RSAPrivateKey.class) != null;
    }

    public boolean isEC() {
        return as(ECPrivateKey.class) != null;
    }

    @Override
    public String toString() {
        return "PrivateKey[" + (isRSA() ? "RSA" : isEC() ? "EC" : "none") + ", ***]";
    }
}
