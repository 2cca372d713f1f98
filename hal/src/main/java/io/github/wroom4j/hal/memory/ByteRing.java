package io.github.wroom4j.hal.memory;

import java.util.Arrays;

/**
 * A queue of bytes with a fixed limit, which takes memory only as it fills. Not thread-safe: its owner's lock guards it.
 *
 * <p>{@code Piped*Stream} is not a substitute: a byte written without a flush takes a second to arrive (java-ecosystem §5).
 */
public final class ByteRing {
    private static final int FIRST_SIZE = 256;

    private final int limit;
    private byte[] bytes;
    private int head;
    private int size;

    /**
     * An empty ring.
     *
     * @param limit most bytes it holds, at least 1
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public ByteRing(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a ring holds at least 1 byte, not " + limit);
        }
        this.limit = limit;
        this.bytes = new byte[Math.min(FIRST_SIZE, limit)];
    }

    /** Bytes held now. */
    public int size() {
        return size;
    }

    /** Bytes that still fit. */
    public int room() {
        return limit - size;
    }

    /** Appends as many of the bytes as fit and returns how many that were. */
    public int put(byte[] source, int offset, int length) {
        int count = Math.min(length, room());
        if (size + count > bytes.length) {
            grow(size + count);
        }
        int tail = (head + size) % bytes.length;
        int first = Math.min(count, bytes.length - tail);
        System.arraycopy(source, offset, bytes, tail, first);
        System.arraycopy(source, offset + first, bytes, 0, count - first);
        size += count;
        return count;
    }

    /** Takes up to {@code length} of the oldest bytes and returns how many it took; 0 when the ring is empty. */
    public int take(byte[] target, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, bytes.length - head);
        System.arraycopy(bytes, head, target, offset, first);
        System.arraycopy(bytes, 0, target, offset + first, count - first);
        head = size == count ? 0 : (head + count) % bytes.length;
        size -= count;
        return count;
    }

    /**
     * Copies {@code length} bytes from the {@code from}-th oldest on without taking them; they must be there.
     *
     * @throws IndexOutOfBoundsException if they are not, or do not fit the target
     */
    public void copy(int from, byte[] target, int offset, int length) {
        if (from < 0 || length < 0 || from + length > size) {
            throw new IndexOutOfBoundsException(from + " … " + (from + length) + " of " + size + " bytes");
        }
        int start = (head + from) % bytes.length;
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(bytes, start, target, offset, first);
        System.arraycopy(bytes, 0, target, offset + first, length - first);
    }

    /** Lets the oldest bytes go, at most as many as there are. */
    public void skip(int count) {
        int gone = Math.min(count, size);
        head = size == gone ? 0 : (head + gone) % bytes.length;
        size -= gone;
    }

    /** Forgets the newest bytes until only {@code keep} are left. */
    public void truncate(int keep) {
        size = Math.min(size, keep);
    }

    private void grow(int needed) {
        int capacity = (int) Math.min(limit, Math.max((long) needed, bytes.length * 2L));
        byte[] larger = Arrays.copyOf(Arrays.copyOfRange(bytes, head, head + bytes.length), capacity);
        System.arraycopy(bytes, 0, larger, bytes.length - head, head);
        bytes = larger;
        head = 0;
    }
}
