package io.github.wroom4j.hal;

/**
 * A line format.
 *
 * @param baud bits per second, 1 … 5 000 000 (the range of NonOS {@code AT+UART}, at-protocol §5)
 * @param dataBits 5 … 8
 * @param stopBits how many stop bits
 * @param parity the parity bit
 * @param flow hardware flow control
 */
public record UartConfig(int baud, int dataBits, StopBits stopBits, Parity parity, Flow flow) {

    /** 115200 8N1 without flow control: what every AT firmware boots with (at-protocol §2.1). */
    public static final UartConfig DEFAULT = new UartConfig(115_200, 8, StopBits.ONE, Parity.NONE, Flow.NONE);

    /** Stop bits. */
    public enum StopBits {
        ONE,
        ONE_AND_A_HALF,
        TWO
    }

    /** Parity. */
    public enum Parity {
        NONE,
        ODD,
        EVEN
    }

    /** Hardware flow control, named from the host's end. */
    public enum Flow {
        NONE,
        RTS,
        CTS,
        RTS_CTS
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the speed or the number of data bits is out of range
     */
    public UartConfig {
        if (baud < 1 || baud > 5_000_000) {
            throw new IllegalArgumentException("baud must be 1 … 5000000, not " + baud);
        }
        if (dataBits < 5 || dataBits > 8) {
            throw new IllegalArgumentException("data bits must be 5 … 8, not " + dataBits);
        }
    }

    // By hand: what the compiler makes of a record is put together when it is first called, and costs a start 4 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof UartConfig o
                && baud == o.baud
                && dataBits == o.dataBits
                && stopBits == o.stopBits
                && parity == o.parity
                && flow == o.flow;
    }

    @Override
    public int hashCode() {
        return baud * 31 + dataBits * 64 + stopBits.ordinal() * 16 + parity.ordinal() * 4 + flow.ordinal();
    }

    /**
     * This format at another speed.
     *
     * @throws IllegalArgumentException outside 1 … 5 000 000
     */
    public UartConfig withBaud(int newBaud) {
        return new UartConfig(newBaud, dataBits, stopBits, parity, flow);
    }

    /** This format with another flow control. */
    public UartConfig withFlow(Flow newFlow) {
        return new UartConfig(baud, dataBits, stopBits, parity, newFlow);
    }

    /** Nanoseconds that one character takes on the wire: start, data, parity and stop bits. */
    public double nanosPerByte() {
        double stop = stopBits == StopBits.ONE ? 1 : stopBits == StopBits.TWO ? 2 : 1.5;
        double bits = 1 + dataBits + (parity == Parity.NONE ? 0 : 1) + stop;
        return bits * 1e9 / baud;
    }
}
