package io.github.wroom4j.tlswire.legacy;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.MACAlgorithm;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Bouncy Castle's lightweight crypto with RC4 in the place of the two algorithms that {@link AliasSuites} borrows. */
public final class LegacyCrypto extends BcTlsCrypto {

    /** With randomness from there. */
    public LegacyCrypto(SecureRandom random) {
        super(random);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
        return switch (encryption) {
            case EncryptionAlgorithm.NULL -> rc4(parameters, MACAlgorithm.hmac_sha1);
            case EncryptionAlgorithm.CAMELLIA_256_CBC -> rc4(parameters, MACAlgorithm.hmac_md5);
            default -> super.createCipher(parameters, encryption, mac);
        };
    }

    private Rc4Cipher rc4(TlsCryptoParameters parameters, int mac) throws IOException {
        return new Rc4Cipher(parameters, createHMAC(mac), createHMAC(mac));
    }
}
