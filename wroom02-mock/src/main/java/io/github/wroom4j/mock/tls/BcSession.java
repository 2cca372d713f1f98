package io.github.wroom4j.mock.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A connection of one of the newer libraries: Bouncy Castle's client behind a record pump that knows the buffer. */
final class BcSession implements TlsSession {
    private static final int HANDSHAKE = 22;

    private final BcOffer offer;
    private final TlsWish wish;
    private final TlsStack.ByteSink toPeer;
    private final TlsEvents events;
    private final BcClient client;
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private byte[] hello = {};
    private String detail = "";
    private boolean reported;
    private boolean encrypted;
    private boolean dead;

    private BcSession(BcOffer offer, TlsWish wish, TlsStack.ByteSink toPeer, TlsEvents events) {
        this.offer = offer;
        this.wish = wish;
        this.toPeer = toPeer;
        this.events = events;
        SecureRandom random = wish.random() instanceof SecureRandom secure ? secure : new SecureRandom();
        client = new BcClient(new BcTlsCrypto(random), offer, wish, events);
    }

    static BcSession start(BcOffer offer, TlsWish wish, TlsStack.ByteSink toPeer, TlsEvents events) {
        var session = new BcSession(offer, wish, toPeer, events);
        try {
            session.protocol.connect(session.client);
            session.hello = session.output();
            toPeer.accept(session.hello.clone());
        } catch (IOException e) {
            session.dead = true;
            session.detail = "the hello could not be made: " + e.getMessage();
        }
        return session;
    }

    @Override
    public int feed(byte[] bytes) {
        incoming.writeBytes(bytes);
        while (!dead) {
            byte[] have = incoming.toByteArray();
            if (have.length < 5) {
                return AxtlsResult.OK;
            }
            int type = have[0] & 0xFF;
            int length = (have[3] & 0xFF) << 8 | have[4] & 0xFF;
            events.record(type, length);
            if (type < 20 || type > 23 || have[1] != 3) {
                return dead(AxtlsResult.INVALID_PROTOCOL_MESSAGE, "what the peer sent is not TLS");
            }
            if (length > BcOffer.limit(wish.bufferSize()) || isTooLong(type, have)) {
                return dead(
                        AxtlsResult.INVALID_PROTOCOL_MESSAGE,
                        "a record or message of " + length + " bytes or more does not fit the buffer of "
                                + wish.bufferSize());
            }
            if (have.length < 5 + length) {
                return AxtlsResult.OK;
            }
            encrypted |= type == 20;
            incoming.reset();
            incoming.write(have, 5 + length, have.length - 5 - length);
            int result = offer(Arrays.copyOf(have, 5 + length));
            if (result < 0) {
                return result;
            }
        }
        return AxtlsResult.DEAD;
    }

    /** The first message of a plaintext handshake record, where whole messages must fit. */
    private boolean isTooLong(int type, byte[] have) {
        return offer.wholeMessages()
                && !encrypted
                && type == HANDSHAKE
                && have.length >= 9
                && have[5] == 11
                && ((have[6] & 0xFF) << 16 | (have[7] & 0xFF) << 8 | have[8] & 0xFF) + 4 > wish.bufferSize();
    }

    private int offer(byte[] record) {
        try {
            protocol.offerInput(record);
        } catch (IOException | RuntimeException e) {
            flush();
            return dead(resultOf(e), e.getMessage() == null ? e.toString() : e.getMessage());
        }
        flush();
        if (client.established && !reported) {
            reported = true;
            events.established();
        }
        while (!dead && protocol.getAvailableInputBytes() > 0) {
            var plain = new byte[protocol.getAvailableInputBytes()];
            protocol.readInput(plain, 0, plain.length);
            events.plaintext(plain);
        }
        if (client.received >= 0) {
            return dead(
                    client.received == 0 ? AxtlsResult.CLOSE_NOTIFY : -client.received,
                    "the peer sent alert " + client.received);
        }
        return AxtlsResult.OK;
    }

    private int resultOf(Exception cause) {
        if (client.refusal != 0) {
            return client.refusal;
        }
        if (client.received > 0) {
            return -client.received;
        }
        return client.raised == 20 ? AxtlsResult.INVALID_HMAC : AxtlsResult.INVALID_HANDSHAKE;
    }

    private int dead(int result, String why) {
        dead = true;
        detail = why;
        return result;
    }

    private byte[] output() {
        var bytes = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(bytes, 0, bytes.length);
        return bytes;
    }

    private void flush() {
        if (protocol.getAvailableOutputBytes() > 0) {
            toPeer.accept(output());
        }
    }

    @Override
    public int send(byte[] plaintext, int from, int length) {
        if (dead || !client.established) {
            return AxtlsResult.DEAD;
        }
        try {
            protocol.writeApplicationData(plaintext, from, length);
            flush();
            return length;
        } catch (IOException e) {
            return dead(AxtlsResult.NOT_OK, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean isEstablished() {
        return client.established;
    }

    @Override
    public void close() {
        if (!dead) {
            dead = true;
            try {
                protocol.close();
                flush();
            } catch (IOException e) {
                detail = "closing: " + e.getMessage();
            }
        }
    }

    @Override
    public void free() {
        dead = true;
    }

    @Override
    public TlsFacts facts() {
        return new TlsFacts(
                hello.clone(), client.version(), client.suite(), client.chain, detail, client.fragmentAgreed());
    }
}
