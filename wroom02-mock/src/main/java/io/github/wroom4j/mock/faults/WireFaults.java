package io.github.wroom4j.mock.faults;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** What a plan does to the bytes of one direction of the UART. */
public final class WireFaults {
    private static final int FIFO = 128;

    private final Faults plan;
    private final List<Fault.Wire> faults;
    private final List<Fault.Overrun> overruns;

    /** The part of a plan that concerns that direction. */
    public WireFaults(Faults plan, Fault.Direction direction) {
        this.plan = plan;
        this.faults = plan.of(Fault.Wire.class)
                .filter(fault -> fault.direction() == direction)
                .toList();
        this.overruns = direction == Fault.Direction.TO_MODULE
                ? plan.of(Fault.Overrun.class).toList()
                : List.of();
    }

    /** What arrives of these bytes. */
    public byte[] apply(byte[] bytes) {
        byte[] left = bytes;
        for (Fault.Wire fault : faults) {
            left = apply(fault, left);
        }
        return left;
    }

    private byte[] apply(Fault.Wire fault, byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length + 1);
        for (byte b : bytes) {
            if (!plan.strikes(fault)) {
                out.write(b);
                continue;
            }
            switch (fault.kind()) {
                case DROPPED -> {}
                case DUPLICATED -> {
                    out.write(b);
                    out.write(b);
                }
                case CORRUPTED -> out.write(plan.otherThan(b));
            }
        }
        return out.toByteArray();
    }

    /** What fits the FIFO of a burst that nobody served in time. */
    public byte[] burst(byte[] bytes) {
        boolean overrun = bytes.length > FIFO && overruns.stream().anyMatch(plan::strikes);
        return overrun ? Arrays.copyOf(bytes, FIFO) : bytes;
    }

    /** Whether bursts matter. */
    public boolean watchesBursts() {
        return !overruns.isEmpty();
    }
}
