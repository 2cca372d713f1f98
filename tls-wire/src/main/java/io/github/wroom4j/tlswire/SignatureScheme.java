package io.github.wroom4j.tlswire;

/**
 * A signature scheme, or in TLS 1.2's older reading a pair of hash and signature; unknown numbers are schemes too.
 *
 * @param code the number on the wire, 16 bits
 */
public record SignatureScheme(int code) {

    /** The name in IANA's registry, or the number. */
    public String label() {
        return switch (code) {
            case 0x0101 -> "rsa_pkcs1_md5";
            case 0x0201 -> "rsa_pkcs1_sha1";
            case 0x0202 -> "dsa_sha1";
            case 0x0203 -> "ecdsa_sha1";
            case 0x0301 -> "rsa_pkcs1_sha224";
            case 0x0303 -> "ecdsa_sha224";
            case 0x0401 -> "rsa_pkcs1_sha256";
            case 0x0403 -> "ecdsa_secp256r1_sha256";
            case 0x0501 -> "rsa_pkcs1_sha384";
            case 0x0503 -> "ecdsa_secp384r1_sha384";
            case 0x0601 -> "rsa_pkcs1_sha512";
            case 0x0603 -> "ecdsa_secp521r1_sha512";
            case 0x0804 -> "rsa_pss_rsae_sha256";
            case 0x0805 -> "rsa_pss_rsae_sha384";
            case 0x0806 -> "rsa_pss_rsae_sha512";
            case 0x0807 -> "ed25519";
            case 0x0808 -> "ed448";
            case 0x0809 -> "rsa_pss_pss_sha256";
            case 0x080A -> "rsa_pss_pss_sha384";
            case 0x080B -> "rsa_pss_pss_sha512";
            default -> (CipherSuite.isGrease(code) ? "GREASE " : "scheme ") + String.format("0x%04X", code);
        };
    }

    @Override
    public String toString() {
        return label();
    }
}
