package io.github.wroom4j.tlswire;

/**
 * A group for key exchange (the registry that was once called elliptic curves); unknown numbers are groups too.
 *
 * @param code the number on the wire, 16 bits
 */
public record NamedGroup(int code) {
    public static final NamedGroup SECP256R1 = new NamedGroup(23);
    public static final NamedGroup SECP384R1 = new NamedGroup(24);
    public static final NamedGroup SECP521R1 = new NamedGroup(25);
    public static final NamedGroup X25519 = new NamedGroup(29);
    public static final NamedGroup X448 = new NamedGroup(30);

    /** The name in IANA's registry, or the number. */
    public String label() {
        return switch (code) {
            case 19 -> "secp192r1";
            case 21 -> "secp224r1";
            case 22 -> "secp256k1";
            case 23 -> "secp256r1";
            case 24 -> "secp384r1";
            case 25 -> "secp521r1";
            case 26 -> "brainpoolP256r1";
            case 27 -> "brainpoolP384r1";
            case 28 -> "brainpoolP512r1";
            case 29 -> "x25519";
            case 30 -> "x448";
            case 256 -> "ffdhe2048";
            case 257 -> "ffdhe3072";
            case 258 -> "ffdhe4096";
            case 4588 -> "X25519MLKEM768";
            default -> (CipherSuite.isGrease(code) ? "GREASE " : "group ") + String.format("0x%04X", code);
        };
    }

    @Override
    public String toString() {
        return label();
    }
}
