package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Which modem line pulls the module's EN or RST low. On the usual two-transistor circuit (NodeMCU and its kin) RTS alone
 * pulls EN, DTR alone pulls GPIO0, and both together do nothing; a bare wire from either line to RST works as well.
 */
public record ResetWiring(ModemLine line) {
    /** EN must stay low for some microseconds; slow adapters need milliseconds to pass a change on. */
    private static final Duration PULSE = Duration.ofMillis(100);

    private static final Duration BOOT_STRAP = Duration.ofMillis(50);

    /**
     * From the address key {@code reset}: {@code rts} or {@code dtr}; null when it is absent.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if it is neither of the two
     */
    public static ResetWiring of(BoardAddress address) {
        return address.value("reset")
                .map(name -> switch (name) {
                    case "rts" -> new ResetWiring(ModemLine.RTS);
                    case "dtr" -> new ResetWiring(ModemLine.DTR);
                    default ->
                        throw new BoardException(
                                BoardException.Kind.BAD_ADDRESS,
                                address.scheme() + ": \"reset\" is rts or dtr, the line wired to EN, not \"" + name
                                        + "\"");
                })
                .orElse(null);
    }

    private ModemLine other() {
        return line == ModemLine.RTS ? ModemLine.DTR : ModemLine.RTS;
    }

    /**
     * Resets into the firmware: GPIO0 is left alone.
     *
     * @throws BoardException as {@link Uart#line}; an interrupt only shortens the pulse
     */
    public void reset(Uart uart) {
        uart.line(other(), false);
        uart.line(line, true);
        pause(PULSE);
        uart.line(line, false);
    }

    /**
     * Resets into the ROM's loader: the other line holds GPIO0 low while EN rises.
     *
     * @throws BoardException as {@link Uart#line}; an interrupt only shortens the pulse
     */
    public void resetToBootloader(Uart uart) {
        uart.line(other(), false);
        uart.line(line, true);
        pause(PULSE);
        uart.line(other(), true);
        uart.line(line, false);
        pause(BOOT_STRAP);
        uart.line(other(), false);
    }

    /** A pulse is real time, on whatever clock the rest of the program runs. */
    private static void pause(Duration time) {
        long end = Clock.system().nanos() + time.toNanos();
        for (long left; (left = end - Clock.system().nanos()) > 0; ) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
