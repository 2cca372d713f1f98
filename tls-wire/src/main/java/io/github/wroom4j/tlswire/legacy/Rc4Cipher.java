package io.github.wroom4j.tlswire.legacy;

import java.io.IOException;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.TlsHMAC;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.bouncycastle.tls.crypto.impl.TlsSuiteHMac;
import org.bouncycastle.util.Arrays;

/** RC4 with 128-bit keys and an HMAC: a stream cipher whose state runs on from record to record (RFC 5246 §6.2.3.1). */
final class Rc4Cipher implements TlsCipher {
    private static final int KEY = 16;

    private final TlsSuiteHMac writeMac;
    private final TlsSuiteHMac readMac;
    private final RC4Engine write = new RC4Engine();
    private final RC4Engine read = new RC4Engine();

    Rc4Cipher(TlsCryptoParameters parameters, TlsHMAC clientMac, TlsHMAC serverMac) {
        int mac = clientMac.getMacLength();
        byte[] keys = TlsImplUtils.calculateKeyBlock(parameters, 2 * mac + 2 * KEY);
        clientMac.setKey(keys, 0, mac);
        serverMac.setKey(keys, mac, mac);
        var clientKey = new KeyParameter(keys, 2 * mac, KEY);
        var serverKey = new KeyParameter(keys, 2 * mac + KEY, KEY);
        boolean server = parameters.isServer();
        writeMac = new TlsSuiteHMac(parameters, server ? serverMac : clientMac);
        readMac = new TlsSuiteHMac(parameters, server ? clientMac : serverMac);
        write.init(true, server ? serverKey : clientKey);
        read.init(false, server ? clientKey : serverKey);
        Arrays.fill(keys, (byte) 0);
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequence, short type, ProtocolVersion version, int header, byte[] plain, int from, int length) {
        byte[] mac = writeMac.calculateMac(sequence, type, null, plain, from, length);
        byte[] record = new byte[header + length + mac.length];
        write.processBytes(plain, from, length, record, header);
        write.processBytes(mac, 0, mac.length, record, header + length);
        return new TlsEncodeResult(record, 0, record.length, type);
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequence, short type, ProtocolVersion version, byte[] cipher, int from, int length)
            throws IOException {
        int plain = length - readMac.getSize();
        if (plain < 0) {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        }
        byte[] clear = new byte[length];
        read.processBytes(cipher, from, length, clear, 0);
        byte[] expected = readMac.calculateMac(sequence, type, null, clear, 0, plain);
        if (!Arrays.constantTimeAreEqual(expected.length, expected, 0, clear, plain)) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac);
        }
        return new TlsDecodeResult(clear, 0, plain, type);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return plaintextLimit + readMac.getSize();
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return plaintextLimit + writeMac.getSize();
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return ciphertextLimit - readMac.getSize();
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return ciphertextLimit - writeMac.getSize();
    }

    @Override
    public void rekeyDecoder() throws IOException {
        throw new TlsFatalAlert(AlertDescription.internal_error); // TLS 1.3 only
    }

    @Override
    public void rekeyEncoder() throws IOException {
        throw new TlsFatalAlert(AlertDescription.internal_error); // TLS 1.3 only
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return false;
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return false;
    }
}
