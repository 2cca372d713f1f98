package io.github.wroom4j.esp8266wifi;

import java.util.HexFormat;
import java.util.Optional;

/** Reads SHA-1 fingerprints as sketches write them. */
final class Fingerprints {
    private Fingerprints() {}

    /** 20 pairs of hex digits, after each any number of blanks or colons; empty for anything else (TLS-4). */
    static Optional<byte[]> parse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        byte[] bytes = new byte[20];
        int at = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (at + 2 > text.length()) {
                return Optional.empty();
            }
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high < 0 || low < 0 || text.charAt(at) > 127 || text.charAt(at + 1) > 127) {
                return Optional.empty();
            }
            bytes[i] = (byte) (high << 4 | low);
            at += 2;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ':')) {
                at++;
            }
        }
        return at == text.length() ? Optional.of(bytes) : Optional.empty();
    }

    /** As it is read: pairs with colons between. */
    static String written(byte[] fingerprint) {
        return HexFormat.ofDelimiter(":").formatHex(fingerprint);
    }
}
