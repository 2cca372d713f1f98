package io.github.wroom4j.mock.tls;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The pseudo-random function of TLS 1.0 and 1.1: P_MD5 of one half of the secret, XOR P_SHA1 of the other (RFC 4346 §5). */
final class Prf10 {
    private Prf10() {}

    static byte[] expand(byte[] secret, String label, byte[] seed, int length) {
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        var labelled = new byte[name.length + seed.length];
        System.arraycopy(name, 0, labelled, 0, name.length);
        System.arraycopy(seed, 0, labelled, name.length, seed.length);
        int half = (secret.length + 1) / 2;
        byte[] md5 = hash(new MD5Digest(), secret, 0, half, labelled, length);
        byte[] sha1 = hash(new SHA1Digest(), secret, secret.length - half, half, labelled, length);
        for (int i = 0; i < length; i++) {
            md5[i] ^= sha1[i];
        }
        return md5;
    }

    private static byte[] hash(Digest digest, byte[] secret, int from, int length, byte[] seed, int wanted) {
        var mac = new HMac(digest);
        mac.init(new KeyParameter(secret, from, length));
        var out = new byte[wanted];
        byte[] a = seed;
        var block = new byte[mac.getMacSize()];
        for (int at = 0; at < wanted; at += block.length) {
            mac.update(a, 0, a.length);
            a = new byte[mac.getMacSize()];
            mac.doFinal(a, 0);
            mac.update(a, 0, a.length);
            mac.update(seed, 0, seed.length);
            mac.doFinal(block, 0);
            System.arraycopy(block, 0, out, at, Math.min(block.length, wanted - at));
        }
        return out;
    }
}
