package io.github.wroom4j.tlswire;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * A record: type, version and body as they stand on the wire, the body still encrypted if it was.
 *
 * @param type 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data
 * @param version the version in the record's header, which says little: TLS 1.3 writes 1.2 there
 * @param body at most {@link #MOST_BODY} bytes; not copied
 */
public record TlsRecord(int type, ProtocolVersion version, byte[] body) {
    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;

    /** Bytes of a record's header. */
    public static final int HEADER = 5;

    /** Longest body of a TLS 1.2 ciphertext: 2^14 + 2048 (RFC 5246 §6.2.3). */
    public static final int MOST_BODY = 16_384 + 2048;

    /** The alert in this record, if it is one in clear. */
    public Optional<Alert> alert() {
        return type == ALERT && body.length == 2 ? Optional.of(Alert.of(body[1] & 0xFF)) : Optional.empty();
    }

    /**
     * Header and body as they go on the wire.
     *
     * @throws IllegalArgumentException if the body is longer than 65535 bytes
     */
    public byte[] toBytes() {
        return new WireWriter().u8(type).u16(version.code()).block16(body).toBytes();
    }

    /** The type's name, as in {@code handshake}. */
    public String typeName() {
        return switch (type) {
            case CHANGE_CIPHER_SPEC -> "change_cipher_spec";
            case ALERT -> "alert";
            case HANDSHAKE -> "handshake";
            case APPLICATION_DATA -> "application_data";
            case 24 -> "heartbeat";
            default -> "type " + type;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsRecord that
                && that.type == type
                && that.version.equals(version)
                && Arrays.equals(that.body, body);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return typeName() + " record, " + version + ", " + body.length + " bytes";
    }

    /**
     * Splits a stream of bytes into records as they come, however they are cut. Not for concurrent use.
     *
     * <p>What cannot be TLS (a type outside 20 … 24, a major version other than 3, a body above the limit) throws
     * {@link TlsFormatException} at once, with the offset in the stream; the splitter then stays broken.
     */
    public static final class Splitter {
        private final int mostBody;
        private final Deque<TlsRecord> ready = new ArrayDeque<>();
        private final byte[] header = new byte[HEADER];
        private int have;
        private byte[] body;
        private int bodyHave;
        private long offset;
        private Oddity broken;

        /** A splitter with TLS's own limit. */
        public Splitter() {
            this(MOST_BODY);
        }

        /**
         * A splitter for a smaller receiver.
         *
         * @param mostBody longest body accepted, 1 … 65535
         */
        public Splitter(int mostBody) {
            this.mostBody = mostBody;
        }

        /**
         * Takes bytes of the stream; complete records can then be had from {@link #next}.
         *
         * @throws TlsFormatException at the first byte that cannot be of TLS, and at each call after that
         */
        public void offer(byte[] bytes, int from, int length) {
            if (broken != null) {
                throw new TlsFormatException(broken);
            }
            int at = from;
            int end = from + length;
            while (at < end) {
                if (body == null) {
                    header[have++] = bytes[at++];
                    offset++;
                    checkHeader();
                } else {
                    int n = Math.min(end - at, body.length - bodyHave);
                    System.arraycopy(bytes, at, body, bodyHave, n);
                    at += n;
                    offset += n;
                    bodyHave += n;
                }
                if (body != null && bodyHave == body.length) {
                    int version = (header[1] & 0xFF) << 8 | header[2] & 0xFF;
                    ready.add(new TlsRecord(header[0] & 0xFF, new ProtocolVersion(version), body));
                    body = null;
                    have = 0;
                }
            }
        }

        /**
         * {@link #offer(byte[], int, int)} of all of them.
         *
         * @throws TlsFormatException as there
         */
        public void offer(byte[] bytes) {
            offer(bytes, 0, bytes.length);
        }

        /** The next complete record, if there is one. */
        public Optional<TlsRecord> next() {
            return Optional.ofNullable(ready.poll());
        }

        /** Whether the stream stands between two records. */
        public boolean isAtBoundary() {
            return have == 0;
        }

        /** Bytes of an incomplete record so far, header included. */
        public int pending() {
            return have + (body == null ? 0 : bodyHave);
        }

        // Judged byte by byte: a server that answers in plain text is recognised by its first byte.
        private void checkHeader() {
            int type = header[0] & 0xFF;
            if (type < CHANGE_CIPHER_SPEC || type > 24) {
                throw bad(Oddity.Kind.RECORD_TYPE, offset - 1, type);
            }
            if (have >= 2 && header[1] != 3) {
                throw bad(Oddity.Kind.RECORD_VERSION, offset - 1, header[1] & 0xFF);
            }
            if (have == HEADER) {
                int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
                if (length > mostBody) {
                    throw bad(Oddity.Kind.RECORD_TOO_LONG, offset - 1, length, mostBody);
                }
                body = new byte[length];
                bodyHave = 0;
            }
        }

        private TlsFormatException bad(Oddity.Kind why, Object... particulars) {
            broken = Oddity.of(why, particulars);
            return new TlsFormatException(broken);
        }
    }
}
