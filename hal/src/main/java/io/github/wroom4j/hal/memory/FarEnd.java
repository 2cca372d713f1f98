package io.github.wroom4j.hal.memory;

import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import java.util.function.Consumer;

/**
 * The other end of a {@link MemoryUart}: where a module, or whoever plays one, sits. No method blocks, so one thread can
 * serve many.
 *
 * <p>Callbacks run outside every lock, in the thread that caused them: the near end's writer or reader, the thread that
 * changes the line, or the clock's where a {@link Pacer} delays the bytes. They must be short (typically they post to a
 * loop) and must not throw. They are level-triggered at registration: one that is set while there is cause is called at
 * once. There may be more calls than causes; never fewer.
 */
public final class FarEnd implements AutoCloseable {
    private final MemoryWire wire;

    FarEnd(MemoryWire wire) {
        this.wire = wire;
    }

    /** Wording of a modem line that the near end drives. */
    @FunctionalInterface
    public interface LineListener {
        /** The near end has driven the line. */
        void changed(ModemLine line, boolean asserted);
    }

    /**
     * Takes bytes that the near end wrote; 0 when none has arrived. What was written before a close stays readable.
     *
     * @throws IndexOutOfBoundsException if the bytes that are there do not fit the buffer
     */
    public int read(byte[] buffer, int offset, int length) {
        return wire.readFar(buffer, offset, length);
    }

    /**
     * Offers bytes to the near end and returns how many were accepted; 0 when its buffer is full or either end closed.
     *
     * @throws IndexOutOfBoundsException if the bytes do not stand in the buffer
     */
    public int write(byte[] buffer, int offset, int length) {
        return wire.writeFar(buffer, offset, length);
    }

    /** Bytes that {@link #read} would give now. */
    public int available() {
        return wire.availableFar();
    }

    /** Bytes that the near end has written and that a {@link Pacer} still holds on the wire; 0 without one. */
    public int travelling() {
        return wire.travellingToFar();
    }

    /** Bytes that {@link #write} would accept now. */
    public int room() {
        return wire.roomFar();
    }

    /** Bytes written by either end that the other has not taken; 0 when the wire is at rest. */
    public int inFlight() {
        return wire.inFlight();
    }

    /** Whether neither end has been closed. */
    public boolean isOpen() {
        return wire.isOpen();
    }

    /** The line format that the near end uses. */
    public UartConfig config() {
        return wire.config();
    }

    /** Called after bytes have arrived; {@code null} stops it. */
    public void onReadable(Runnable action) {
        wire.onReadable(action);
    }

    /** Called when there is room again after {@link #write} had to turn bytes away; {@code null} stops it. */
    public void onWritable(Runnable action) {
        wire.onWritable(action);
    }

    /** Called once after the near end has been closed; {@code null} stops it. */
    public void onClose(Runnable action) {
        wire.onClose(action);
    }

    /** Called when the near end drives a modem line; {@code null} stops it. */
    public void onLine(LineListener listener) {
        wire.onLine(listener);
    }

    /** Called when the near end changes its line format; {@code null} stops it. */
    public void onConfig(Consumer<UartConfig> listener) {
        wire.onConfig(listener);
    }

    /** Paces what the near end writes; {@code null} lets it through at once. Bytes on the wire travel on at the new pace. */
    public void paceIn(Pacer pacer) {
        wire.toFar.pace(pacer);
    }

    /** Paces what this end writes; {@code null} lets it through at once. Bytes on the wire travel on at the new pace. */
    public void paceOut(Pacer pacer) {
        wire.toNear.pace(pacer);
    }

    /**
     * Vanishes, as an unplugged adapter does: the near end reads what had arrived and then gets
     * {@link io.github.wroom4j.hal.BoardException.Kind#GONE}. Closing twice is harmless.
     */
    @Override
    public void close() {
        wire.closeFar();
    }
}
