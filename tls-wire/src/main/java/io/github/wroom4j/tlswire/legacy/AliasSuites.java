package io.github.wroom4j.tlswire.legacy;

import java.util.Arrays;
import org.bouncycastle.tls.CipherSuite;

/**
 * The RC4 suites and the numbers under which Bouncy Castle runs them: same key exchange, same PRF, and an encryption
 * algorithm that {@link LegacyCrypto} answers with RC4.
 *
 * <p>The aliases themselves are refused on the wire: a peer that names one of them means a suite that we do not have.
 */
public final class AliasSuites {
    private static final int RC4_SHA = CipherSuite.TLS_RSA_WITH_RC4_128_SHA;
    private static final int RC4_MD5 = CipherSuite.TLS_RSA_WITH_RC4_128_MD5;

    // NULL_MD5 would be the natural partner of RC4_MD5, but Bouncy Castle drops it too (java-ecosystem §3b)
    private static final int ALIAS_SHA = CipherSuite.TLS_RSA_WITH_NULL_SHA;
    private static final int ALIAS_MD5 = CipherSuite.TLS_RSA_WITH_CAMELLIA_256_CBC_SHA;

    /** A number that no suite has, for what must not be negotiated. */
    private static final int NONE = 0xFFFF;

    private AliasSuites() {}

    /** What a number on the wire is called inside Bouncy Castle. */
    public static int inside(int wire) {
        return switch (wire) {
            case RC4_SHA -> ALIAS_SHA;
            case RC4_MD5 -> ALIAS_MD5;
            case ALIAS_SHA, ALIAS_MD5 -> NONE;
            default -> wire;
        };
    }

    /** What a number inside Bouncy Castle is on the wire. */
    public static int onWire(int inside) {
        return switch (inside) {
            case ALIAS_SHA -> RC4_SHA;
            case ALIAS_MD5 -> RC4_MD5;
            default -> inside;
        };
    }

    /** {@link #inside(int)} of each. */
    public static int[] inside(int[] wire) {
        return Arrays.stream(wire).map(AliasSuites::inside).toArray();
    }

    /** {@link #onWire(int)} of each. */
    public static int[] onWire(int[] inside) {
        return Arrays.stream(inside).map(AliasSuites::onWire).toArray();
    }
}
