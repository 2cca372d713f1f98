package io.github.wroom4j.arduino;

import java.util.Arrays;

/**
 * A text as a stream (ST-17): writing appends to it. Reading takes bytes out of it, unless {@link #resetPointer} was
 * called; then it reads from a place on and leaves the text alone.
 */
public class S2Stream extends Stream {
    private final ArduinoString text;

    /** Where reading goes on; −1 while reading consumes. */
    private int pointer = -1;

    /** Around a text; changes are seen on both sides. */
    public S2Stream(ArduinoString text) {
        this.text = text;
    }

    /** The text. */
    protected final ArduinoString text() {
        return text;
    }

    /** Reading starts again at the beginning and leaves the text alone. */
    public void resetPointer() {
        resetPointer(0);
    }

    /** Reading starts again there and leaves the text alone. */
    public void resetPointer(int position) {
        pointer = Math.max(0, position);
    }

    /** Reading takes bytes out of the text again: the default. */
    public void setConsume() {
        pointer = -1;
    }

    @Override
    public int available() {
        return Math.max(0, text.length() - Math.max(0, pointer));
    }

    @Override
    public int peek() {
        return available() == 0 ? -1 : text.charAt(Math.max(0, pointer));
    }

    @Override
    public int read() {
        int c = peek();
        if (c >= 0) {
            taken(1);
        }
        return c;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = Math.min(length, available());
        byte[] all = text.getBytes();
        System.arraycopy(all, Math.max(0, pointer), buffer, offset, count);
        taken(count);
        return count;
    }

    private void taken(int count) {
        if (pointer < 0) {
            text.remove(0, count);
        } else {
            pointer += count;
        }
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Appends; 0 when the text is full. */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        return text.concat(Arrays.copyOfRange(buffer, offset, offset + length), length) ? length : 0;
    }

    /** What is not in the text will not come by waiting. */
    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    /** Either there is room at once or never. */
    @Override
    public boolean outputCanTimeout() {
        return false;
    }

    @Override
    public int availableForWrite() {
        return ArduinoString.CAPACITY_MAX - text.length();
    }

    @Override
    public long streamRemaining() {
        return available();
    }
}
