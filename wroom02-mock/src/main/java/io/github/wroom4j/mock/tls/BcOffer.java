package io.github.wroom4j.mock.tls;

import org.bouncycastle.tls.ProtocolVersion;

/**
 * How Bouncy Castle's client is to look: what a newer library of the module's offers and can take.
 *
 * @param versions the versions it can agree to, highest first
 * @param suites its suites in order
 * @param groups whether it names groups for ECDHE
 * @param extras whether it offers encrypt-then-MAC, the extended master secret and session tickets
 * @param wholeMessages whether a handshake message must fit the buffer as a record must
 * @param rsaHashes the hashes that it takes with RSA, strongest first, by their numbers; null for Bouncy Castle's own list
 */
record BcOffer(
        ProtocolVersion[] versions,
        int[] suites,
        boolean groups,
        boolean extras,
        boolean wholeMessages,
        short[] rsaHashes) {
    /** Header, IV, MAC and padding that a record may add to its plaintext. */
    private static final int OVERHEAD = 325;

    /** The longest record body for a buffer of that size. */
    static int limit(int bufferSize) {
        return bufferSize + OVERHEAD;
    }

    static ProtocolVersion[] upTo12() {
        return new ProtocolVersion[] {ProtocolVersion.TLSv12, ProtocolVersion.TLSv11, ProtocolVersion.TLSv10};
    }
}
