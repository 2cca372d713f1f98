package io.github.wroom4j.mock.firmware.line;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Collects the payload of one {@code CIPSEND} or {@code CIPSENDEX} (at-protocol §7.4). */
final class Collector {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int length;
    private final boolean escapes;
    private final Escapes kept;
    private Predicate<String> complete = text -> false;
    private Consumer<byte[]> receiver;
    private boolean escaped;

    /** What becomes of a backslash before anything but a 0. */
    enum Escapes {
        /** It goes, and what it stood before stays: ESP-AT from 2.2 on. */
        NONE,
        /** One of two goes, others stay: NonOS. */
        UNKNOWN,
        /** All stay: ESP-AT 2.0 and 2.1 (at-recorded-esp-at E24). */
        ALL
    }

    Collector(int length, boolean escapes, Escapes kept) {
        this.length = length;
        this.escapes = escapes;
        this.kept = kept;
    }

    /** Text that is at most that long and ends where it is complete. */
    Collector(int most, Predicate<String> complete, Consumer<byte[]> receiver) {
        this(most, false, Escapes.NONE);
        this.complete = complete;
        this.receiver = receiver;
    }

    /** Takes a byte; true if it was the last. */
    boolean take(byte b) {
        if (escapes && escaped) {
            escaped = false;
            if (b == '0') {
                return true;
            }
            if (kept == Escapes.ALL || kept == Escapes.UNKNOWN && b != '\\') {
                bytes.write('\\');
            }
            if (bytes.size() < length) {
                bytes.write(b);
            }
        } else if (escapes && b == '\\') {
            escaped = true;
        } else if (length > 0) {
            bytes.write(b);
        }
        // With CIPSEND=0 the test ptr >= start+len-1 makes the first byte end the collection (at-protocol §7.4).
        return !escaped && bytes.size() >= length
                || b == '-' && complete.test(bytes.toString(StandardCharsets.US_ASCII));
    }

    /** Whether it was to collect nothing. */
    boolean isEmpty() {
        return length <= 0;
    }

    /** Whether it collects for a command of its own, not for a send. */
    boolean isText() {
        return receiver != null;
    }

    /** How many bytes it has. */
    int size() {
        return bytes.size();
    }

    /** A backslash that ends a batch is data; true if it was the last byte. */
    boolean batchEnds() {
        if (escaped) {
            escaped = false;
            bytes.write('\\');
            return bytes.size() >= length;
        }
        return false;
    }

    /** Hands over what was collected: to whom it was for, else as the payload of a send. */
    void deliver(Consumer<byte[]> otherwise) {
        (receiver == null ? otherwise : receiver).accept(bytes.toByteArray());
    }
}
