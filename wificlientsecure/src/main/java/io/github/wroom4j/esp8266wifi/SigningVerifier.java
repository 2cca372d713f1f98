package io.github.wroom4j.esp8266wifi;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Checks signatures over a SHA-256 with a public key (BH-5): RSA by PKCS#1 1.5, EC by ECDSA with the two numbers side by
 * side, as BearSSL has them, or in DER, as openssl writes them. One thread at a time.
 *
 * <p><b>Caveats:</b> SHA-256 only. It says that the key signed the hash, not whose key it is nor how old the signature
 * is. A hash that was not ended is 32 zeros and verifies nothing that was really signed.
 */
public final class SigningVerifier {
    private static final int SEQUENCE = 0x30;

    private final PublicKey key;

    /** With this key; a key that was not read verifies nothing. */
    public SigningVerifier(PublicKey key) {
        this.key = key;
    }

    /** Bytes of a signature; 0 without a key. */
    public int length() {
        if (key == null || key.key().isEmpty()) {
            return 0;
        }
        return key.isRSA()
                ? (key.getRSA().getModulus().bitLength() + 7) / 8
                : (key.getEC().getParams().getOrder().bitLength() + 7) / 8 * 2;
    }

    /** Whether the first {@code length} bytes are this key's signature over that hash; false for everything amiss. */
    public boolean verify(HashSHA256 hash, byte[] signature, int length) {
        if (hash == null || signature == null || length < 1 || length > signature.length || length() == 0) {
            return false;
        }
        byte[] bytes = Arrays.copyOf(signature, length);
        try {
            return key.isRSA() ? rsa(key.getRSA(), hash, bytes) : ec(key.getEC(), hash, bytes);
        } catch (GeneralSecurityException notOne) {
            return false;
        }
    }

    private boolean rsa(RSAPublicKey rsa, HashSHA256 hash, byte[] signature) throws GeneralSecurityException {
        if (signature.length != length()) {
            return false;
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, rsa);
        return MessageDigest.isEqual(cipher.doFinal(signature), digestInfo(hash));
    }

    /** RFC 8017 §9.2: SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }. */
    private static byte[] digestInfo(HashSHA256 hash) {
        byte[] oid = hash.oid();
        var der = new ByteArrayOutputStream();
        der.writeBytes(
                new byte[] {SEQUENCE, (byte) (oid.length + 7 + hash.len()), SEQUENCE, (byte) (oid.length + 3), 6});
        der.writeBytes(oid);
        der.writeBytes(new byte[] {5, 0, 4, (byte) hash.len()});
        der.writeBytes(hash.hash());
        return der.toByteArray();
    }

    private boolean ec(ECPublicKey ec, HashSHA256 hash, byte[] signature) throws GeneralSecurityException {
        Signature check =
                Signature.getInstance(signature.length == length() ? "NONEwithECDSAinP1363Format" : "NONEwithECDSA");
        check.initVerify(ec);
        check.update(hash.hash());
        return check.verify(signature);
    }
}
