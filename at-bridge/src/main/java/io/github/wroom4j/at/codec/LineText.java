package io.github.wroom4j.at.codec;

import java.nio.charset.StandardCharsets;

/** The line being collected, or a part of it: bytes, seen as chars of ISO 8859-1. Reused for every line. */
final class LineText implements CharSequence {
    /** Longer than any line of any firmware; a longer one is noise, of which only the end can matter. */
    static final int LIMIT = 4096;

    final byte[] bytes = new byte[LIMIT];
    int length;

    void add(byte b) {
        if (length == LIMIT) {
            // `ready` stands at the end of the boot loader's garbage (at-protocol §2.2): keep the younger half.
            System.arraycopy(bytes, LIMIT / 2, bytes, 0, LIMIT / 2);
            length = LIMIT / 2;
        }
        bytes[length++] = b;
    }

    /** Takes a part of another line. */
    void copy(LineText other, int from, int to) {
        length = to - from;
        System.arraycopy(other.bytes, from, bytes, 0, length);
    }

    boolean startsWith(byte[] word) {
        if (length < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        if (index >= length) {
            throw new IndexOutOfBoundsException(index);
        }
        return (char) (bytes[index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
