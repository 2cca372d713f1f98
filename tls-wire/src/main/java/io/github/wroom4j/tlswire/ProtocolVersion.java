package io.github.wroom4j.tlswire;

import java.util.List;

/**
 * A protocol version as the wire writes it; unknown ones (drafts, GREASE, rubbish) are versions too.
 *
 * @param code major and minor in 16 bits, as in {@code 0x0303} for TLS 1.2
 */
public record ProtocolVersion(int code) implements Comparable<ProtocolVersion> {
    public static final ProtocolVersion SSL_3_0 = new ProtocolVersion(0x0300);
    public static final ProtocolVersion TLS_1_0 = new ProtocolVersion(0x0301);
    public static final ProtocolVersion TLS_1_1 = new ProtocolVersion(0x0302);
    public static final ProtocolVersion TLS_1_2 = new ProtocolVersion(0x0303);
    public static final ProtocolVersion TLS_1_3 = new ProtocolVersion(0x0304);

    /** The five that were ever deployed, oldest first. */
    public static final List<ProtocolVersion> ALL = List.of(SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the number has more than 16 bits
     */
    public ProtocolVersion {
        if (code < 0 || code > 0xFFFF) {
            throw new IllegalArgumentException("a protocol version has 16 bits, not 0x" + Integer.toHexString(code));
        }
    }

    /** The name users write: {@code TLS 1.2}; of an unknown one, its number. */
    public String label() {
        return switch (code) {
            case 0x0300 -> "SSL 3.0";
            case 0x0301 -> "TLS 1.0";
            case 0x0302 -> "TLS 1.1";
            case 0x0303 -> "TLS 1.2";
            case 0x0304 -> "TLS 1.3";
            default -> (CipherSuite.isGrease(code) ? "GREASE " : "version ") + String.format("0x%04X", code);
        };
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return Integer.compare(code, other.code);
    }

    @Override
    public String toString() {
        return label();
    }
}
