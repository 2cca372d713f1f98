package io.github.wroom4j.mock.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;

/** What both ends of a connection of {@link AxTls} share: records, the handshake's hash, keys and Finished. */
abstract class AxTlsConnection implements TlsSession {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    static final int HELLO_REQUEST = 0;
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int CERTIFICATE = 11;
    static final int CERTIFICATE_REQUEST = 13;
    static final int SERVER_HELLO_DONE = 14;
    static final int CERTIFICATE_VERIFY = 15;
    static final int CLIENT_KEY_EXCHANGE = 16;
    static final int FINISHED = 20;

    static final int TLS_1_1 = 0x0302;

    /** How many records without any progress are borne; the SDK has no such bound, a mock must not hang. */
    private static final int IDLE_RECORDS = 64;

    /**
     * Where incoming TCP bytes are staged: the SSL object's write buffer, without a bounds check (espconn-sdk §7.5).
     */
    private static final int STAGING = 2920;

    /** What the peer has to say next. */
    enum Expect {
        CLIENT_HELLO,
        SERVER_HELLO,
        CERTIFICATE,
        HELLO_DONE,
        CLIENT_KEY_EXCHANGE,
        CHANGE_CIPHER_SPEC,
        FINISHED,
        DATA
    }

    final TlsWish wish;
    private final TlsStack.ByteSink toPeer;
    final TlsEvents events;
    private final boolean client;
    private final MD5Digest md5 = new MD5Digest();
    private final SHA1Digest sha1 = new SHA1Digest();
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    byte[] clientRandom = new byte[32];
    byte[] serverRandom = new byte[32];
    byte[] hello = {};
    private byte[] master;
    int version = TLS_1_1;
    boolean versionKnown;
    int suiteByte = -1;
    Expect expect;
    private AxProtection writing;
    private AxProtection reading;
    private AxProtection readingNext;
    private AxProtection writingNext;
    private String detail = "";
    private boolean dead;
    private int idle;

    AxTlsConnection(TlsWish wish, TlsStack.ByteSink toPeer, TlsEvents events, boolean client) {
        this.wish = wish;
        this.toPeer = toPeer;
        this.events = events;
        this.client = client;
        this.expect = client ? Expect.SERVER_HELLO : Expect.CLIENT_HELLO;
    }

    /**
     * Handles one handshake message.
     *
     * @param expected what the peer's Finished has to hold, null for any other message
     */
    abstract int message(int type, byte[] body, byte[] expected);

    // --- out -----------------------------------------------------------------------------------------------------

    static void put16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    final byte[] sendHandshake(int type, byte[] body) {
        var message = new byte[4 + body.length];
        message[0] = (byte) type;
        message[1] = (byte) (body.length >> 16);
        message[2] = (byte) (body.length >> 8);
        message[3] = (byte) body.length;
        System.arraycopy(body, 0, message, 4, body.length);
        hash(message, 0, message.length);
        return sendRecord(HANDSHAKE, message, 0, message.length);
    }

    private byte[] sendRecord(int type, byte[] data, int from, int length) {
        byte[] body = writing == null
                ? Arrays.copyOfRange(data, from, from + length)
                : writing.seal(type, data, from, length);
        var record = new byte[5 + body.length];
        record[0] = (byte) type;
        record[1] = (byte) (version >> 8);
        record[2] = (byte) version;
        record[3] = (byte) (body.length >> 8);
        record[4] = (byte) body.length;
        System.arraycopy(body, 0, record, 5, body.length);
        toPeer.accept(record);
        return record;
    }

    private void hash(byte[] bytes, int from, int length) {
        md5.update(bytes, from, length);
        sha1.update(bytes, from, length);
    }

    final int fail(int result, String why) {
        dead = true;
        detail = why;
        int alert = AxtlsResult.alertFor(result);
        if (result != AxtlsResult.CLOSE_NOTIFY) {
            events.alertSent(2, alert);
            sendRecord(ALERT, new byte[] {2, (byte) alert}, 0, 2);
        }
        return result;
    }

    @Override
    public int send(byte[] plaintext, int from, int length) {
        if (dead || expect != Expect.DATA) {
            return AxtlsResult.DEAD;
        }
        sendRecord(APPLICATION_DATA, plaintext, from, length);
        return length;
    }

    // --- in ------------------------------------------------------------------------------------------------------

    @Override
    public int feed(byte[] bytes) {
        if (incoming.size() > 0 && bytes.length > STAGING) {
            // Undefined on a chip; a mock that crashed by chance would be of no use.
            return fail(
                    AxtlsResult.INVALID_PROTOCOL_MESSAGE,
                    "a burst of " + bytes.length + " bytes while a record was half assembled: the SDK stages it in "
                            + STAGING
                            + " bytes without looking, so a chip's memory is overwritten here and anything may"
                            + " follow; the mock refuses it");
        }
        incoming.writeBytes(bytes);
        while (!dead) {
            byte[] have = incoming.toByteArray();
            if (have.length < 5) {
                return AxtlsResult.OK;
            }
            int length = (have[3] & 0xFF) << 8 | have[4] & 0xFF;
            int limit = wish.bufferSize() - 5;
            events.record(have[0] & 0xFF, length);
            if (length > limit) {
                return fail(
                        AxtlsResult.INVALID_PROTOCOL_MESSAGE,
                        "a record of " + length + " bytes does not fit: the buffer of " + wish.bufferSize() + " takes "
                                + limit);
            }
            if (have.length < 5 + length) {
                return AxtlsResult.OK;
            }
            incoming.reset();
            incoming.write(have, 5 + length, have.length - 5 - length);
            int result = record(have[0] & 0xFF, Arrays.copyOfRange(have, 5, 5 + length));
            if (result < 0) {
                return result;
            }
        }
        return AxtlsResult.DEAD;
    }

    private int record(int type, byte[] body) {
        byte[] plain = body;
        if (reading != null) {
            plain = reading.open(type, body);
            if (plain == null) {
                return fail(AxtlsResult.INVALID_HMAC, "a record does not carry the MAC that it should");
            }
        }
        Expect before = expect;
        int result = switch (type) {
            case HANDSHAKE -> handshake(plain);
            case CHANGE_CIPHER_SPEC -> changeCipherSpec();
            case ALERT -> alert(plain);
            case APPLICATION_DATA -> data(plain);
            default -> fail(AxtlsResult.INVALID_PROTOCOL_MESSAGE, "record type " + type + " is none of TLS");
        };
        boolean progress = expect != before || type == APPLICATION_DATA && plain.length > 0;
        idle = progress ? 0 : idle + 1;
        if (result >= 0 && idle > IDLE_RECORDS) {
            return fail(AxtlsResult.INVALID_PROTOCOL_MESSAGE, idle + " records in a row carried nothing: given up");
        }
        return result;
    }

    private int data(byte[] plain) {
        if (expect != Expect.DATA) {
            return fail(AxtlsResult.INVALID_PROTOCOL_MESSAGE, "application data in the middle of the handshake");
        }
        // An empty one is handed up as well, and shows as +IPD,0: (at-recorded D6).
        events.plaintext(plain);
        return AxtlsResult.OK;
    }

    private int alert(byte[] plain) {
        if (plain.length < 2) {
            return fail(AxtlsResult.INVALID_PROTOCOL_MESSAGE, "an alert of " + plain.length + " bytes");
        }
        int level = plain[0] & 0xFF;
        int description = plain[1] & 0xFF;
        events.alertReceived(level, description);
        // The level does not matter to axTLS: warnings end the connection like fatal ones.
        return description == 0
                ? fail(AxtlsResult.CLOSE_NOTIFY, "the peer closed with close_notify")
                : fail(-description, "the peer sent alert " + description);
    }

    private int changeCipherSpec() {
        if (expect != Expect.CHANGE_CIPHER_SPEC) {
            return fail(AxtlsResult.INVALID_HANDSHAKE, "ChangeCipherSpec where " + expect + " was due");
        }
        reading = readingNext;
        expect = Expect.FINISHED;
        return AxtlsResult.OK;
    }

    private int handshake(byte[] plain) {
        for (int at = 0; at < plain.length && !dead; ) {
            int length = at + 4 > plain.length
                    ? Integer.MAX_VALUE
                    : (plain[at + 1] & 0xFF) << 16 | (plain[at + 2] & 0xFF) << 8 | plain[at + 3] & 0xFF;
            if (length > plain.length - at - 4) {
                return fail(
                        AxtlsResult.INVALID_HANDSHAKE,
                        "a handshake message is spread over several records, which this library cannot read");
            }
            int type = plain[at] & 0xFF;
            byte[] body = Arrays.copyOfRange(plain, at + 4, at + 4 + length);
            // The peer's Finished is computed over everything before it.
            byte[] expected = type == FINISHED && expect == Expect.FINISHED
                    ? verifyData(client ? "server finished" : "client finished")
                    : null;
            if (type != HELLO_REQUEST) {
                hash(plain, at, 4 + length);
            }
            int result = message(type, body, expected);
            if (result < 0) {
                return result;
            }
            at += 4 + length;
        }
        return AxtlsResult.OK;
    }

    final void makeKeys(AxSuite suite, byte[] premaster) {
        master = Prf10.expand(premaster, "master secret", concat(clientRandom, serverRandom), 48);
        byte[] block = Prf10.expand(master, "key expansion", concat(serverRandom, clientRandom), suite.keyBlock());
        writingNext = protection(suite, block, client, true);
        readingNext = protection(suite, block, !client, false);
    }

    /** One direction's keys out of the block, where the client's come before the server's. */
    private AxProtection protection(AxSuite suite, byte[] block, boolean ofClient, boolean encrypt) {
        int mac = suite.macLength();
        int key = suite.keyLength();
        int iv = suite.ivLength();
        int n = ofClient ? 0 : 1;
        int macAt = n * mac;
        int keyAt = 2 * mac + n * key;
        int ivAt = 2 * (mac + key) + n * iv;
        return new AxProtection(
                suite,
                version,
                encrypt,
                Arrays.copyOfRange(block, macAt, macAt + mac),
                Arrays.copyOfRange(block, keyAt, keyAt + key),
                Arrays.copyOfRange(block, ivAt, ivAt + iv),
                wish.random());
    }

    static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** MD5 and SHA-1 of all handshake messages so far. */
    final byte[] hashes() {
        var hashes = new byte[36];
        new MD5Digest(md5).doFinal(hashes, 0);
        new SHA1Digest(sha1).doFinal(hashes, 16);
        return hashes;
    }

    private byte[] verifyData(String label) {
        return Prf10.expand(master, label, hashes(), 12);
    }

    /** ChangeCipherSpec, then Finished: a record each. */
    final void sendFinished() {
        sendRecord(CHANGE_CIPHER_SPEC, new byte[] {1}, 0, 1);
        writing = writingNext;
        sendHandshake(FINISHED, verifyData(client ? "client finished" : "server finished"));
    }

    /** Looks at the peer's Finished. */
    final int checkFinished(byte[] body, byte[] expected) {
        return Arrays.equals(body, expected)
                ? AxtlsResult.OK
                : fail(AxtlsResult.FINISHED_INVALID, "the peer's Finished does not match");
    }

    final int done() {
        expect = Expect.DATA;
        events.established();
        return AxtlsResult.OK;
    }

    // --- what is reported --------------------------------------------------------------------------------------------

    @Override
    public boolean isEstablished() {
        return expect == Expect.DATA;
    }

    @Override
    public void close() {
        free(); // the SDK never sends close_notify (espconn-sdk §7.3)
    }

    @Override
    public void free() {
        dead = true;
        master = null;
    }

    final TlsFacts facts(List<byte[]> chain) {
        return new TlsFacts(hello.clone(), versionKnown ? version : 0, suiteByte, chain, detail, 0);
    }
}
