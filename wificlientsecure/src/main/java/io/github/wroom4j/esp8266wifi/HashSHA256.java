package io.github.wroom4j.esp8266wifi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SHA-256 in the steps in which the core takes it (BH-5): {@link #begin}, {@link #add} …, {@link #end}, {@link #hash}.
 *
 * <p><b>Caveats:</b> without {@link #end} the hash is 32 zeros, not that of what was added; {@link #end} empties the
 * sum, so a second one gives the hash of nothing.
 */
public final class HashSHA256 {
    /** 2.16.840.1.101.3.4.2.1, after a byte with its length, as BearSSL's {@code BR_HASH_OID_SHA256}. */
    private static final byte[] OID = {9, 0x60, (byte) 0x86, 0x48, 1, 0x65, 3, 4, 2, 1};

    private static final int LENGTH = 32;

    private MessageDigest digest;
    private byte[] hash = new byte[LENGTH];

    /** Ready to {@link #begin}. */
    public HashSHA256() {
        begin();
    }

    /** Starts anew. */
    public void begin() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
        hash = new byte[LENGTH];
    }

    /** Adds the first {@code length} bytes. */
    public void add(byte[] data, int length) {
        digest.update(data, 0, length);
    }

    /** Ends; from now on {@link #hash} has it. */
    public void end() {
        hash = digest.digest();
    }

    /** 32 bytes. */
    public int len() {
        return LENGTH;
    }

    /** The hash after {@link #end}; zeros before it. */
    public byte[] hash() {
        return hash.clone();
    }

    /** The algorithm's object identifier, after a byte with its length. */
    public byte[] oid() {
        return Arrays.copyOf(OID, OID.length);
    }
}
