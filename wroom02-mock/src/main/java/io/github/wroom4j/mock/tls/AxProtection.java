package io.github.wroom4j.mock.tls;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CBCModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Encrypts or decrypts the records of one direction: MAC, then pad, then encrypt, as TLS 1.0 and 1.1 do. */
final class AxProtection {
    private static final int BLOCK = 16;

    private final AxSuite suite;
    private final int version;
    private final boolean encrypt;
    private final Random random;
    private final HMac mac;
    private final KeyParameter key;
    private CBCModeCipher aes;
    private RC4Engine rc4;
    private long sequence;

    AxProtection(
            AxSuite suite, int version, boolean encrypt, byte[] macKey, byte[] cipherKey, byte[] iv, Random random) {
        this.suite = suite;
        this.version = version;
        this.encrypt = encrypt;
        this.random = random;
        this.key = new KeyParameter(cipherKey);
        mac = new HMac(suite.macLength() == 16 ? new MD5Digest() : new SHA1Digest());
        mac.init(new KeyParameter(macKey));
        if (suite.isCbc()) {
            aes = CBCBlockCipher.newInstance(AESEngine.newInstance());
            aes.init(encrypt, new ParametersWithIV(key, iv)); // TLS 1.0 chains from here; 1.1 starts anew per record
        } else {
            rc4 = new RC4Engine();
            rc4.init(encrypt, key);
        }
    }

    private boolean hasExplicitIv() {
        return suite.isCbc() && version >= 0x0302;
    }

    /** The record's body. */
    byte[] seal(int type, byte[] data, int from, int length) {
        byte[] tag = tag(type, data, from, length);
        int plain = length + tag.length;
        int padding = suite.isCbc() ? BLOCK - plain % BLOCK : 0;
        var body = new byte[plain + padding];
        System.arraycopy(data, from, body, 0, length);
        System.arraycopy(tag, 0, body, length, tag.length);
        Arrays.fill(body, plain, body.length, (byte) (padding - 1));
        if (!suite.isCbc()) {
            rc4.processBytes(body, 0, body.length, body, 0);
            return body;
        }
        if (!hasExplicitIv()) {
            return blocks(body, 0);
        }
        var iv = new byte[BLOCK];
        random.nextBytes(iv);
        aes.init(encrypt, new ParametersWithIV(key, iv));
        byte[] sealed = blocks(body, 0);
        var record = Arrays.copyOf(iv, BLOCK + sealed.length);
        System.arraycopy(sealed, 0, record, BLOCK, sealed.length);
        return record;
    }

    /** The plaintext, or null if the record was not made with our keys: wrong length, padding or MAC. */
    byte[] open(int type, byte[] body) {
        byte[] plain;
        int padding = 0;
        if (suite.isCbc()) {
            int from = hasExplicitIv() ? BLOCK : 0;
            if (body.length % BLOCK != 0 || body.length < from + BLOCK) {
                return null;
            }
            if (hasExplicitIv()) {
                aes.init(encrypt, new ParametersWithIV(key, body, 0, BLOCK));
            }
            plain = blocks(body, from);
            padding = (plain[plain.length - 1] & 0xFF) + 1;
        } else {
            plain = body.clone();
            rc4.processBytes(plain, 0, plain.length, plain, 0);
        }
        int length = plain.length - padding - suite.macLength();
        if (length < 0) {
            return null;
        }
        byte[] tag = tag(type, plain, 0, length);
        return Arrays.equals(tag, 0, tag.length, plain, length, length + tag.length)
                ? Arrays.copyOf(plain, length)
                : null;
    }

    private byte[] blocks(byte[] in, int from) {
        var out = new byte[in.length - from];
        for (int at = 0; at < out.length; at += BLOCK) {
            aes.processBlock(in, from + at, out, at);
        }
        return out;
    }

    private byte[] tag(int type, byte[] data, int from, int length) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            mac.update((byte) (sequence >> shift));
        }
        sequence++;
        mac.update((byte) type);
        mac.update((byte) (version >> 8));
        mac.update((byte) version);
        mac.update((byte) (length >> 8));
        mac.update((byte) length);
        mac.update(data, from, length);
        var tag = new byte[mac.getMacSize()];
        mac.doFinal(tag, 0);
        return tag;
    }
}
