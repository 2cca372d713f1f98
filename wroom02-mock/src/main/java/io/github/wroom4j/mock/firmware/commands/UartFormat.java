package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.UartConfig.Flow;
import io.github.wroom4j.hal.UartConfig.Parity;
import io.github.wroom4j.hal.UartConfig.StopBits;

/** A line format as AT+UART spells it: {@code baud,data,stop,parity,flow} (at-protocol §5). */
public final class UartFormat {
    private UartFormat() {}

    /** Stop 1 one, 2 one and a half, 3 two; parity 0 none, 1 odd, 2 even; flow 0 none, 1 RTS, 2 CTS, 3 both. */
    public static UartConfig of(int baud, int data, int stop, int parity, int flow) {
        return new UartConfig(baud, data, StopBits.values()[stop - 1], Parity.values()[parity], Flow.values()[flow]);
    }

    /** Spells a format. */
    public static String write(UartConfig config) {
        return config.baud() + "," + config.dataBits() + ","
                + (config.stopBits().ordinal() + 1) + "," + config.parity().ordinal() + ","
                + config.flow().ordinal();
    }

    /** Reads what {@link #write} spelled. */
    public static UartConfig read(String text) {
        String[] part = text.split(",");
        return of(
                Integer.parseInt(part[0]),
                Integer.parseInt(part[1]),
                Integer.parseInt(part[2]),
                Integer.parseInt(part[3]),
                Integer.parseInt(part[4]));
    }
}
