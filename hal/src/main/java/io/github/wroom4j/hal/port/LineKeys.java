package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.UartConfig.Flow;
import java.util.EnumMap;
import java.util.Map;

/** The address keys that every board on a serial line shares. */
public final class LineKeys {
    private LineKeys() {}

    /**
     * {@code baud} and {@code flow}; 115200 8N1 without flow control when they are absent.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if {@code baud} is not 50 … 5 000 000 or
     *     {@code flow} is not one of its four words
     */
    public static UartConfig format(BoardAddress address) {
        int baud = address.number("baud", UartConfig.DEFAULT.baud(), 50, 5_000_000);
        Flow flow = address.value("flow")
                .map(name -> switch (name) {
                    case "none" -> Flow.NONE;
                    case "rts" -> Flow.RTS;
                    case "cts" -> Flow.CTS;
                    case "rtscts" -> Flow.RTS_CTS;
                    default -> throw bad(address, "flow", "none, rts, cts or rtscts", name);
                })
                .orElse(Flow.NONE);
        return UartConfig.DEFAULT.withBaud(baud).withFlow(flow);
    }

    /**
     * {@code dtr} and {@code rts}: how to drive the lines from the start. Off by default, so that opening resets
     * no board.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if one of them is neither {@code on} nor
     *     {@code off}
     */
    public static Map<ModemLine, Boolean> lines(BoardAddress address) {
        Map<ModemLine, Boolean> lines = new EnumMap<>(ModemLine.class);
        lines.put(ModemLine.DTR, isOn(address, "dtr"));
        lines.put(ModemLine.RTS, isOn(address, "rts"));
        return lines;
    }

    private static boolean isOn(BoardAddress address, String key) {
        return address.value(key)
                .map(value -> switch (value) {
                    case "on" -> true;
                    case "off" -> false;
                    default -> throw bad(address, key, "on or off", value);
                })
                .orElse(false);
    }

    private static BoardException bad(BoardAddress address, String key, String allowed, String value) {
        return new BoardException(
                BoardException.Kind.BAD_ADDRESS,
                address.scheme() + ": \"" + key + "\" is " + allowed + ", not \"" + value + "\"");
    }
}
