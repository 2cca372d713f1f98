package io.github.wroom4j.tlswire;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cipher suite: its number and IANA's name, and what the name says.
 *
 * <p>Numbers that are not in the table are suites too: {@link #of} never fails, it names them {@code suite_0xNNNN}. The
 * table holds what servers and small clients of the last twenty years really negotiate, not the whole registry. Two
 * suites are equal when their numbers are.
 *
 * @param code the number on the wire, 16 bits
 * @param name IANA's name, as in {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
 */
public record CipherSuite(int code, String name) {
    private static final Map<Integer, CipherSuite> BY_CODE = new TreeMap<>();

    /** The four of SDK 1.3.0, in its order (espconn-sdk §8.2). */
    public static final CipherSuite RSA_AES128_SHA = known(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA");

    public static final CipherSuite RSA_AES256_SHA = known(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA");
    public static final CipherSuite RSA_RC4_SHA = known(0x0005, "TLS_RSA_WITH_RC4_128_SHA");
    public static final CipherSuite RSA_RC4_MD5 = known(0x0004, "TLS_RSA_WITH_RC4_128_MD5");

    /** Not suites but signals (RFC 5746, RFC 7507). */
    public static final CipherSuite EMPTY_RENEGOTIATION_INFO_SCSV = known(0x00FF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");

    public static final CipherSuite FALLBACK_SCSV = known(0x5600, "TLS_FALLBACK_SCSV");

    static {
        known(0x0000, "TLS_NULL_WITH_NULL_NULL");
        known(0x0001, "TLS_RSA_WITH_NULL_MD5");
        known(0x0002, "TLS_RSA_WITH_NULL_SHA");
        known(0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
        known(0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA");
        known(0x0009, "TLS_RSA_WITH_DES_CBC_SHA");
        known(0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
        known(0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA");
        known(0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
        known(0x0018, "TLS_DH_anon_WITH_RC4_128_MD5");
        known(0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA");
        known(0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA");
        known(0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA");
        known(0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA");
        known(0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
        known(0x003A, "TLS_DH_anon_WITH_AES_256_CBC_SHA");
        known(0x003B, "TLS_RSA_WITH_NULL_SHA256");
        known(0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256");
        known(0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256");
        known(0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA");
        known(0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA");
        known(0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256");
        known(0x006B, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256");
        known(0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA");
        known(0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA");
        known(0x008C, "TLS_PSK_WITH_AES_128_CBC_SHA");
        known(0x008D, "TLS_PSK_WITH_AES_256_CBC_SHA");
        known(0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA");
        known(0x0095, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA");
        known(0x0096, "TLS_RSA_WITH_SEED_CBC_SHA");
        known(0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256");
        known(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384");
        known(0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
        known(0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");
        known(0x00A8, "TLS_PSK_WITH_AES_128_GCM_SHA256");
        known(0x00A9, "TLS_PSK_WITH_AES_256_GCM_SHA384");
        known(0x00AE, "TLS_PSK_WITH_AES_128_CBC_SHA256");
        known(0x00AF, "TLS_PSK_WITH_AES_256_CBC_SHA384");
        known(0x00B6, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA256");
        known(0x00B7, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA384");
        known(0x1301, "TLS_AES_128_GCM_SHA256");
        known(0x1302, "TLS_AES_256_GCM_SHA384");
        known(0x1303, "TLS_CHACHA20_POLY1305_SHA256");
        known(0x1304, "TLS_AES_128_CCM_SHA256");
        known(0x1305, "TLS_AES_128_CCM_8_SHA256");
        known(0xC002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA");
        known(0xC003, "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA");
        known(0xC004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA");
        known(0xC005, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA");
        known(0xC007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA");
        known(0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA");
        known(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");
        known(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA");
        known(0xC00C, "TLS_ECDH_RSA_WITH_RC4_128_SHA");
        known(0xC00D, "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA");
        known(0xC00E, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA");
        known(0xC00F, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA");
        known(0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA");
        known(0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA");
        known(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
        known(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
        known(0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
        known(0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384");
        known(0xC025, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256");
        known(0xC026, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384");
        known(0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
        known(0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
        known(0xC029, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256");
        known(0xC02A, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384");
        known(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        known(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        known(0xC02D, "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256");
        known(0xC02E, "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384");
        known(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        known(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        known(0xC031, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256");
        known(0xC032, "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384");
        known(0xC035, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA");
        known(0xC036, "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA");
        known(0xC072, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256");
        known(0xC073, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384");
        known(0xC076, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256");
        known(0xC077, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384");
        known(0xC09C, "TLS_RSA_WITH_AES_128_CCM");
        known(0xC09D, "TLS_RSA_WITH_AES_256_CCM");
        known(0xC09E, "TLS_DHE_RSA_WITH_AES_128_CCM");
        known(0xC09F, "TLS_DHE_RSA_WITH_AES_256_CCM");
        known(0xC0A0, "TLS_RSA_WITH_AES_128_CCM_8");
        known(0xC0A1, "TLS_RSA_WITH_AES_256_CCM_8");
        known(0xC0AC, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM");
        known(0xC0AD, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM");
        known(0xC0AE, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8");
        known(0xC0AF, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8");
        known(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        known(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        known(0xCCAA, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        known(0xCCAB, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256");
        known(0xCCAC, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256");
    }

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the number has more than 16 bits
     */
    public CipherSuite {
        if (code < 0 || code > 0xFFFF) {
            throw new IllegalArgumentException("a cipher suite has 16 bits, not 0x" + Integer.toHexString(code));
        }
    }

    private static CipherSuite known(int code, String name) {
        var suite = new CipherSuite(code, name);
        BY_CODE.put(code, suite);
        return suite;
    }

    /**
     * The suite with this number; one that is not in the table is named {@code suite_0xNNNN}, or GREASE.
     *
     * @throws IllegalArgumentException if the number has more than 16 bits
     */
    public static CipherSuite of(int code) {
        var suite = BY_CODE.get(code);
        if (suite != null) {
            return suite;
        }
        return new CipherSuite(code, String.format(isGrease(code) ? "GREASE_0x%04X" : "suite_0x%04X", code));
    }

    /**
     * The suites with these numbers, in this order.
     *
     * @throws IllegalArgumentException if one has more than 16 bits
     */
    public static List<CipherSuite> of(int... codes) {
        return Arrays.stream(codes).mapToObj(CipherSuite::of).toList();
    }

    /**
     * The suite of this IANA name.
     *
     * @return the suite, or empty if the table does not have it
     */
    public static Optional<CipherSuite> named(String name) {
        return BY_CODE.values().stream().filter(s -> s.name.equals(name)).findFirst();
    }

    /** Every suite of the table, by number. */
    public static List<CipherSuite> all() {
        return List.copyOf(BY_CODE.values());
    }

    /** Whether a 16-bit number is one of RFC 8701's placeholders, which a peer must ignore. */
    public static boolean isGrease(int code) {
        return (code & 0x0F0F) == 0x0A0A && (code >> 8) == (code & 0xFF);
    }

    /** Whether it is a signal rather than a suite. */
    public boolean isSignal() {
        return name.endsWith("_SCSV");
    }

    /** Whether it belongs to TLS 1.3, where the suite says nothing of the key exchange. */
    public boolean isTls13() {
        return (code >> 8) == 0x13;
    }

    /**
     * Key exchange and authentication as the name has them: {@code RSA}, {@code DHE_RSA}, {@code ECDHE_ECDSA}; of a
     * TLS 1.3 suite {@code any}; empty for signals and unknown numbers.
     */
    public String keyExchange() {
        int with = name.indexOf("_WITH_");
        if (with > 0) {
            return name.substring("TLS_".length(), with);
        }
        return isTls13() && BY_CODE.containsKey(code) ? "any" : "";
    }

    /** The cipher as the name has it: {@code AES_128_CBC}, {@code RC4_128}; empty for signals and unknown numbers. */
    public String cipher() {
        var rest = cipherAndMac();
        int last = rest.lastIndexOf('_');
        return hasMac(rest) ? rest.substring(0, last) : rest;
    }

    /**
     * The hash that the name ends in: the record MAC of a CBC or stream suite, the PRF's hash of an AEAD one; empty
     * where the name has none.
     */
    public String mac() {
        var rest = cipherAndMac();
        return hasMac(rest) ? rest.substring(rest.lastIndexOf('_') + 1) : "";
    }

    private String cipherAndMac() {
        int with = name.indexOf("_WITH_");
        if (with > 0) {
            return name.substring(with + "_WITH_".length());
        }
        return isTls13() && BY_CODE.containsKey(code) ? name.substring("TLS_".length()) : "";
    }

    private static boolean hasMac(String rest) {
        return rest.endsWith("_MD5") || rest.endsWith("_SHA") || rest.endsWith("_SHA256") || rest.endsWith("_SHA384");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CipherSuite that && that.code == code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return name;
    }
}
