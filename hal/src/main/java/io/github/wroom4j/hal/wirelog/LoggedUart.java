package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.Uart;

/** A UART that notes what passes through it in a {@link WireLog}, and otherwise is the one it wraps. */
public final class LoggedUart extends ForwardingUart {
    private final WireLog log;

    /** Wraps a UART. */
    public LoggedUart(Uart uart, WireLog log) {
        super(uart);
        this.log = log;
    }

    /** What has passed. */
    public WireLog log() {
        return log;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        int count = uart.read(buffer, offset, length, deadline);
        log.add(WireLog.Direction.FROM_MODULE, buffer, offset, count);
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        // Noted first: the reply may be read before write() returns, and must not be recorded before its command.
        log.add(WireLog.Direction.TO_MODULE, buffer, offset, length);
        uart.write(buffer, offset, length, deadline);
    }
}
