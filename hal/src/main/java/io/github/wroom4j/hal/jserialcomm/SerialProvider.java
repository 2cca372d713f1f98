package io.github.wroom4j.hal.jserialcomm;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.BoardProvider;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.port.LineBoard;
import io.github.wroom4j.hal.port.LineKeys;
import io.github.wroom4j.hal.port.ResetWiring;
import java.util.List;
import java.util.Set;

/**
 * {@code serial:/dev/ttyUSB0?baud=115200&flow=rtscts&reset=rts}.
 *
 * <p>Keys: {@code baud} (115200), {@code flow} ({@code none}, {@code rts}, {@code cts}, {@code rtscts}), {@code reset}
 * ({@code rts} or {@code dtr}: the line that pulls EN or RST), {@code dtr} and {@code rts} ({@code on} or {@code off}:
 * how to drive the line from the start; off by default, so that opening the port resets no board).
 */
public final class SerialProvider implements BoardProvider {
    private static final Set<String> KEYS = Set.of("baud", "flow", "reset", "dtr", "rts");

    @Override
    public Set<String> schemes() {
        return Set.of("serial");
    }

    @Override
    public Board open(BoardAddress address) {
        address.allowOnly(KEYS);
        if (address.target().isEmpty()) {
            throw new BoardException(
                    Kind.BAD_ADDRESS,
                    "serial: needs a port, as in serial:/dev/ttyUSB0; wroom4j ports lists those that are plugged in");
        }
        ResetWiring wiring = ResetWiring.of(address);
        return new LineBoard(address, openUart(address), wiring);
    }

    /** Opens the port that {@code address} names, by its keys {@code baud}, {@code flow}, {@code dtr}, {@code rts}. */
    public static Uart openUart(BoardAddress address) {
        return SerialUart.open(address.target(), LineKeys.format(address), LineKeys.lines(address));
    }

    @Override
    public List<BoardAddress> discover() {
        return SerialUart.plugged().stream()
                .map(path ->
                        BoardAddress.parse("serial:" + path.replace("%", "%25").replace("?", "%3F")))
                .toList();
    }
}
