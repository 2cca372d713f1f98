package io.github.wroom4j.mock.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.util.BigIntegers;

/** One connection of {@link AxTls}: the client's side of TLS 1.1 or 1.0 as espconn-sdk §8 describes it. */
final class AxTlsClient extends AxTlsConnection {
    private List<byte[]> chain = List.of();
    private RSAPublicKey serverKey;
    private boolean certificateAsked;

    AxTlsClient(TlsWish wish, TlsStack.ByteSink toPeer, TlsEvents events) {
        super(wish, toPeer, events, true);
    }

    /** The 56 bytes of espconn-sdk §8.2. */
    void sayHello() {
        wish.random().nextBytes(clientRandom);
        Arrays.fill(clientRandom, 0, 4, (byte) 0); // gmt_unix_time is literally zero
        var body = new ByteArrayOutputStream();
        put16(body, TLS_1_1);
        body.writeBytes(clientRandom);
        body.write(0); // no session to resume
        put16(body, 2 * AxSuite.values().length);
        for (AxSuite suite : AxSuite.values()) {
            put16(body, suite.code());
        }
        body.write(1);
        body.write(0); // null compression; no extensions block follows
        hello = sendHandshake(CLIENT_HELLO, body.toByteArray());
    }

    @Override
    int message(int type, byte[] body, byte[] expected) {
        try {
            if (type == SERVER_HELLO && expect == Expect.SERVER_HELLO) {
                return serverHello(body);
            }
            if (type == CERTIFICATE && expect == Expect.CERTIFICATE) {
                return certificate(body);
            }
            if (type == CERTIFICATE_REQUEST && expect == Expect.HELLO_DONE) {
                certificateAsked = true;
                return AxtlsResult.OK;
            }
            if (type == SERVER_HELLO_DONE && expect == Expect.HELLO_DONE) {
                return answer();
            }
            if (type == FINISHED && expect == Expect.FINISHED) {
                return finished(body, expected);
            }
            if (type == HELLO_REQUEST) {
                return isEstablished()
                        ? fail(AxtlsResult.NO_CLIENT_RENEGOTIATION, "the server asked to renegotiate")
                        : AxtlsResult.OK;
            }
            return fail(
                    AxtlsResult.INVALID_HANDSHAKE,
                    type == 12
                            ? "the server sent a ServerKeyExchange: this library knows RSA key exchange only"
                            : "handshake message " + type + " where " + expect + " was due");
        } catch (ArrayIndexOutOfBoundsException e) {
            return fail(AxtlsResult.INVALID_HANDSHAKE, "handshake message " + type + " ends too early");
        }
    }

    private int serverHello(byte[] body) {
        int theirs = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        version = Math.min(theirs, TLS_1_1); // newer is clamped rather than refused (espconn-sdk §8.3)
        versionKnown = true;
        serverRandom = Arrays.copyOfRange(body, 2, 34);
        int session = body[34] & 0xFF;
        if (session > 32) {
            return fail(AxtlsResult.INVALID_SESSION, "a session id of " + session + " bytes");
        }
        suiteByte = body[35 + session + 1] & 0xFF; // the low byte only, and not compared with the offer
        expect = Expect.CERTIFICATE;
        return AxtlsResult.OK;
    }

    private int certificate(byte[] body) {
        var ders = new ArrayList<byte[]>();
        int total = (body[0] & 0xFF) << 16 | (body[1] & 0xFF) << 8 | body[2] & 0xFF;
        for (int at = 3; at < 3 + total; ) {
            int length = (body[at] & 0xFF) << 16 | (body[at + 1] & 0xFF) << 8 | body[at + 2] & 0xFF;
            if (length > body.length - at - 3) {
                return fail(AxtlsResult.INVALID_HANDSHAKE, "a certificate is longer than its message");
            }
            ders.add(Arrays.copyOfRange(body, at + 3, at + 3 + length));
            at += 3 + length;
        }
        chain = List.copyOf(ders.subList(0, Math.min(ders.size(), AxCertificates.KEPT)));
        events.chain(chain);
        List<X509Certificate> parsed = AxCertificates.parse(chain);
        if (parsed == null || parsed.isEmpty()) {
            return fail(AxtlsResult.BAD_CERTIFICATE, "a certificate is not RSA with MD5, SHA-1 or SHA-2");
        }
        if (wish.verification() == TlsWish.Verification.AUTHORITY) {
            parsed.forEach(c -> events.computing(AxCertificates.bytes((RSAPublicKey) c.getPublicKey())));
            int code = AxCertificates.verify(parsed, wish.authorities(), wish.uptimeMicros());
            if (code != 0) {
                return fail(AxtlsResult.X509_OFFSET + code, "certificate refused: " + AxtlsResult.x509(code));
            }
        }
        serverKey = (RSAPublicKey) parsed.get(0).getPublicKey();
        expect = Expect.HELLO_DONE;
        return AxtlsResult.OK;
    }

    /** What was asked of a certificate, ClientKeyExchange, ChangeCipherSpec, Finished: a record each. */
    private int answer() {
        RSAKeyParameters ownKey = certificateAsked ? ownKey() : null;
        if (certificateAsked) {
            sendHandshake(CERTIFICATE, certificates(ownKey == null ? List.of() : wish.clientChain()));
        }
        AxSuite suite = AxSuite.of(suiteByte);
        if (suite == null) {
            return fail(AxtlsResult.NOT_OK, "the server chose suite 0x" + Integer.toHexString(suiteByte));
        }
        var premaster = new byte[48];
        wish.random().nextBytes(premaster);
        premaster[0] = (byte) (TLS_1_1 >> 8);
        premaster[1] = (byte) TLS_1_1;
        byte[] sealed = encrypt(premaster);
        var body = new ByteArrayOutputStream();
        put16(body, sealed.length);
        body.writeBytes(sealed);
        sendHandshake(CLIENT_KEY_EXCHANGE, body.toByteArray());
        if (ownKey != null) {
            sendHandshake(CERTIFICATE_VERIFY, signature(ownKey));
        }
        makeKeys(suite, premaster);
        sendFinished();
        expect = Expect.CHANGE_CIPHER_SPEC;
        return AxtlsResult.OK;
    }

    /** The key to prove something with: none in 1.3.0, and none that is not RSA; then the list of certificates is empty. */
    private RSAKeyParameters ownKey() {
        if (wish.clientChain().isEmpty() || wish.clientKey().isEmpty()) {
            return null;
        }
        try {
            return BcClient.key(wish.clientKey().get()) instanceof RSAKeyParameters rsa ? rsa : null;
        } catch (IOException e) {
            return null; // what was flashed is no key
        }
    }

    private static byte[] certificates(List<byte[]> ders) {
        var list = new ByteArrayOutputStream();
        for (byte[] der : ders) {
            list.write(der.length >> 16);
            put16(list, der.length);
            list.writeBytes(der);
        }
        var body = new ByteArrayOutputStream();
        body.write(list.size() >> 16);
        put16(body, list.size());
        body.writeBytes(list.toByteArray());
        return body.toByteArray();
    }

    /** PKCS#1 1.5, block type 1, over the two hashes without a DigestInfo (RFC 4346 §7.4.8). */
    private byte[] signature(RSAKeyParameters key) {
        int size = (key.getModulus().bitLength() + 7) / 8;
        events.computing(size);
        byte[] hashes = hashes();
        var block = new byte[size];
        Arrays.fill(block, 1, size - hashes.length - 1, (byte) 0xFF);
        block[1] = 1;
        System.arraycopy(hashes, 0, block, size - hashes.length, hashes.length);
        byte[] signed = BigIntegers.asUnsignedByteArray(
                size, new BigInteger(1, block).modPow(key.getExponent(), key.getModulus()));
        var body = new ByteArrayOutputStream();
        put16(body, size);
        body.writeBytes(signed);
        return body.toByteArray();
    }

    /** PKCS#1 1.5, block type 2. */
    private byte[] encrypt(byte[] secret) {
        int size = AxCertificates.bytes(serverKey);
        events.computing(size);
        var block = new byte[size];
        block[1] = 2;
        for (int i = 2; i < size - secret.length - 1; i++) {
            block[i] = (byte) (1 + wish.random().nextInt(255));
        }
        System.arraycopy(secret, 0, block, size - secret.length, secret.length);
        byte[] number = new BigInteger(1, block)
                .modPow(serverKey.getPublicExponent(), serverKey.getModulus())
                .toByteArray();
        var out = new byte[size];
        int length = Math.min(size, number.length);
        System.arraycopy(number, number.length - length, out, size - length, length);
        return out;
    }

    private int finished(byte[] body, byte[] expected) {
        int result = checkFinished(body, expected);
        return result < 0 ? result : done();
    }

    @Override
    public TlsFacts facts() {
        return facts(chain);
    }
}
