package io.github.wroom4j.testing;

import io.github.wroom4j.arduino.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A stream of given bytes that takes what is written. */
public final class Bytes extends Stream {
    private final byte[] input;
    private int at;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final boolean strict;

    public Bytes(String input) {
        this(input, false);
    }

    public Bytes(String input, boolean strict) {
        this(input.getBytes(StandardCharsets.UTF_8), strict);
    }

    public Bytes(byte[] input) {
        this(input, false);
    }

    private Bytes(byte[] input, boolean strict) {
        this.input = input;
        this.strict = strict;
        setTimeout(20);
    }

    public String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    public byte[] bytesWritten() {
        return written.toByteArray();
    }

    /** What has not been read. */
    public String rest() {
        return new String(input, at, input.length - at, StandardCharsets.UTF_8);
    }

    @Override
    protected boolean strict() {
        return strict;
    }

    @Override
    public int available() {
        return input.length - at;
    }

    @Override
    public int read() {
        return at < input.length ? input[at++] & 0xFF : -1;
    }

    @Override
    public int peek() {
        return at < input.length ? input[at] & 0xFF : -1;
    }

    @Override
    public int write(int octet) {
        written.write(octet);
        return 1;
    }
}
