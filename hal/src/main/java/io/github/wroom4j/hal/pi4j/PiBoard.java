package io.github.wroom4j.hal.pi4j;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A module on the header. How an ESP8266 is reset: EN or RST low for a while, and as it rises the straps say how to
 * boot. GPIO15 must be low (high boots from an SD card, that is, hangs). GPIO0 high starts the firmware, low the ROM's
 * loader.
 *
 * <p>A strap is held low by an output and let go as an input with pull-up: the firmware may use the same pin as an
 * output afterwards, and two outputs must not meet. EN and RST are inputs of the module's and are driven both ways.
 */
final class PiBoard implements Board {
    /** Long enough for the capacitors that sit on EN of many carrier boards. */
    private static final Duration PULSE = Duration.ofMillis(100);
    /** The ROM samples the straps within this time of EN's rise. */
    private static final Duration STRAPS_READ = Duration.ofMillis(50);

    private final BoardAddress address;
    private final Uart uart;
    private final Map<Role, Wire> wires;
    private final Supplier<PiPins> openPins;
    private PiPins pins;

    /** What a wire from the header to the module does, by its address key. */
    enum Role {
        /** RST. */
        RESET,
        /** EN, also called CH_PD. */
        ENABLE,
        /** GPIO0. */
        BOOT,
        /** GPIO15, which is also RTS of NonOS firmware. */
        GPIO15;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A wire from a pin; with an inverting transistor in it the pin is high while the module's side is low. */
    record Wire(int bcm, boolean inverted) {}

    PiBoard(BoardAddress address, Uart uart, Map<Role, Wire> wires, Supplier<PiPins> openPins) {
        this.address = address;
        this.uart = uart;
        this.wires = wires;
        this.openPins = openPins;
        // A module whose EN hangs on us runs only from now on; one that runs already is not disturbed.
        drive(Role.ENABLE, true);
        drive(Role.RESET, true);
    }

    private PiPins pins() {
        if (pins == null) {
            try {
                pins = openPins.get();
            } catch (LinkageError e) {
                throw new BoardException(
                        Kind.LIBRARY_MISSING,
                        "pins of a Raspberry Pi need Pi4J: add the artifacts com.pi4j:pi4j-core,"
                                + " com.pi4j:pi4j-plugin-raspberrypi and com.pi4j:pi4j-plugin-gpiod",
                        e);
            }
        }
        return pins;
    }

    /** Sets the module's side of a wire, if there is such a wire. */
    private void drive(Role role, boolean high) {
        Wire wire = wires.get(role);
        if (wire != null) {
            pins().pin(wire.bcm()).write(high != wire.inverted());
        }
    }

    private void letGo(Role role, Pin.Pull pull) {
        Wire wire = wires.get(role);
        if (wire != null && wire.inverted()) {
            // Behind a transistor, off is how to let go.
            pins().pin(wire.bcm()).write(false);
        } else if (wire != null) {
            pins().pin(wire.bcm()).input(pull);
        }
    }

    @Override
    public Uart uart() {
        return uart;
    }

    @Override
    public boolean canReset() {
        return wires.containsKey(Role.RESET) || wires.containsKey(Role.ENABLE);
    }

    @Override
    public void reset() {
        letGo(Role.BOOT, Pin.Pull.UP);
        pulse();
    }

    @Override
    public void resetToBootloader() {
        if (!wires.containsKey(Role.BOOT)) {
            throw new BoardException(
                    Kind.UNSUPPORTED,
                    address + " names no wire to GPIO0: add boot= and its BCM number, or hold it low");
        }
        drive(Role.BOOT, false);
        try {
            pulse();
        } finally {
            letGo(Role.BOOT, Pin.Pull.UP);
        }
    }

    private void pulse() {
        if (!canReset()) {
            throw new BoardException(
                    Kind.UNSUPPORTED,
                    address + " names no wire to EN or RST: add enable= or reset= and its BCM number");
        }
        Role line = wires.containsKey(Role.RESET) ? Role.RESET : Role.ENABLE;
        drive(Role.GPIO15, false);
        try {
            drive(line, false);
            pause(PULSE);
            drive(line, true);
            pause(STRAPS_READ);
        } finally {
            // Never leaves the module held in reset, whatever happened on the way.
            drive(line, true);
            letGo(Role.GPIO15, Pin.Pull.NONE);
        }
    }

    /** Real time: the module runs on no clock of ours. */
    private static void pause(Duration time) {
        long end = Clock.system().nanos() + time.toNanos();
        for (long left; (left = end - Clock.system().nanos()) > 0; ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BoardException(Kind.INTERRUPTED, "interrupted while it reset the module");
            }
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public Pin pin(int number) {
        if (number < 2 || number > 27) {
            throw new BoardException(
                    Kind.UNSUPPORTED, "the header has no GPIO" + number + " for you; BCM numbers go from 2 to 27");
        }
        if (number == 14 || number == 15) {
            throw new BoardException(Kind.UNSUPPORTED, "GPIO" + number + " is the UART that the module is on");
        }
        wires.forEach((role, wire) -> {
            if (wire.bcm() == number) {
                throw new BoardException(
                        Kind.UNSUPPORTED, "GPIO" + number + " is the module's " + role.key() + " wire in this address");
            }
        });
        return pins().pin(number);
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public void close() {
        uart.close();
        if (pins != null) {
            pins.close();
        }
    }
}
