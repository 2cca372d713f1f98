package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import java.io.IOException;
import java.util.Map;

/**
 * An open port as an operating system or a library gives it: reads and writes block without a limit, and only
 * {@link #close()} from another thread frees them.
 */
public interface Device {

    /**
     * Waits for bytes; at least 1, or -1 if the device has vanished or was closed.
     *
     * @return how many bytes, at least 1, or −1
     * @throws IOException if the device fails; it then counts as vanished
     */
    int read(byte[] buffer) throws IOException;

    /**
     * Hands all bytes over, however long that takes.
     *
     * @throws IOException if the device fails; it then counts as vanished
     */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /**
     * Changes the line format, after what was written has left.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the port refuses it
     */
    void configure(UartConfig config);

    /**
     * Drives a modem line.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the port has no such line
     */
    void line(ModemLine line, boolean asserted);

    /** Closes the port; closing twice is harmless. Never throws. */
    void close();

    /** Opens a device, again and again as it vanishes and returns. */
    interface Opener {
        /** What errors call the device, for example {@code /dev/ttyUSB0}. */
        String name();

        /**
         * Opens the device with that format. The lines named are driven before the port can be seen to open: on boards
         * with an auto-reset circuit a line that flickers resets the module.
         *
         * @throws BoardException of the kind that fits
         */
        Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline);
    }
}
