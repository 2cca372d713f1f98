package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.chip.ResetReason;

/** What the AT core asks of the board below it. For the module's task. */
public interface AtPlatform {
    /** Restarts once the UART has drained. */
    void restart(ResetReason why);

    /** Sleeps deeply for that long, then boots; 0 for ever. */
    void deepSleep(long millis);

    /** Switches the UART's format: at once, or when what was printed has left. */
    void uart(UartConfig config, boolean drainFirst);

    /** The UART's format now. */
    UartConfig uart();

    /** Whether the firmware takes its time: polls, scans, boot. */
    boolean realTime();

    /** Passes the operating mode to the SDK below, where there is one. */
    void opmode(int mode);

    /** Prints on the debug port, which is not the AT port. */
    void log(String text);
}
