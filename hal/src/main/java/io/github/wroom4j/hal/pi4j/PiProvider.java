package io.github.wroom4j.hal.pi4j;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.BoardProvider;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig.Flow;
import io.github.wroom4j.hal.jserialcomm.SerialProvider;
import io.github.wroom4j.hal.pi4j.PiBoard.Role;
import io.github.wroom4j.hal.pi4j.PiBoard.Wire;
import io.github.wroom4j.hal.port.LineKeys;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code pi:/dev/serial0?baud=115200&reset=17&enable=27&boot=22}.
 *
 * <p>The port is {@code /dev/serial0} unless named. Keys: {@code baud} and {@code flow} as {@code serial:};
 * {@code reset} (RST), {@code enable} (EN), {@code boot} (GPIO0) and {@code gpio15} give the BCM number of the pin that
 * the wire begins at, followed by {@code :inverted} if a transistor turns it round. The wires of NonOS and of ESP-AT
 * firmware differ: the latter speaks on the module's GPIO15 and GPIO13 (at-protocol §2.1), where {@code gpio15} must not
 * be given.
 */
public final class PiProvider implements BoardProvider {
    private static final Set<String> KEYS = Set.of("baud", "flow", "reset", "enable", "boot", "gpio15");

    private final PiHost host;
    private final Function<BoardAddress, Uart> openUart;
    private final Supplier<PiPins> openPins;

    /** As the service loader makes it: the machine that this runs on. */
    public PiProvider() {
        // Not PiPins::onHeader, which would load that class, and with it Pi4J, before anyone wants a pin.
        this(PiHost.here(), SerialProvider::openUart, () -> PiPins.onHeader());
    }

    PiProvider(PiHost host, Function<BoardAddress, Uart> openUart, Supplier<PiPins> openPins) {
        this.host = host;
        this.openUart = openUart;
        this.openPins = openPins;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("pi");
    }

    @Override
    public Board open(BoardAddress address) {
        address.allowOnly(KEYS);
        Map<Role, Wire> wires = wires(address);
        String port = address.target().isEmpty() ? host.headerPort() : address.target();
        host.requireFreePort(port);
        if (!wires.isEmpty()) {
            host.requireGpio();
        }
        // The same port and keys, read as serial: reads them; the header's UART has no DTR, and RTS only as flow
        // control.
        String line = "serial:" + port.replace("%", "%25").replace("?", "%3F") + "?baud="
                + LineKeys.format(address).baud()
                + address.value("flow").map(flow -> "&flow=" + flow).orElse("");
        Uart uart = openUart.apply(BoardAddress.parse(line));
        try {
            return new PiBoard(address, uart, wires, openPins);
        } catch (BoardException e) {
            uart.close();
            throw e;
        }
    }

    private static Map<Role, Wire> wires(BoardAddress address) {
        Map<Role, Wire> wires = new EnumMap<>(Role.class);
        boolean flow = LineKeys.format(address).flow() != Flow.NONE;
        for (Role role : Role.values()) {
            address.value(role.key()).ifPresent(text -> {
                Wire wire = wire(role.key(), text);
                if (wire.bcm() == 14 || wire.bcm() == 15 || flow && (wire.bcm() == 16 || wire.bcm() == 17)) {
                    throw bad(
                            role.key(),
                            "GPIO" + wire.bcm() + " belongs to the UART"
                                    + (wire.bcm() > 15 ? " while flow control is on (CTS 16, RTS 17)" : ""));
                }
                wires.forEach((other, taken) -> {
                    if (taken.bcm() == wire.bcm()) {
                        throw bad(role.key(), "GPIO" + wire.bcm() + " is the \"" + other.key() + "\" wire already");
                    }
                });
                wires.put(role, wire);
            });
        }
        return wires;
    }

    private static Wire wire(String key, String text) {
        String number = text.replaceFirst(":inverted$", "");
        if (!number.matches("\\d{1,2}") || Integer.parseInt(number) < 2 || Integer.parseInt(number) > 27) {
            throw bad(key, "write a BCM number from 2 to 27, perhaps followed by :inverted, not \"" + text + "\"");
        }
        return new Wire(Integer.parseInt(number), !number.equals(text));
    }

    private static BoardException bad(String key, String message) {
        return new BoardException(Kind.BAD_ADDRESS, "pi: \"" + key + "\": " + message);
    }

    @Override
    public List<BoardAddress> discover() {
        return host.isRaspberryPi() && host.has(host.headerPort())
                ? List.of(BoardAddress.parse("pi:" + host.headerPort()))
                : List.of();
    }
}
