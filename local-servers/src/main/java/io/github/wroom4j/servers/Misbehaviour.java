package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * What a {@link HostileServer} does instead of what it should, as a value.
 *
 * <p>When it does so is {@link HostileServer#start}'s other argument: after how many honest records. Of a TLS 1.2
 * handshake with RSA those are: 1 ServerHello, 2 Certificate, 3 ServerHelloDone, 4 ChangeCipherSpec, 5 Finished, then
 * data.
 */
public sealed interface Misbehaviour {
    /** The extension's number (RFC 6066 §4). */
    int MAX_FRAGMENT_LENGTH = 1;

    /** Says nothing more and keeps the connection open. */
    record Stall() implements Misbehaviour {}

    /** Breaks the connection off (RST). */
    record Reset() implements Misbehaviour {}

    /** Closes the connection as if all were said (FIN). */
    record Close() implements Misbehaviour {}

    /** Sends only so many bytes of the next record, then closes. */
    record Truncate(int bytes) implements Misbehaviour {}

    /**
     * Sends other bytes.
     *
     * @param bytes what; not copied
     * @param thenClose whether it closes afterwards or stays silent
     */
    record Send(byte[] bytes, boolean thenClose) implements Misbehaviour {
        @Override
        public boolean equals(Object other) {
            return other instanceof Send that && that.thenClose == thenClose && Arrays.equals(that.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Send[" + bytes.length + " bytes" + (thenClose ? ", then close]" : "]");
        }
    }

    /** Sends the same bytes over and over until the client hangs up. */
    record Endless(byte[] unit) implements Misbehaviour {
        @Override
        public boolean equals(Object other) {
            return other instanceof Endless that && Arrays.equals(that.unit, unit);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(unit);
        }

        @Override
        public String toString() {
            return "Endless[" + unit.length + " bytes each]";
        }
    }

    /** Goes on honestly, but a byte at a time with a pause before each: a slow loris. */
    record Drip(Duration pause) implements Misbehaviour {}

    /** Goes on honestly, but one bit of the next record's body is wrong. */
    record Corrupt() implements Misbehaviour {}

    /**
     * Goes on honestly, but rewrites the next record first.
     *
     * @param what in words, for a test's name
     * @param rewriter gets the record with its header, returns what is sent instead
     */
    record Rewrite(String what, UnaryOperator<byte[]> rewriter) implements Misbehaviour {
        @Override
        public String toString() {
            return "Rewrite[" + what + "]";
        }
    }

    /** Chooses a compression that was not offered: DEFLATE. For the first record of a handshake, the ServerHello. */
    static Misbehaviour compression() {
        return new Rewrite("compression", record -> {
            record[afterSessionId(record) + 2] = 1;
            return record;
        });
    }

    /** Chooses that suite, offered or not. For the first record of a handshake. */
    static Misbehaviour suite(int code) {
        return new Rewrite("suite", record -> {
            record[afterSessionId(record)] = (byte) (code >> 8);
            record[afterSessionId(record) + 1] = (byte) code;
            return record;
        });
    }

    /** Answers in that version, offered or not. For the first record of a handshake. */
    static Misbehaviour version(int code) {
        return new Rewrite("version", record -> {
            record[9] = (byte) (code >> 8);
            record[10] = (byte) code;
            return record;
        });
    }

    /** Signs its random as a server of TLS 1.3 does that was asked for 1.2 (RFC 8446 §4.1.3). First record. */
    static Misbehaviour downgrade() {
        return new Rewrite("downgrade", record -> {
            byte[] mark = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
            System.arraycopy(mark, 0, record, 11 + 32 - mark.length, mark.length);
            return record;
        });
    }

    /**
     * Agrees to a maximum fragment length, by its code (1 … 4 are 512 … 4096 bytes), asked for or not. For the first
     * record of a handshake, the ServerHello alone.
     */
    static Misbehaviour fragmentLength(int code) {
        return new Rewrite("fragment length", record -> {
            int at = afterSessionId(record) + 3; // suite 2, compression 1
            var extensions = new ByteArrayOutputStream();
            for (int i = at + 2; i + 4 <= record.length; ) {
                int length = (record[i + 2] & 0xFF) << 8 | record[i + 3] & 0xFF;
                if (record[i] != 0 || record[i + 1] != MAX_FRAGMENT_LENGTH) {
                    extensions.write(record, i, 4 + length);
                }
                i += 4 + length;
            }
            extensions.writeBytes(new byte[] {0, MAX_FRAGMENT_LENGTH, 0, 1, (byte) code});
            byte[] all = extensions.toByteArray();
            byte[] lied = ByteBuffer.allocate(at + 2 + all.length)
                    .put(record, 0, at)
                    .putShort((short) all.length)
                    .put(all)
                    .array();
            // The message's length (three bytes, its first stays 0) and the record's.
            return ByteBuffer.wrap(lied)
                    .putShort(7, (short) (lied.length - 9))
                    .putShort(3, (short) (lied.length - TlsRecord.HEADER))
                    .array();
        });
    }

    /** Where the suite stands in a ServerHello: header 5, message 4, version 2, random 32, then the session id. */
    private static int afterSessionId(byte[] record) {
        return 44 + (record[43] & 0xFF);
    }

    /** Answers the first request, then asks for a second handshake; the number of records does not matter. */
    record Renegotiate() implements Misbehaviour {}

    /** Bytes of chance. */
    static Misbehaviour garbage(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new Send(bytes, true);
    }

    /** A record of the given type that claims and has that many bytes: 20 000 is above every limit of TLS. */
    static Misbehaviour hugeRecord(int type, int length) {
        return new Send(new TlsRecord(type, ProtocolVersion.TLS_1_2, new byte[length]).toBytes(), false);
    }

    /**
     * An alert in clear that does not fit.
     *
     * @param level 1 warning, 2 fatal, or nonsense
     */
    static Misbehaviour alert(int level, Alert alert, boolean thenClose) {
        byte[] body = {(byte) level, (byte) alert.code()};
        return new Send(new TlsRecord(TlsRecord.ALERT, ProtocolVersion.TLS_1_2, body).toBytes(), thenClose);
    }

    /** What a web server without TLS says to a hello. */
    static Misbehaviour plainHttp() {
        return text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    /** What the network of a hotel says to everything. */
    static Misbehaviour captivePortal() {
        return text("HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\n\r\n");
    }

    /** Any text, then closed. */
    static Misbehaviour text(String text) {
        return new Send(text.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    /** Handshake messages without end: HelloRequests, which a client must ignore before it is done. */
    static Misbehaviour endlessHandshake() {
        return new Endless(new TlsRecord(TlsRecord.HANDSHAKE, ProtocolVersion.TLS_1_2, new byte[4]).toBytes());
    }

    /** One handshake message that claims 16 MB and never ends. */
    static Misbehaviour endlessCertificate() {
        var unit = new ByteArrayOutputStream();
        byte[] body = new byte[1000];
        body[0] = 11;
        Arrays.fill(body, 1, 4, (byte) 0xFF);
        unit.writeBytes(new TlsRecord(TlsRecord.HANDSHAKE, ProtocolVersion.TLS_1_2, body).toBytes());
        return new Endless(unit.toByteArray());
    }

    /** Empty records without end, each of them legal. */
    static Misbehaviour emptyRecords() {
        return new Endless(new TlsRecord(TlsRecord.HANDSHAKE, ProtocolVersion.TLS_1_2, new byte[0]).toBytes());
    }
}
