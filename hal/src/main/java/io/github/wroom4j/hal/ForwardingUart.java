package io.github.wroom4j.hal;

import java.util.Objects;

/** A UART that is another one, for those who change or watch a part of it. */
public abstract class ForwardingUart implements Uart {
    /** The UART that does the work. */
    protected final Uart uart;

    /** Forwards everything to that UART. */
    protected ForwardingUart(Uart uart) {
        this.uart = Objects.requireNonNull(uart);
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        return uart.read(buffer, offset, length, deadline);
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        uart.write(buffer, offset, length, deadline);
    }

    @Override
    public UartConfig config() {
        return uart.config();
    }

    @Override
    public void configure(UartConfig config) {
        uart.configure(config);
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        uart.line(line, asserted);
    }

    @Override
    public void close() {
        uart.close();
    }
}
