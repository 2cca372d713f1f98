package io.github.wroom4j.tlswire;

import java.util.Arrays;

/** Reads the fields of a TLS message; every step is checked against the bounds that enclose it. */
final class WireReader {
    private final byte[] bytes;
    private final int end;
    private final String what;
    private int at;

    WireReader(byte[] bytes, String what) {
        this(bytes, 0, bytes.length, what);
    }

    private WireReader(byte[] bytes, int from, int end, String what) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.what = what;
    }

    int remaining() {
        return end - at;
    }

    boolean hasMore() {
        return at < end;
    }

    int u8(String field) {
        need(1, field);
        return bytes[at++] & 0xFF;
    }

    int u16(String field) {
        need(2, field);
        return u8(field) << 8 | u8(field);
    }

    int u24(String field) {
        need(3, field);
        return u8(field) << 16 | u16(field);
    }

    byte[] take(int length, String field) {
        need(length, field);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** A vector with an 8-bit length. */
    WireReader block8(String field) {
        return block(u8(field + " length"), field);
    }

    /** A vector with a 16-bit length. */
    WireReader block16(String field) {
        return block(u16(field + " length"), field);
    }

    /** A vector with a 24-bit length. */
    WireReader block24(String field) {
        return block(u24(field + " length"), field);
    }

    byte[] rest() {
        return take(remaining(), what);
    }

    void mustEnd() {
        if (hasMore()) {
            throw new TlsFormatException(Oddity.Kind.FIELD_TOO_LONG, what, remaining(), at);
        }
    }

    private WireReader block(int length, String field) {
        need(length, field);
        at += length;
        return new WireReader(bytes, at - length, at, field);
    }

    private void need(int length, String field) {
        if (length > remaining()) {
            throw new TlsFormatException(Oddity.Kind.FIELD_TOO_SHORT, what, field, length, at, remaining());
        }
    }
}
