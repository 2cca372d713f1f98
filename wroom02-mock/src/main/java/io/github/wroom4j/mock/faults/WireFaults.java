package io.github.wroom4j.mock.faults;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** What a plan does to the bytes of one direction of the UART. */
public final class WireFaults {
    private static final int FIFO = 128;

    private final Faults plan;
    private final Fault.Direction direction;
    private List<Fault.Wire> faults = List.of();
    private List<Fault.Overrun> overruns = List.of();
    private int seen = -1;

    /** The part of a plan that concerns that direction. */
    public WireFaults(Faults plan, Fault.Direction direction) {
        this.plan = plan;
        this.direction = direction;
        look();
    }

    /** Bytes are many and changes of the plan few. */
    private void look() {
        if (seen == plan.changes()) {
            return;
        }
        seen = plan.changes();
        faults = plan.of(Fault.Wire.class)
                .filter(fault -> fault.direction() == direction)
                .toList();
        overruns = direction == Fault.Direction.TO_MODULE
                ? plan.of(Fault.Overrun.class).toList()
                : List.of();
    }

    /** What arrives of these bytes. */
    public byte[] apply(byte[] bytes) {
        look();
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

    /** What fits the FIFO of a burst that was not served in time. */
    public byte[] burst(byte[] bytes) {
        look();
        boolean overrun = bytes.length > FIFO && overruns.stream().anyMatch(plan::strikes);
        return overrun ? Arrays.copyOf(bytes, FIFO) : bytes;
    }

    /** Whether bursts matter. */
    public boolean watchesBursts() {
        look();
        return !overruns.isEmpty();
    }
}
