package io.github.wroom4j.mock.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;

/** The server's side of {@link AxTls}: RSA key exchange, the same four suites, TLS 1.1 or 1.0 (espconn-sdk §7.7). */
final class AxTlsServer extends AxTlsConnection {
    private static final int PREMASTER = 48;

    private final byte[] certificate;
    private final RSAPrivateKey key;
    private byte[] offeredVersion = {3, 2};

    /**
     * A server waiting for a hello.
     *
     * @param certificate DER
     * @param key PKCS#1, DER
     * @throws IllegalArgumentException if the key is not such a key
     */
    AxTlsServer(TlsWish wish, byte[] certificate, byte[] key, TlsStack.ByteSink toPeer, TlsEvents events) {
        super(wish, toPeer, events, false);
        this.certificate = certificate.clone();
        this.key = read(key);
        if (AxCertificates.modulusBytes(certificate).isEmpty()) {
            throw new IllegalArgumentException(
                    "default_certificate is not an X.509 certificate with an RSA key, in DER");
        }
    }

    private static RSAPrivateKey read(byte[] key) {
        try {
            return RSAPrivateKey.getInstance(key);
        } catch (RuntimeException e) { // a ClassCastException, too, for a sequence of something else
            throw new IllegalArgumentException("default_private_key is not an RSA key in PKCS#1, DER", e);
        }
    }

    @Override
    int message(int type, byte[] body, byte[] expected) {
        try {
            if (type == CLIENT_HELLO && isEstablished()) {
                return fail(AxtlsResult.NO_CLIENT_RENEGOTIATION, "the client asked to renegotiate");
            }
            if (type == CLIENT_HELLO && expect == Expect.CLIENT_HELLO) {
                return clientHello(body);
            }
            if (type == CLIENT_KEY_EXCHANGE && expect == Expect.CLIENT_KEY_EXCHANGE) {
                return keyExchange(body);
            }
            if (type == FINISHED && expect == Expect.FINISHED) {
                int result = checkFinished(body, expected);
                if (result < 0) {
                    return result;
                }
                sendFinished();
                return done();
            }
            return fail(AxtlsResult.INVALID_HANDSHAKE, "handshake message " + type + " where " + expect + " was due");
        } catch (ArrayIndexOutOfBoundsException e) {
            return fail(AxtlsResult.INVALID_HANDSHAKE, "handshake message " + type + " ends too early");
        }
    }

    private int clientHello(byte[] body) {
        int theirs = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        if (theirs < 0x0301) {
            return fail(AxtlsResult.INVALID_VERSION, "the client speaks no TLS: 0x" + Integer.toHexString(theirs));
        }
        version = Math.min(theirs, TLS_1_1);
        versionKnown = true;
        offeredVersion = Arrays.copyOf(body, 2);
        clientRandom = Arrays.copyOfRange(body, 2, 34);
        int session = body[34] & 0xFF;
        if (session > 32) {
            return fail(AxtlsResult.INVALID_SESSION, "a session id of " + session + " bytes");
        }
        int at = 35 + session;
        int length = (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
        for (int i = at + 2; i < at + 2 + length && suiteByte < 0; i += 2) {
            if (body[i] == 0 && AxSuite.of(body[i + 1]) != null) {
                suiteByte = body[i + 1] & 0xFF; // the client's order decides
            }
        }
        if (suiteByte < 0) {
            return fail(AxtlsResult.NO_CIPHER, "the client offers none of 002F 0035 0005 0004");
        }
        answer();
        expect = Expect.CLIENT_KEY_EXCHANGE;
        return AxtlsResult.OK;
    }

    /** ServerHello without extensions, the one certificate, ServerHelloDone. */
    private void answer() {
        wish.random().nextBytes(serverRandom);
        var body = new ByteArrayOutputStream();
        put16(body, version);
        body.writeBytes(serverRandom);
        body.write(0); // sessions are not resumed
        put16(body, suiteByte);
        body.write(0);
        sendHandshake(SERVER_HELLO, body.toByteArray());
        body.reset();
        put24(body, certificate.length + 3);
        put24(body, certificate.length);
        body.writeBytes(certificate);
        sendHandshake(CERTIFICATE, body.toByteArray());
        sendHandshake(SERVER_HELLO_DONE, new byte[0]);
    }

    private static void put24(ByteArrayOutputStream out, int value) {
        out.write(value >> 16);
        put16(out, value);
    }

    private int keyExchange(byte[] body) {
        int length = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        if (length != body.length - 2) {
            return fail(AxtlsResult.INVALID_HANDSHAKE, "a key exchange of " + body.length + " bytes");
        }
        makeKeys(AxSuite.of(suiteByte), premaster(Arrays.copyOfRange(body, 2, body.length)));
        expect = Expect.CHANGE_CIPHER_SPEC;
        return AxtlsResult.OK;
    }

    /** PKCS#1 1.5; what does not decrypt becomes random, so that only Finished fails (RFC 5246 §7.4.7.1). */
    private byte[] premaster(byte[] sealed) {
        var random = new byte[PREMASTER];
        wish.random().nextBytes(random);
        events.computing((key.getModulus().bitLength() + 7) / 8);
        byte[] number = new BigInteger(1, sealed)
                .modPow(key.getPrivateExponent(), key.getModulus())
                .toByteArray();
        // The leading zero of 00 02 … 00 secret is not part of the number.
        int from = number.length - PREMASTER;
        boolean good = from > 9
                && number[0] == 2
                && number[from - 1] == 0
                && number[from] == offeredVersion[0]
                && number[from + 1] == offeredVersion[1];
        return good ? Arrays.copyOfRange(number, from, number.length) : random;
    }

    @Override
    public TlsFacts facts() {
        return facts(List.of());
    }
}
