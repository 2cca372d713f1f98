package io.github.wroom4j.at.codec;

/**
 * What {@link AtParser} found, in the order of the bytes. Calls come from the thread that feeds the parser.
 */
public interface TokenSink {

    /**
     * A line, its line end and trailing carriage returns taken off; never empty.
     *
     * @param text one char per byte (ISO 8859-1), so that any SSID survives; valid during the call only
     */
    void line(CharSequence text);

    /** The prompt of a send. */
    void prompt();

    /**
     * Who sent the block that begins next; only where the firmware says so ({@code AT+CIPDINFO=1}).
     *
     * @param address without quotes; valid during the call only
     */
    default void sender(CharSequence address, int port) {}

    /** Whether the firmware is set to name the sender of fetched bytes ({@code AT+CIPDINFO=1}), so that one more pair of fields is to come. */
    default boolean fetchNamesSender() {
        return false;
    }

    /**
     * A counted block begins.
     *
     * @param link its link id, or −1 where the firmware does not say: then the pending command knows
     * @param length bytes that follow, at least 0
     */
    void payloadBegins(int link, int length);

    /** A run of the counted block's bytes; the array belongs to the caller again when this returns. */
    void payload(byte[] bytes, int offset, int length);

    /**
     * Passive receive: the module holds bytes.
     *
     * @param link its link id, or −1 in single mode
     * @param available what the firmware counted; NonOS and ESP-AT mean different things by it (at-protocol §9.4)
     */
    void notice(int link, int available);

    /** The counts no longer fit the bytes of the block last begun; what was being counted is given up. */
    void desync(String where);
}
