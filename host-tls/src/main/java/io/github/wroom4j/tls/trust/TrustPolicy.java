package io.github.wroom4j.tls.trust;

import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;

/** Whom to believe. Exactly one of these holds for a connection (TLS-2). */
public sealed interface TrustPolicy {

    /**
     * Nothing was configured: refused before TCP (TLS-1).
     *
     * @param why what was given and could not be used; empty where nothing was
     */
    record Unset(String why) implements TrustPolicy {
        public Unset() {
            this("");
        }
    }

    /** Anyone who owns the key of the certificate they show (TLS-3). */
    record Insecure() implements TrustPolicy {}

    /** The leaf certificate with this SHA-1; no date, no name (TLS-4). */
    record Fingerprint(byte[] sha1) implements TrustPolicy {
        public Fingerprint {
            if (sha1.length != 20) {
                throw new IllegalArgumentException("a SHA-1 fingerprint has 20 bytes, not " + sha1.length);
            }
            sha1 = sha1.clone();
        }

        @Override
        public byte[] sha1() {
            return sha1.clone();
        }

        @Override
        public String toString() {
            return "Fingerprint[" + HexFormat.ofDelimiter(":").formatHex(sha1) + "]";
        }
    }

    /**
     * One of several SHA-256 pins: of the leaf certificate, or of its public key (SPKI). More than one, so that a
     * backup pin can wait for the day the key changes. No date, no name.
     */
    record Pins(List<byte[]> certificates, List<byte[]> keys) implements TrustPolicy {
        public Pins {
            certificates = List.copyOf(certificates);
            keys = List.copyOf(keys);
            for (List<byte[]> pins : List.of(certificates, keys)) {
                for (byte[] pin : pins) {
                    if (pin.length != 32) {
                        throw new IllegalArgumentException("a SHA-256 pin has 32 bytes, not " + pin.length);
                    }
                }
            }
            if (certificates.isEmpty() && keys.isEmpty()) {
                throw new IllegalArgumentException("no pin was given");
            }
        }
    }

    /** A leaf whose issuer is its own subject; nothing else is looked at (TLS-5). */
    record SelfSigned() implements TrustPolicy {}

    /**
     * This key, whatever the certificate says (TLS-6).
     *
     * @param keyExchange the key may be used for RSA key exchange
     * @param signing the key may be used for signatures
     */
    record KnownKey(PublicKey key, boolean keyExchange, boolean signing) implements TrustPolicy {}

    /**
     * A chain to one of these anchors, with dates and host name (TLS-7, TLS-8).
     *
     * @param anchors anchors at hand
     * @param store more anchors, by name
     * @param mostIntermediates how many intermediate authorities a chain may have, self-issued ones not counted
     * @param strict anchors are name and key only, and BearSSL's laxer rules hold where this project is stricter
     */
    record Anchors(List<TrustAnchorKey> anchors, AnchorSource store, int mostIntermediates, boolean strict)
            implements TrustPolicy {
        /** More than any public chain has. */
        public static final int MOST_INTERMEDIATES = 8;

        public Anchors {
            anchors = List.copyOf(anchors);
        }

        /** With {@link #MOST_INTERMEDIATES}. */
        public Anchors(List<TrustAnchorKey> anchors, AnchorSource store, boolean strict) {
            this(anchors, store, MOST_INTERMEDIATES, strict);
        }
    }

    /** What the module itself holds: CA certificates flashed into it. Only for TLS in the module. */
    record ModuleStore() implements TrustPolicy {}

    /** Whether it says anything at all. */
    default boolean isSet() {
        return !(this instanceof Unset);
    }
}
