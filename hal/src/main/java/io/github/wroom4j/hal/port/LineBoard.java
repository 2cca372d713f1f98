package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;

/** A module behind a serial line, near or far, with or without a reset line. */
public final class LineBoard implements Board {
    private final BoardAddress address;
    private final Uart uart;
    private final ResetWiring wiring;

    /** A board; {@code wiring} is null when no line resets the module. */
    public LineBoard(BoardAddress address, Uart uart, ResetWiring wiring) {
        this.address = address;
        this.uart = uart;
        this.wiring = wiring;
    }

    @Override
    public Uart uart() {
        return uart;
    }

    @Override
    public boolean canReset() {
        return wiring != null;
    }

    @Override
    public void reset() {
        requireWiring().reset(uart);
    }

    @Override
    public void resetToBootloader() {
        requireWiring().resetToBootloader(uart);
    }

    private ResetWiring requireWiring() {
        if (wiring == null) {
            throw new BoardException(
                    Kind.UNSUPPORTED,
                    address + " names no reset line: add reset=rts or reset=dtr if one is wired to EN or RST");
        }
        return wiring;
    }

    @Override
    public Pin pin(int number) {
        throw new BoardException(
                Kind.UNSUPPORTED,
                address.scheme() + ": has no pins, so no pin " + number + "; pi: and mock: have some");
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public void close() {
        uart.close();
    }
}
