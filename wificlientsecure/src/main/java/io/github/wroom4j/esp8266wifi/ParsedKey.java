package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.Stream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Arrays;
import java.util.Optional;

/** A key that a sketch hands over as text, bytes or stream; what cannot be read leaves it empty, and it says why. */
abstract sealed class ParsedKey<K extends Key> permits PublicKey, PrivateKey {
    private K key;
    private String lastError = "";

    /** Reads DER or PEM, or throws an {@link IllegalArgumentException} that holds no key material. */
    abstract K read(byte[] derOrPem);

    /** Reads PEM; false if that fails. */
    public boolean parse(String pem) {
        return parse((pem == null ? "" : CString.of(pem)).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads DER or PEM; false if that fails, and then there is no key. */
    public boolean parse(byte[] derOrPem) {
        key = null;
        lastError = "";
        try {
            key = read(derOrPem);
            return true;
        } catch (IllegalArgumentException unreadable) {
            lastError = unreadable.getMessage();
            return false;
        }
    }

    /** Reads the first {@code length} bytes; false if that fails. */
    public boolean parse(byte[] derOrPem, int length) {
        return parse(Arrays.copyOf(derOrPem, length));
    }

    final void parse(Stream stream, int size) {
        parse(KeyBytes.of(stream, size));
    }

    /** Takes a key that was read elsewhere, or the reason why there is none. */
    final void take(K found, String whyNot) {
        key = found;
        lastError = whyNot;
    }

    /** Why the last reading failed; empty if it did not. */
    public String getLastError() {
        return lastError;
    }

    final Optional<K> key() {
        return Optional.ofNullable(key);
    }

    /** The key if it is of that kind, else null. */
    final <T> T as(Class<T> kind) {
        return kind.isInstance(key) ? kind.cast(key) : null;
    }
}
