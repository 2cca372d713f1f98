package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardProvider;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.port.LineBoard;
import io.github.wroom4j.hal.port.LineKeys;
import io.github.wroom4j.hal.port.PortUart;
import io.github.wroom4j.hal.port.ResetWiring;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code rfc2217://bench3.lan:4001?baud=921600&reset=rts} and {@code tcp://bench3.lan:4002}.
 *
 * <p>The keys of {@code rfc2217:} are those of {@code serial:}. A {@code tcp:} port has none: its line format is set
 * where it is served. Neither is encrypted: anybody on that network can read along and drive the module.
 */
public final class NetworkProvider implements BoardProvider {
    private static final Set<String> KEYS = Set.of("baud", "flow", "reset", "dtr", "rts");

    @Override
    public Set<String> schemes() {
        return Set.of("rfc2217", "tcp");
    }

    @Override
    public Board open(BoardAddress address) {
        boolean plain = address.scheme().equals("tcp");
        address.allowOnly(plain ? Set.of() : KEYS);
        Endpoint endpoint = Endpoint.of(address);
        if (plain) {
            return new LineBoard(
                    address, PortUart.open(new TcpDevice.Opener(endpoint), UartConfig.DEFAULT, Map.of()), null);
        }
        ResetWiring wiring = ResetWiring.of(address);
        try {
            return new LineBoard(
                    address,
                    PortUart.open(new TelnetDevice.Opener(endpoint), LineKeys.format(address), LineKeys.lines(address)),
                    wiring);
        } catch (LinkageError e) {
            throw new BoardException(
                    BoardException.Kind.LIBRARY_MISSING,
                    "rfc2217: needs Commons Net: add the artifact commons-net:commons-net",
                    e);
        }
    }

    /** None: a network is not searched for benches. */
    @Override
    public List<BoardAddress> discover() {
        return List.of();
    }
}
