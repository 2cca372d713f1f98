package io.github.wroom4j.arduino;

import java.nio.charset.StandardCharsets;

/** Bytes that are only read (ST-17). */
public final class StreamConstPtr extends Stream {
    private final byte[] bytes;
    private final int length;
    private int at;

    /** The text in UTF-8. */
    public StreamConstPtr(String text) {
        this((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
    }

    public StreamConstPtr(byte[] bytes) {
        this(bytes, bytes.length);
    }

    /** The first {@code length} of the bytes, which are not copied. */
    public StreamConstPtr(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = Math.min(length, bytes.length);
    }

    /** Reading starts again there. */
    public void resetPointer(int position) {
        at = Math.max(0, Math.min(position, length));
    }

    @Override
    public int available() {
        return length - at;
    }

    @Override
    public int peek() {
        return at < length ? bytes[at] & 0xFF : -1;
    }

    @Override
    public int read() {
        return at < length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) {
        int count = Math.min(most, available());
        System.arraycopy(bytes, at, buffer, offset, count);
        at += count;
        return count;
    }

    /** Takes nothing. */
    @Override
    public int write(int octet) {
        return 0;
    }

    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    @Override
    public boolean outputCanTimeout() {
        return false;
    }

    @Override
    public long streamRemaining() {
        return available();
    }
}
