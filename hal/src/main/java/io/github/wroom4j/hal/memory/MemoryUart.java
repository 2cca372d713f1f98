package io.github.wroom4j.hal.memory;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;

/**
 * A UART whose other end is in the same process.
 *
 * <p>The near end blocks, as {@link Uart} says. A write hands its bytes over and calls the far end's listener in the
 * writer's thread; it waits only while the far end's buffer is full. After the far end has vanished, what had arrived is
 * still read; then {@link io.github.wroom4j.hal.BoardException.Kind#GONE}. Both ends may be used from any thread.
 */
public final class MemoryUart implements Uart {
    /** Bytes that either direction holds; memory is taken only as it fills. */
    public static final int CAPACITY = 64 * 1024;

    private final MemoryWire wire;

    private MemoryUart(MemoryWire wire) {
        this.wire = wire;
    }

    /** Both ends of a memory UART. */
    public record Pair(MemoryUart near, FarEnd far) {}

    /** A pair on the machine's clock. */
    public static Pair pair() {
        return pair(Clock.system());
    }

    /** A pair whose pacers, if any, run on that clock. Waits follow the clock of their own {@link Deadline}. */
    public static Pair pair(Clock clock) {
        return pair(clock, CAPACITY);
    }

    /**
     * A pair with so many bytes of buffer in each direction.
     *
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public static Pair pair(Clock clock, int capacity) {
        var wire = new MemoryWire(clock, capacity);
        return new Pair(new MemoryUart(wire), new FarEnd(wire));
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        return wire.readNear(buffer, offset, length, deadline);
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        wire.writeNear(buffer, offset, length, deadline);
    }

    @Override
    public UartConfig config() {
        return wire.config();
    }

    @Override
    public void configure(UartConfig config) {
        wire.configure(config);
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        wire.line(line, asserted);
    }

    @Override
    public void close() {
        wire.closeNear();
    }
}
