package io.github.wroom4j.tlswire;

import java.io.ByteArrayOutputStream;

/** Writes the fields of a TLS message; a length that does not fit its field is refused. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    WireWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    WireWriter u24(int value) {
        return u8(value >> 16).u16(value);
    }

    WireWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    WireWriter block8(byte[] body) {
        return u8(fits(body, 0xFF)).bytes(body);
    }

    WireWriter block16(byte[] body) {
        return u16(fits(body, 0xFFFF)).bytes(body);
    }

    WireWriter block24(byte[] body) {
        return u24(fits(body, 0xFFFFFF)).bytes(body);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private static int fits(byte[] body, int most) {
        if (body.length > most) {
            throw new IllegalArgumentException("a field of at most " + most + " bytes cannot hold " + body.length);
        }
        return body.length;
    }
}
